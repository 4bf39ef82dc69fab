/**
 * The assembly that a Lisp text is compiled to, its lines linked to the forms that they come from.
 *
 * Invariant: the text is the one that `ttvm compile-lisp` writes, below a line that says what it is. What comes
 * from the library is linked to nothing.
 */
import type { LispSnapshot } from "../../analyze/index.ts";
import { type Datum, writeAssembly } from "../../lisp/index.ts";
import type { Program } from "../../program/program.ts";
import type { Diagnostic } from "../../text/diagnostic.ts";
import type { Span } from "../../text/span.ts";

/** The assembly of a Lisp text, or why there is none. */
export type AssemblyView = LinkedAssembly | NoAssembly;

/** The assembly of a Lisp text, each line with the Lisp that it comes from. */
export interface LinkedAssembly {
  readonly text: string;
  /** In the order of the assembly. */
  readonly lines: readonly AssemblyLine[];
  /** The forms that lines come from, as they begin in the text; an outer one before those in it. */
  readonly forms: readonly Span[];
}

/** An instruction, with zero-based lines of the assembly. */
export interface AssemblyLine {
  /** Where what leads to it begins: its label, the comment above it. */
  readonly first: number;
  readonly line: number;
  /** Where in the Lisp it comes from. */
  readonly span: Span;
}

export interface NoAssembly {
  /** The first error in the text. */
  readonly error: Diagnostic;
}

/** Undefined while there is no program, and no error that says why. */
export function assemblyView(snapshot: LispSnapshot): AssemblyView | undefined {
  const { program, diagnostics, syntax } = snapshot;
  if (program !== undefined) return viewOf(program, syntax.forms);
  const error = diagnostics.find(({ severity }) => severity === "error");
  return error && { error };
}

function viewOf(program: Program, forms: readonly Datum[]): LinkedAssembly {
  const { text, places } = writeAssembly(program);
  const { length } = program.code;
  const head = [
    `; The assembly of this Lisp: ${length} ${length === 1 ? "instruction" : "instructions"}`,
    "",
  ];
  const lines: AssemblyLine[] = [];
  program.code.forEach(({ file, span }, address) => {
    const { first, line } = places[address];
    // What only ends the program comes from no form.
    if (file !== 0 || span.start === span.end) return;
    lines.push({ first: first + head.length, line: line + head.length, span });
  });
  return { text: `${head.join("\n")}\n${text}`, lines, forms: linkedForms(forms, lines) };
}

function linkedForms(forms: readonly Datum[], lines: readonly AssemblyLine[]): readonly Span[] {
  const key = ({ start, end }: Span) => `${start} ${end}`;
  const linked = new Set(lines.map(({ span }) => key(span)));
  const found: Span[] = [];
  /** Says whether a line comes from the form or from one in it. */
  const add = (form: Datum): boolean => {
    const at = found.push(form.span) - 1;
    const parts = form.kind === "list" ? [...form.items, ...(form.tail ? [form.tail] : [])] : [];
    const isLinked = parts.map(add).includes(true) || linked.has(key(form.span));
    if (!isLinked) found.length = at;
    return isLinked;
  };
  forms.forEach(add);
  return found;
}
