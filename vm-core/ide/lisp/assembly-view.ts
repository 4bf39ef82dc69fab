/**
 * The assembly that a Lisp text is compiled to, its lines linked to the forms that they come from.
 *
 * Invariant: the text is the one that `ttvm compile-lisp` writes, below a line that says what it is. What comes
 * from the library is linked to nothing.
 */
import type { LispSnapshot } from "../../analyze/index.ts";
import { type Datum, writeAssembly } from "../../lisp/index.ts";
import type { Program } from "../../program/program.ts";
import type { LinkedLine, LinkedText, LinkedView } from "../linked-text.ts";
import { linkedForms } from "./linked-forms.ts";

/** Undefined while there is no program, and no error that says why. */
export function assemblyView(snapshot: LispSnapshot): LinkedView | undefined {
  const { program, diagnostics, syntax } = snapshot;
  if (program !== undefined) return viewOf(program, syntax.forms);
  const error = diagnostics.find(({ severity }) => severity === "error");
  return error && { error };
}

function viewOf(program: Program, forms: readonly Datum[]): LinkedText {
  const { text, places } = writeAssembly(program);
  const { length } = program.code;
  const head = [
    `; The assembly of this Lisp: ${length} ${length === 1 ? "instruction" : "instructions"}`,
    "",
  ];
  const lines: LinkedLine[] = [];
  program.code.forEach(({ file, span }, address) => {
    const { first, line } = places[address];
    // What only ends the program comes from no form.
    if (file !== 0 || span.start === span.end) return;
    lines.push({ first: first + head.length, line: line + head.length, span });
  });
  return { text: `${head.join("\n")}\n${text}`, lines, forms: linkedForms(forms, lines) };
}
