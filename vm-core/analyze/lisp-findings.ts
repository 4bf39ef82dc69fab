/**
 * What the verifier finds in a program that comes from Lisp, in words about the Lisp: types that do not fit, divisions
 * by zero, variables that have no value yet.
 */
import { PRIMITIVES } from "../lisp/primitives.ts";
import type { Program } from "../program/program.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { verify } from "../verify/index.ts";

/** One for each place: several instructions of a form may say the same. */
export function lispFindings(program: Program, text: string): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const finding of verify(program, { about: "values" })) {
    const { span, code, related = [] } = finding;
    const calls = related.filter(({ message }) => message.startsWith("the function"));
    const message = inLisp(finding, text.slice(span.start, span.end));
    const key = `${span.start} ${span.end} ${code}`;
    if (!found.has(key)) found.set(key, { ...finding, message, related: calls });
  }
  return [...found.values()];
}

function inLisp({ code, message }: Diagnostic, written: string): string {
  const head = /^\(\s*([^\s()[\]{}";'`,]+)/.exec(written)?.[1];
  const form = head === undefined ? "this" : `\`${head}\``;
  switch (code) {
    case "division-by-zero":
      return `${form} divides by zero here`;
    case "undefined-variable":
      return `\`${nameIn(message, written)}\` has no value yet where this is computed`;
    default:
      return mismatch(message, form, head);
  }
}

/** `CALL_WITH takes a function, but gets int here`, `ADD takes …, but gets string and int here`. */
function mismatch(message: string, form: string, head: string | undefined): string {
  const [, wanted = "", given] =
    /(?: takes (.*), but gets| cannot compare) (.*?)(?: here)?$/.exec(message) ?? [];
  if (given === undefined) return `${form} faults on these values`;
  if (wanted === "a function") return `only functions can be called, and this is of type ${given}`;
  const primitive = PRIMITIVES.get(head ?? "");
  const types = given.split(" and ");
  // What the primitive adds to its arguments is none of the author's.
  const own = primitive?.style === "fixed" ? types.slice(0, primitive.parameters.length) : types;
  return `${form} cannot take ${own.join(" and ")}`;
}

/** The variable's name as it is written, where it is: a slot may have a number behind it. */
function nameIn(message: string, written: string): string {
  const slot = /`(.*)`/.exec(message)?.[1] ?? "";
  return written !== "" && slot.startsWith(written) ? written : slot.replace(/~\d+$/, "");
}
