/** Templates that completion offers where a line begins: instructions with their operands, labels, comments. */
import type { AsmSnapshot } from "../../analyze/index.ts";
import { namesMissingLabel } from "../../analyze/symbols.ts";
import { derived } from "../../isa/derived.ts";
import { type Mnemonic, operandsOf } from "../../isa/index.ts";
import { writeName } from "../../text/literal.ts";
import { type Span, span } from "../../text/span.ts";
import type { Candidate } from "../candidate.ts";
import { firstWithin, textLineAt } from "../text-line.ts";
import { functionLabels } from "./document-symbols.ts";

/** `JMP ${1:target}`; undefined for an instruction that needs no operand. */
export const instructionSnippet = derived((mnemonic: Mnemonic): string | undefined => {
  const needed = operandsOf(mnemonic).filter(
    ([, kind]) => !kind.endsWith("?") && kind !== "resolved" && kind !== "names" && kind !== "patterns",
  );
  if (needed.length === 0) return undefined;
  return [mnemonic, ...needed.map(([name, kind], i) => placeholder(i + 1, name, kind))].join(" ");
});

function placeholder(number: number, name: string, kind: string): string {
  if (kind === "string") return `"${hole(number, name)}"`;
  if (kind === "bool") return `\${${number}|true,false|}`;
  if (kind.startsWith("word:")) return `\${${number}|${kind.slice("word:".length).replaceAll("|", ",")}|}`;
  return hole(number, name);
}

/** A place to fill in, with what it is for. */
export function hole(number: number, name: string): string {
  return `\${${number}:${name}}`;
}

const MOST_LABELS = 20;

/** A function, and for each label that is named and missing the label, or the function where it is called. */
export function labelTemplates(snapshot: AsmSnapshot): readonly Candidate[] {
  return [
    template("LABEL … RET", "LABEL", "A function", `LABEL ${hole(1, "name")}\n    $0\n    RET`),
    // Mostly none is: then the symbols of the text need not be known.
    ...(namesMissingLabel(snapshot.syntax) ? missingLabels(snapshot) : []),
  ];
}

function missingLabels(snapshot: AsmSnapshot): readonly Candidate[] {
  const called = functionLabels(snapshot);
  const missing = [...snapshot.symbols.labels.values()].filter(({ definition }) => definition === undefined);
  return missing.slice(0, MOST_LABELS).map(({ name, parameters = [] }) => {
    const written = `LABEL ${writeName(name)}`;
    const isFunction = called.has(name);
    const what = isFunction ? "The function that is missing" : "The label that is missing";
    const loads = parameters.map((one) => `\n    LOAD ${escaped(writeName(one))}`).join("");
    const body = isFunction ? `${loads}\n    $0\n    RET` : "\n    $0";
    return template(written, written, what, `${escaped(written)}${body}`);
  });
}

/** What can be said of the function below, and what a program is expected to do. */
export function commentTemplates(snapshot: AsmSnapshot, offset: number): readonly Candidate[] {
  const { end } = textLineAt(snapshot.text, offset);
  const next = firstWithin(snapshot.syntax.lines, span(end, snapshot.text.length));
  const label = next?.kind === "label" ? snapshot.symbols.labels.get(next.name) : undefined;
  const parameters = label?.parameters?.join(" ");
  const before = parameters === undefined ? hole(1, "before") : escaped(parameters);
  return [
    template(
      "; ( -- )",
      "; ( -- )",
      "What a function takes and leaves",
      `; ( ${before} -- ${hole(2, "after")} )$0`,
    ),
    template("; expect:", "; expect:", "A line that the program prints", "; expect: $0"),
    template("; region", "; region", "A part that folds", `; region ${hole(1, "name")}\n$0\n; endregion`),
  ];
}

function template(label: string, text: string, detail: string, snippet: string): Candidate {
  return { label, kind: "template", detail, text, snippet };
}

/** In a snippet these have a meaning. */
function escaped(text: string): string {
  return text.replace(/[$}\\]/g, "\\$&");
}

/** Whether a line holds nothing but the start of a comment. */
export function isEmptyComment(text: string, line: Span, comment: Span): boolean {
  return text.slice(line.start, line.end).trim() === ";" && text[comment.start] === ";";
}
