/**
 * What is where the cursor is in a Lisp text.
 *
 * Invariant: works on broken text, and on any offset from 0 to the text's length; a cursor at either edge of a
 * word is on that word.
 */
import type { LispSnapshot } from "../../analyze/index.ts";
import type { Datum, ListDatum } from "../../lisp/datum.ts";
import type { LispMention, LispScope, LispSymbol } from "../../lisp/index.ts";
import { type Span, span } from "../../text/span.ts";

/** The mention at an offset; of two that touch there, the later one. */
export function mentionAt({ symbols }: LispSnapshot, offset: number): LispMention | undefined {
  return symbols.mentionAt(offset);
}

/** The symbol of the text that is named at an offset. */
export function symbolAt(snapshot: LispSnapshot, offset: number): LispSymbol | undefined {
  const meaning = mentionAt(snapshot, offset)?.meaning;
  return meaning?.kind === "symbol" ? meaning.symbol : undefined;
}

/** The lists that an offset lies in, the outermost first; one that is never closed reaches to its end. */
export function listsAround({ text, syntax }: LispSnapshot, offset: number): readonly ListDatum[] {
  const found: ListDatum[] = [];
  let level: readonly Datum[] = syntax.forms.slice(Math.max(0, lastStart(syntax.forms, offset)));
  for (;;) {
    const next = level.find(
      (datum): datum is ListDatum => datum.kind === "list" && holds(text, datum, offset),
    );
    if (next === undefined) return found.filter((list) => isBracketed(text, list));
    found.push(next);
    level = next.tail === undefined ? next.items : [...next.items, next.tail];
  }
}

/** Whether a list is written with brackets; else it is what a prefix such as `'` stands for. */
function isBracketed(text: string, { span: { start } }: ListDatum): boolean {
  return "([{".includes(text[start]);
}

function holds(text: string, list: ListDatum, offset: number): boolean {
  const { start, end } = list.span;
  if (!isBracketed(text, list)) return start <= offset && offset <= end;
  return start < offset && (offset < end || (offset === end && !")]}".includes(text[end - 1])));
}

/** How many items of a list end in front of an offset: the index of the item there. */
export function itemIndexAt({ items }: ListDatum, offset: number): number {
  return items.filter((item) => item.span.end < offset).length;
}

const DELIMITERS = "()[]{}\";'`,";

/** The word that an offset touches; empty where there is none. */
export function wordAt(text: string, offset: number): Span {
  let start = offset;
  let end = offset;
  while (start > 0 && isWordCharacter(text[start - 1])) start--;
  while (end < text.length && isWordCharacter(text[end])) end++;
  return span(start, end);
}

function isWordCharacter(character: string): boolean {
  return !DELIMITERS.includes(character) && !/\s/.test(character);
}

export function isInComment({ syntax, text }: LispSnapshot, offset: number): boolean {
  const comment = syntax.comments[lastStart(syntax.comments, offset - 1)]?.span;
  if (comment === undefined) return false;
  return offset < comment.end || (offset === comment.end && text[comment.start] === ";");
}

/** The string that an offset lies in, without its quotes. */
export function stringAt(snapshot: LispSnapshot, offset: number): Span | undefined {
  const { text, syntax } = snapshot;
  const lists = listsAround(snapshot, offset);
  const around = lists.at(-1)?.items ?? syntax.forms;
  const found = around.find((datum) => datum.kind === "constant" && isInside(datum.span, offset));
  if (found === undefined || text[found.span.start] !== '"') return undefined;
  return span(found.span.start + 1, found.span.end - 1);
}

function isInside({ start, end }: Span, offset: number): boolean {
  return start < offset && offset < end;
}

/** The scopes whose names can be named at an offset, the innermost first. */
export function scopesAround({ symbols }: LispSnapshot, offset: number): readonly LispScope[] {
  return symbols.scopesAround(offset);
}

/** The index of the last of some things in order that does not start after `offset`; -1 when there is none. */
export function lastStart(things: readonly { readonly span: Span }[], offset: number): number {
  let low = 0;
  let high = things.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (things[middle].span.start <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
