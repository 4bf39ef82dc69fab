/**
 * What the library says about itself, read from the texts of its modules: the single source for hover,
 * completion and the reference.
 *
 * A module starts with a comment about it. A function is `MAKE_FUNCTION label parameters`, `STORE name`,
 * `EXPORT name`, its comment is directly above the label; a constant is a literal, `STORE name`,
 * `EXPORT name`, its comment is directly above the literal:
 *
 *     ; What it does, in one or more lines.
 *     ; list: what each parameter is
 *     ; result: what it leaves on the stack
 *     ; faults: the kinds that it raises, and when
 *     LABEL first
 *
 * A line that starts with more than one blank continues the line before. A name that a module exports
 * without defining it comes from a module that it imports.
 */

import { parse } from "../asm/parser.ts";
import type { AsmSyntax, InstructionLine, LabelLine, SyntaxLine } from "../asm/syntax.ts";
import { type OperandRole, operandsOf } from "../isa/index.ts";
import type { Span } from "../text/span.ts";
import { libraryModule, librarySource, MODULES } from "./modules.ts";

export interface LibraryParameter {
  readonly name: string;
  readonly doc: string;
}

/** Something that a module exports. */
export interface LibraryEntry {
  /** The module that exports it. */
  readonly module: string;
  readonly name: string;
  readonly kind: "function" | "constant";
  /** Taken from the stack, the last one topmost. */
  readonly parameters: readonly LibraryParameter[];
  /** What it does, in one or two sentences. */
  readonly summary: string;
  /** What it leaves on the stack; empty for a constant. */
  readonly result: string;
  /** The kinds of faults that it raises, and when; empty when it raises none. */
  readonly faults: string;
  /** All of it as Markdown. */
  readonly doc: string;
  /** The module whose text defines it. */
  readonly source: string;
  /** The name at its definition in that text. */
  readonly span: Span;
}

/** Everything that a module exports, in the order of its exports. */
export function documentation(module: string): readonly LibraryEntry[] {
  let entries = read.get(module);
  if (entries === undefined) {
    entries = readModule(module);
    read.set(module, entries);
  }
  return entries;
}

/** Texts never change: each is read once. */
const read = new Map<string, readonly LibraryEntry[]>();

/**
 * What the module of the library exports which a path leads to; undefined when it leads to none. `silent` is there
 * for a function that leaves no value: how many arguments it takes.
 */
export function libraryExports(
  path: string,
): readonly { readonly name: string; readonly silent?: number }[] | undefined {
  const module = libraryModule(path);
  if (module === undefined) return undefined;
  return documentation(module).map(({ name, result, parameters }) =>
    result === "nothing" ? { name, silent: parameters.length } : { name },
  );
}

/** Everything that the library exports. */
export function libraryEntries(): readonly LibraryEntry[] {
  return Object.keys(MODULES).flatMap(documentation);
}

/** The comment at the start of a module without the module's name: paragraphs, as Markdown. */
export function moduleSummary(module: string): string {
  const first = /^(?:;.*\n)+/.exec(librarySource(module))?.[0] ?? "";
  const paragraphs = first.split(/^;\s*$/m).map((lines) => lines.replace(/^; ?/gm, "").trim());
  const text = paragraphs.map((paragraph) => paragraph.replaceAll("\n", " ")).join("\n\n");
  return text.replace(
    /^std\/\w+(?:, also (std\/\w+))?: (.)/,
    (_, alias: string | undefined, first: string) =>
      alias === undefined ? first.toUpperCase() : `Also \`${alias}\`. ${first.toUpperCase()}`,
  );
}

function readModule(module: string): readonly LibraryEntry[] {
  const { syntax } = parse(librarySource(module));
  const imported = new Map<string, LibraryEntry>();
  const entries: LibraryEntry[] = [];
  syntax.lines.forEach((line, index) => {
    const operand = operandOf(line);
    if (operand === undefined) return;
    const role = firstRole(line);
    if (role === "module") {
      for (const entry of documentation(libraryModule(operand) ?? "")) imported.set(entry.name, entry);
    } else if (role === "export") {
      const found = imported.get(operand);
      entries.push(found === undefined ? define(module, syntax, operand, index) : { ...found, module });
    }
  });
  return entries;
}

/** What the first operand of an instruction names. */
function firstRole(line: SyntaxLine | undefined): OperandRole | undefined {
  if (line?.kind !== "instruction" || line.mnemonic === undefined) return undefined;
  return operandsOf(line.mnemonic)[0]?.[2];
}

function operandOf(line: SyntaxLine | undefined): string | undefined {
  return line?.kind === "instruction" ? line.operands[0]?.text : undefined;
}

/** The entry of a name that is defined in the two lines before its EXPORT. */
function define(module: string, syntax: AsmSyntax, name: string, exportIndex: number): LibraryEntry {
  const store = syntax.lines[exportIndex - 1];
  const value = syntax.lines[exportIndex - 2];
  if (
    store?.kind !== "instruction" ||
    firstRole(store) !== "write" ||
    operandOf(store) !== name ||
    value?.kind !== "instruction"
  ) {
    throw new Error(`std/${module} exports ${name} without defining it in the lines before`);
  }
  const label = firstRole(value) === "function" ? labelOf(syntax, value) : undefined;
  const names = label === undefined ? [] : value.operands.slice(1).map(({ text }) => text);
  const comment = readComment(syntax.text, (label ?? value).span.start, names);
  const head = {
    module,
    name,
    kind: label === undefined ? ("constant" as const) : ("function" as const),
    ...comment,
    source: module,
    span: label?.nameSpan ?? store.operands[0].span,
  };
  return { ...head, doc: markdown(head) };
}

function labelOf(syntax: AsmSyntax, { operands }: InstructionLine): LabelLine {
  const found = syntax.lines.find((line) => line.kind === "label" && line.name === operands[0].text);
  return found as LabelLine;
}

type DocComment = Pick<LibraryEntry, "summary" | "parameters" | "result" | "faults">;

/** The comment that ends directly above `offset`. */
function readComment(text: string, offset: number, parameters: readonly string[]): DocComment {
  const lines = commentAbove(text, offset)
    .replace(/\n; {2,}/g, " ")
    .split("\n");
  const entries = new Map<string, string>();
  const summary: string[] = [];
  for (const line of lines.map((line) => line.replace(/^; ?/, "").trim())) {
    const [, name = "", doc] = /^(\w+): (.*)$/.exec(line) ?? [];
    if (name === "result" || name === "faults" || parameters.includes(name)) entries.set(name, doc);
    else if (line !== "") summary.push(line);
  }
  return {
    summary: summary.join(" "),
    parameters: parameters.map((name) => ({ name, doc: entries.get(name) ?? "" })),
    result: entries.get("result") ?? "",
    faults: entries.get("faults") ?? "",
  };
}

/** The lines directly above the line at `offset` that are comments and nothing else. */
function commentAbove(text: string, offset: number): string {
  let start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = start;
  while (start > 0) {
    const previous = text.lastIndexOf("\n", start - 2) + 1;
    if (text[previous] !== ";") break;
    start = previous;
  }
  return text.slice(start, end);
}

function markdown({ summary, parameters, result, faults }: DocComment): string {
  const items = parameters.map(({ name, doc }) => `- \`${name}\`: ${doc}`);
  if (result !== "") items.push(`- result: ${result}`);
  if (faults !== "") items.push(`- faults: ${faults}`);
  return items.length === 0 ? summary : `${summary}\n\n${items.join("\n")}`;
}
