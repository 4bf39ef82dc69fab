/**
 * Moves a function that is defined within another one to the top level: what it uses of the functions around it comes as
 * arguments.
 *
 * Invariant: the program does the same afterwards. The function is only called, never a value; what it takes with it never changes
 * and has its value at each call; each name means the same wherever it is written.
 */
import type { LispSnapshot } from "../../analyze/index.ts";
import { type Datum, headName, type ListDatum } from "../../lisp/datum.ts";
import type { LispSymbol } from "../../lisp/index.ts";
import type { TextEdit } from "../../text/diagnostic.ts";
import { type Span, span } from "../../text/span.ts";
import type { Refactoring } from "../refactoring.ts";
import { listsAround, scopesAround, stringAt, symbolAt } from "./cursor.ts";

/** `isOfMacro`: whether what becomes of the code at a place is not seen. */
export function moveOut(
  snapshot: LispSnapshot,
  offset: number,
  isOfMacro: (offset: number) => boolean,
): readonly Refactoring[] {
  const symbol = symbolAt(snapshot, offset);
  const lists = symbol === undefined ? [] : listsAround(snapshot, symbol.nameSpan.start);
  const [form, parent] = [lists.at(-2), lists.at(-3)];
  if (symbol === undefined || form === undefined || parent === undefined) return [];
  if (offset < symbol.nameSpan.start || offset > symbol.nameSpan.end) return [];
  if (!isInnerFunction(snapshot, symbol, form, parent)) return [];
  const taken = takenAlong(snapshot, symbol, form);
  const calls = symbol.references;
  if (taken === undefined || calls.length === 0) return [];
  const isPlain = calls.every(
    ({ span: { start }, access }) =>
      access === "call" &&
      listsAround(snapshot, start).at(-1)?.items[0]?.span.start === start &&
      !isOfMacro(start) &&
      taken.every((one) => means(snapshot, one, start) && hasValue(one, start, form)),
  );
  if (!isPlain) return [];
  const name = freeName(snapshot, symbol);
  const edits = editsOf(snapshot, symbol, form, lists[0], [name, ...taken.map((one) => one.name)].join(" "));
  return [{ title: `Move \`${symbol.name}\` to the top level`, kind: "refactor.extract", edits }];
}

/** A definition with parameters, after which something else is in the body around it. */
function isInnerFunction(
  snapshot: LispSnapshot,
  symbol: LispSymbol,
  form: ListDatum,
  parent: ListDatum,
): boolean {
  const signature = form.items[1];
  const isLocal = symbol.scope.start > 0 || symbol.scope.end < snapshot.text.length;
  const isDefinition =
    symbol.kind === "function" && headName(form) === "define" && signature?.kind === "list";
  if (!isLocal || !isDefinition || signature.items[0]?.span.start !== symbol.nameSpan.start) return false;
  // A line end within a string is part of it, and the form is written with another indentation.
  for (let at = lineEnd(snapshot, form.span.start); at < form.span.end; at = lineEnd(snapshot, at + 1)) {
    if (stringAt(snapshot, at) !== undefined) return false;
  }
  return parent.items.indexOf(form) < parent.items.length - 1;
}

function lineEnd({ text }: LispSnapshot, offset: number): number {
  const found = text.indexOf("\n", offset);
  return found < 0 ? text.length : found;
}

/** The locals around the form that it names, in the order of their names there; undefined where one cannot be taken along. */
function takenAlong(
  { text, symbols }: LispSnapshot,
  own: LispSymbol,
  form: ListDatum,
): readonly LispSymbol[] | undefined {
  const taken = new Set<LispSymbol>();
  for (const { span: place, meaning } of symbols.mentions) {
    if (place.start < form.span.start || place.end > form.span.end || meaning.kind !== "symbol") continue;
    const { symbol } = meaning;
    const { kind, scope, nameSpan, references } = symbol;
    const isGlobal = scope.start === 0 && scope.end === text.length;
    const isInside = form.span.start <= nameSpan.start && nameSpan.end <= form.span.end;
    if (symbol === own || isGlobal || isInside) continue;
    const isValue = kind === "parameter" || kind === "local" || kind === "variable";
    if (!isValue || references.some(({ access }) => access === "write")) return undefined;
    taken.add(symbol);
  }
  return [...taken];
}

/** Whether a name means a symbol at a place. */
function means(snapshot: LispSnapshot, symbol: LispSymbol, offset: number): boolean {
  for (const { symbols } of scopesAround(snapshot, offset)) {
    const found = symbols.find(({ name }) => name === symbol.name);
    if (found !== undefined) return found === symbol;
  }
  return false;
}

/** Within the function it is a parameter of its own; elsewhere it must be made before the call. */
function hasValue({ span: made }: LispSymbol, offset: number, { span: own }: ListDatum): boolean {
  return made.end <= offset || (own.start <= offset && offset < own.end);
}

/** Its own name, unless something else has it. */
function freeName({ symbols: { mentions }, text }: LispSnapshot, symbol: LispSymbol): string {
  const taken = new Set(
    mentions
      .filter(({ meaning }) => meaning.kind !== "symbol" || meaning.symbol !== symbol)
      .map(({ span: { start, end } }) => text.slice(start, end)),
  );
  let free = symbol.name;
  for (let number = 2; taken.has(free); number++) free = `${symbol.name}-${number}`;
  return free;
}

/** `written`: the name with what is taken along. */
function editsOf(
  snapshot: LispSnapshot,
  { nameSpan, references }: LispSymbol,
  form: ListDatum,
  outermost: Datum,
  written: string,
): readonly TextEdit[] {
  const { text } = snapshot;
  const places: readonly Span[] = [nameSpan, ...references.map((one) => one.span)];
  const isInside = ({ start }: Span) => form.span.start <= start && start < form.span.end;
  let moved = text.slice(form.span.start, form.span.end);
  for (const place of places.filter(isInside).toSorted((a, b) => b.start - a.start)) {
    const [start, end] = [place.start - form.span.start, place.end - form.span.start];
    moved = moved.slice(0, start) + written + moved.slice(end);
  }
  const column = form.span.start - (text.lastIndexOf("\n", form.span.start - 1) + 1);
  moved = moved.replace(new RegExp(`\\n {1,${Math.max(1, column)}}`, "g"), "\n");
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const top = startWithComment(text, outermost.span.start);
  const inFront = text.slice(outermost.span.start, form.span.start);
  const before = inFront.length - inFront.trimEnd().length;
  return [
    { span: span(top, top), text: `${moved}${newline}${newline}` },
    { span: span(form.span.start - before, form.span.end), text: "" },
    ...places.filter((place) => !isInside(place)).map((place) => ({ span: place, text: written })),
  ];
}

/** Where the comment above a form begins, which stays with the form; else where its line begins. */
function startWithComment(text: string, offset: number): number {
  let start = text.lastIndexOf("\n", offset - 1) + 1;
  while (start > 0) {
    const above = text.lastIndexOf("\n", start - 2) + 1;
    if (!/^\s*;/.test(text.slice(above, start))) return start;
    start = above;
  }
  return start;
}
