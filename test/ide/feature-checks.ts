/** What each language feature finds, in the form of fixture files; the same for assembly and for Lisp. */
import { moduleName } from "../../vm-core/ide/modules.ts";
import {
  type Callable,
  callableAt,
  codeActions,
  codeLenses,
  completions,
  type DocumentSymbol,
  declaration,
  definition,
  documentLinks,
  documentSymbols,
  findings,
  fixesOf,
  foldingRanges,
  format,
  formatTyped,
  highlights,
  hints,
  hover,
  implementation,
  incomingCalls,
  inlayHints,
  linkedPlaces,
  mendAll,
  organizeImports,
  outgoingCalls,
  prepareRename,
  refactorings,
  references,
  rename,
  type Snapshot,
  selections,
  signatureHelp,
} from "../../vm-core/index.ts";
import { applyEdits } from "../../vm-core/text/diagnostic.ts";
import type { Findings, Mark } from "./fixture.ts";
import { FILES, KNOWN_MODULES, resolveFixture } from "./modules.ts";

export type Feature = (snapshot: Snapshot, cursor: number, argument: string | undefined) => Findings;

export const FEATURES: Readonly<Record<string, Feature>> = {
  definition: (snapshot, cursor) => placesOf(snapshot, definition(snapshot, cursor, resolveFixture)),
  declaration: (snapshot, cursor) => placesOf(snapshot, declaration(snapshot, cursor, resolveFixture)),
  implementation: (snapshot, cursor) => placesOf(snapshot, implementation(snapshot, cursor, resolveFixture)),
  links: (snapshot) => ({
    marks: documentLinks(snapshot, resolveFixture).map(({ span, target }) => ({ span, text: target })),
  }),
  calls: (snapshot, cursor) => {
    const callable = callableAt(snapshot, cursor, resolveFixture);
    if (callable === undefined) return { lines: ["nothing"] };
    const shown = ({ document, kind, name, detail }: Callable) =>
      `${kind} ${name} ${detail}`.trimEnd() +
      (document === snapshot ? "" : ` in ${moduleName(document.uri)}`);
    const incoming =
      callable.kind === "program"
        ? []
        : incomingCalls(callable.document, callable.nameSpan.start, resolveFixture);
    return {
      marks: [
        ...(callable.document === snapshot ? [{ span: callable.span, text: shown(callable) }] : []),
        ...incoming.flatMap(({ callable, places }) =>
          callable.document === snapshot
            ? places.map((span) => ({ span, text: `called by ${shown(callable)}` }))
            : [],
        ),
        ...(callable.document === snapshot ? outgoingCalls(callable, resolveFixture) : []).flatMap(
          ({ callable, places }) => places.map((span) => ({ span, text: `calls ${shown(callable)}` })),
        ),
      ],
      lines: callable.document === snapshot ? [] : [shown(callable)],
    };
  },
  "code-lenses": (snapshot, _, argument) => ({
    marks: codeLenses(snapshot, {
      run: argument !== "references",
      optimizer: argument === "optimizer",
      references: argument === "references",
    }).map(({ kind, span, title = "" }) => ({ span, text: `${kind} ${title}`.trimEnd() })),
  }),
  references: (snapshot, cursor) => ({
    marks: references(snapshot, cursor).map(({ span, access }) => ({ span, text: access })),
  }),
  highlights: (snapshot, cursor) => ({
    marks: highlights(snapshot, cursor).map(({ span, access }) => ({ span, text: access })),
  }),
  hover: (snapshot, cursor) => {
    const found = hover(snapshot, cursor, resolveFixture);
    if (found === undefined) return { lines: ["nothing"] };
    return { marks: [{ span: found.span, text: "hover" }], lines: found.markdown.split("\n") };
  },
  completion: (snapshot, cursor, argument) => {
    const all = completions(snapshot, cursor, {
      typed: argument === "typed a blank" ? " " : undefined,
      resolve: resolveFixture,
      files: FILES,
      modules: KNOWN_MODULES,
      snippets: argument === "snippets" || argument === "templates",
    });
    const found = all.filter(({ kind, edits, objection }) => {
      if (argument === "templates") return kind === "template";
      if (argument === "does not fit") return objection !== undefined;
      return (edits !== undefined) === (argument === "not imported");
    });
    if (found.length === 0) return { lines: ["nothing"] };
    const shown = found.length > 30 ? [...found.slice(0, 3), found[found.length - 1]] : found;
    return {
      marks: [
        { span: found[0].insert, text: "insert" },
        { span: found[0].replace, text: "replace" },
      ],
      lines: shown.flatMap(({ label, kind, detail, text, snippet = text, documentation, ...more }) => [
        [
          kind,
          label,
          snippet === label ? "" : snippet.replaceAll("\n", "⏎"),
          detail ?? "",
          more.objection ?? documentation?.split("\n").at(-1) ?? "",
        ]
          .join(" | ")
          .replace(/(?: \| )+$/, ""),
        ...(more.edits === undefined
          ? []
          : programLines(applyEdits(snapshot.text, more.edits)).map((line) => `  ${line}`)),
      ]),
    };
  },
  findings: (snapshot) => ({
    marks: findings(snapshot, resolveFixture).map((finding) => {
      const { severity, code, message, span, related = [] } = finding;
      return {
        span,
        text: `${severity}(${code}): ${message}`,
        more: [
          ...related.map(
            ({ document = snapshot, span, message }) => `${placeIn(document, span.start)}: ${message}`,
          ),
          ...fixesOf(snapshot, finding, resolveFixture).map(({ title }) => `fix: ${title}`),
        ],
      };
    }),
  }),
  "signature-help": (snapshot, cursor, argument) => {
    const found = signatureHelp(snapshot, cursor, argument === "typed a blank", resolveFixture);
    if (found === undefined) return { lines: ["nothing"] };
    const { label, documentation, parameters, active } = found;
    const { start, end } = parameters[active];
    return {
      lines: [
        `${label.slice(0, start)}«${label.slice(start, end)}»${label.slice(end)}`,
        ...documentation.split("\n"),
      ],
    };
  },
  symbols: (snapshot) => ({ marks: symbolMarks(documentSymbols(snapshot)) }),
  "fix-all": (snapshot) => ({
    lines: programLines(applyEdits(snapshot.text, mendAll(snapshot, resolveFixture))),
  }),
  folding: (snapshot) => ({
    marks: foldingRanges(snapshot).map(({ span, kind }) => ({ span, text: kind })),
  }),
  formatting: (snapshot, cursor, argument) => ({
    lines: programLines(applyEdits(snapshot.text, formattingEdits(snapshot, cursor, argument))),
  }),
  "linked-editing": (snapshot, cursor) => {
    const places = linkedPlaces(snapshot, cursor);
    return places === undefined
      ? { lines: ["nothing"] }
      : { marks: places.map((span) => ({ span, text: "linked" })) };
  },
  selection: (snapshot, cursor) => ({
    marks: selections(snapshot, cursor).map((span, i) => ({ span, text: String(i + 1) })),
  }),
  refactorings: (snapshot, cursor, argument) => ({
    lines: refactorings(snapshot, selected(snapshot, cursor, argument)).flatMap(({ title, kind, edits }) => [
      `${title}: ${kind}`,
      ...programLines(applyEdits(snapshot.text, edits)),
    ]),
  }),
  "organize-imports": (snapshot) => ({
    lines: programLines(applyEdits(snapshot.text, organizeImports(snapshot, resolveFixture))),
  }),
  "inlay-hints": (snapshot, cursor, argument) => ({
    marks: inlayHints(snapshot, inlaySettings(argument), rangeOf(snapshot, cursor), resolveFixture).map(
      ({ offset, label, kind }) => ({ span: { start: offset, end: offset }, text: `${kind} ${label}` }),
    ),
  }),
  rename: (snapshot, cursor, argument = "") => {
    const target = prepareRename(snapshot, cursor);
    const marks = target === undefined ? [] : [{ span: target.span, text: target.name }];
    const result = rename(snapshot, cursor, argument, resolveFixture);
    if ("refusal" in result) return { marks, lines: [`refused: ${result.refusal}`] };
    return { marks, lines: programLines(applyEdits(snapshot.text, result.edits)) };
  },
  hints: (snapshot) => ({
    marks: hints(snapshot).flatMap(({ diagnostic: { code, message }, marks }) =>
      marks.map(({ span, tag }, index) => ({
        span,
        text: `${code}${tag === undefined ? "" : ` ${tag}`}${index === 0 ? `: ${message}` : ", too"}`,
      })),
    ),
  }),
  actions: (snapshot, cursor) => ({
    lines: codeActions(snapshot, { start: cursor, end: cursor }, undefined, resolveFixture).flatMap(
      ({ title, edits, preferred, diagnostic }) => [
        `${title}${preferred ? " (preferred)" : ""}: ${diagnostic.code}`,
        ...programLines(applyEdits(snapshot.text, edits)),
      ],
    ),
  }),
};

/** `typed`: Enter was typed; `line`: the line of the cursor alone; `one blank`: operands are not aligned; `tabs`. */
function formattingEdits(snapshot: Snapshot, cursor: number, argument: string | undefined) {
  const style = { indentSize: 4, tabs: argument === "tabs", alignOperands: argument !== "one blank" };
  if (argument === "typed") return formatTyped(snapshot, cursor, style);
  return format(snapshot, argument === "line" ? { start: cursor, end: cursor } : undefined, style);
}

/** `addresses`, `types`, `stack labels`, `stack lines`, `names literals`, `names all`, with commas between them. */
function inlaySettings(argument = "") {
  const wanted = argument.split(", ");
  return {
    parameterNames: wanted.includes("names all")
      ? "all"
      : wanted.includes("names literals")
        ? "literals"
        : "off",
    addresses: wanted.includes("addresses"),
    stackDepth: wanted.includes("stack lines") ? "lines" : wanted.includes("stack labels") ? "labels" : "off",
    types: wanted.includes("types"),
  } as const;
}

/** From the cursor to the end of a line (`to 3`), or as many characters as the argument has. */
function selected({ text }: Snapshot, cursor: number, argument = "") {
  const line = /^to (\d+)$/.exec(argument)?.[1];
  if (line === undefined) return { start: cursor, end: cursor + argument.length };
  return { start: cursor, end: text.split("\n").slice(0, Number(line)).join("\n").length };
}

/** What is after the cursor, or everything. */
function rangeOf({ text }: Snapshot, cursor: number) {
  return { start: cursor, end: text.length };
}

function placesOf(snapshot: Snapshot, found: ReturnType<typeof definition>): Findings {
  if (found === undefined) return { lines: ["nothing"] };
  const here = found.targets.filter(({ document }) => document === snapshot);
  const elsewhere = found.targets.filter(({ document }) => document !== snapshot);
  const marks: Mark[] = here.flatMap(({ span, name }) => [
    { span, text: "to" },
    { span: name, text: "named" },
  ]);
  return {
    marks: [{ span: found.origin, text: "from" }, ...marks],
    lines: elsewhere.map(({ document, span, name }) =>
      [placeIn(document, span.start), quote(document, span), quote(document, name)].join(" | "),
    ),
  };
}

function symbolMarks(symbols: readonly DocumentSymbol[], within = ""): Mark[] {
  return symbols.flatMap(({ name, kind, detail, span, nameSpan, children = [] }) => [
    { span, text: `${within}${kind} ${name} ${detail}`.trimEnd() },
    { span: nameSpan, text: "name" },
    ...symbolMarks(children, `${within}${name} > `),
  ]);
}

/** `lib.ttvm:2:4`, one-based. */
function placeIn({ uri, lines }: Pick<Snapshot, "uri" | "lines">, offset: number): string {
  const { line, column } = lines.position(offset);
  return `${moduleName(uri)}:${line + 1}:${column + 1}`;
}

function quote({ text }: Snapshot, { start, end }: { start: number; end: number }): string {
  return text.slice(start, end).replace(/\s+/g, " ");
}

/** A text between bars: blanks at the ends of lines are seen. */
function programLines(text: string): readonly string[] {
  return text.split("\n").map((line) => `|${line}|`);
}
