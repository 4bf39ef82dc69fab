/**
 * Where the parts of a form are indented to: which forms have a body, read from how they are written in the tables of
 * forms, and from the patterns of the program's own macros.
 */
import type { LispSnapshot } from "../../analyze/index.ts";
import { formRow } from "../../lisp/forms.ts";
import { mentionAt } from "./cursor.ts";
import { macroShapes } from "./macro-shapes.ts";

/** A form whose parts after the first ones are a body. */
export interface BodyForm {
  /** How many parts are before the body, the head not counted. */
  readonly before: number;
  /** Which of these are lists of names, of which the first is no head. */
  readonly names: readonly boolean[];
}

/**
 * How a list with this head is indented; undefined for a call, whose arguments are aligned. `around` is the head of the
 * list around it, `second` the text of the first part, where that is a word.
 */
export function bodyFormOf(
  snapshot: LispSnapshot,
  head: { readonly name: string; readonly start: number },
  around: string | undefined,
): BodyForm | undefined {
  const shapes = shapesOf(snapshot, head, around);
  for (const shape of shapes) {
    const found = readShape(shape);
    if (found !== undefined) return found;
  }
  return undefined;
}

function shapesOf(
  snapshot: LispSnapshot,
  { name, start }: { readonly name: string; readonly start: number },
  around: string | undefined,
): readonly string[] {
  const outer = around === undefined ? undefined : formRow(around);
  if (outer?.words !== undefined && Object.hasOwn(outer.words, name) && name !== "else") {
    return outer.shapes.flatMap((shape) => innerShape(shape, name) ?? []);
  }
  const meaning = mentionAt(snapshot, start)?.meaning;
  if (meaning?.kind === "symbol") {
    return meaning.symbol.kind === "macro" ? macroShapes(snapshot, meaning.symbol) : [];
  }
  if (meaning?.kind === "library") return [];
  return formRow(name)?.shapes ?? [];
}

/** `(catch name body…)` in the shape of `try`. */
function innerShape(shape: string, word: string): string | undefined {
  const start = shape.indexOf(`(${word} `);
  if (start < 0) return undefined;
  let depth = 0;
  for (let at = start; at < shape.length; at++) {
    if (shape[at] === "(") depth++;
    else if (shape[at] === ")" && --depth === 0) return shape.slice(start, at + 1);
  }
  return undefined;
}

function readShape(shape: string): BodyForm | undefined {
  const [head, ...parts] = partsOf(shape);
  const defines = head?.startsWith("define") === true && parts.length > 1;
  const body = defines ? 1 : parts.findIndex((part) => /^body…$|^body \.\.\.$|^\(.*\)…$/.test(part));
  if (body < 0) return undefined;
  return { before: body, names: parts.map((part) => /^\([^\s()]+…\)$/.test(part)) };
}

/** The head and the parts of a shape: `let`, `((name value)…)` and `body…`. */
function partsOf(shape: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = -1;
  for (let at = 0; at < shape.length; at++) {
    const c = shape[at];
    const ends = depth === 1 && (c === " " || c === ")");
    if (ends && start >= 0) parts.push(shape.slice(start, at));
    if (ends) start = -1;
    else if (depth === 1 && start < 0) start = at;
    if (c === "(" || c === "[") depth++;
    else if (c === ")" || c === "]") depth--;
  }
  return parts;
}
