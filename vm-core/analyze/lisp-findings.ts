/** What the verifier finds in a program that comes from Lisp: types that do not fit, divisions by zero, missing values. */
import { inLisp } from "../lisp/index.ts";
import type { Program } from "../program/program.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { type VerifierMemory, verify } from "../verify/index.ts";

/** One for each place: several instructions of a form may say the same. */
export function lispFindings(program: Program, text: string, memory?: VerifierMemory): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const finding of verify(program, { about: "values", memory })) {
    const { span, cause } = finding;
    const key = `${span.start} ${span.end} ${cause.kind}`;
    if (!found.has(key)) found.set(key, inLisp(finding, text.slice(span.start, span.end)));
  }
  return [...found.values()];
}
