/** The forms of a Lisp text, as a debugger points at them. */
import { languageOfName } from "../../analyze/index.ts";
import { type Datum, headName } from "../../lisp/datum.ts";
import { read } from "../../lisp/read.ts";
import type { SourceFile } from "../../program/program.ts";
import { lineOf } from "../../program/source-file.ts";
import type { SourcePlace } from "../../run/code-space.ts";
import type { Span } from "../../text/span.ts";
import { STOP, stopsOf } from "./stops.ts";

/** Whether stepping stops at a place. */
export function isStopPlace({ module, file }: SourcePlace, address: number): boolean {
  return isEachStop(file) || (stopsOf(module.program)[address - module.base] & STOP) !== 0;
}

/**
 * The part of the text to show for a place: the instruction, or the form of Lisp. At the first part of a form, when
 * that is a name or a constant, the whole form.
 */
export function shownSpan(place: SourcePlace, address: number): Span {
  const { file, instruction } = place;
  if (isEachStop(file) || file.text === undefined || isStopPlace(place, address)) return instruction.span;
  const form = enclosingForm(file, instruction.span);
  // A breakpoint at a line is shown at that line.
  const isNear = form !== undefined && lineOf(file, form.start) === lineOf(file, instruction.span.start);
  return isNear ? form : instruction.span;
}

/** Whether stepping stops at every instruction of a file. */
function isEachStop(file: SourceFile): boolean {
  return languageOfName(file.name).stepUnit === "instruction";
}

/** The innermost form in brackets that a span is in or is. */
function enclosingForm(file: SourceFile, span: Span): Span | undefined {
  let found: Span | undefined;
  for (let forms = formsOf(file); ; ) {
    const form = forms.find((one) => one.span.start <= span.start && one.span.end >= span.end);
    // What is quoted is no form.
    if (form?.kind !== "list" || QUOTES.has(headName(form) ?? "")) return found;
    found = form.span;
    forms = form.items;
  }
}

/** The datum that has exactly this span. */
export function formAt(file: SourceFile, { start, end }: Span): Datum | undefined {
  for (let forms = formsOf(file); ; ) {
    const form = forms.find(({ span }) => span.start <= start && span.end >= end);
    if (form === undefined || (form.span.start === start && form.span.end === end)) return form;
    if (form.kind !== "list") return undefined;
    forms = form.items;
  }
}

const QUOTES: ReadonlySet<string> = new Set(["quote", "quasiquote"]);

const READ = new WeakMap<SourceFile, readonly Datum[]>();

/** The top-level forms of a text. */
export function formsOf(file: SourceFile): readonly Datum[] {
  let forms = READ.get(file);
  if (forms === undefined) {
    forms = read(file.text ?? "").forms;
    READ.set(file, forms);
  }
  return forms;
}
