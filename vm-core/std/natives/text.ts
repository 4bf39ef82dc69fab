/**
 * What the functions of strings make of long texts, portion by portion.
 *
 * Invariant: cuts are never between the halves of a character. A text that is short enough is left to the engine as a whole.
 */
import type { Fault } from "../../value/callable.ts";
import { displaying, writtenAtOnce } from "../../value/display.ts";
import { effort } from "../../value/effort.ts";
import { List } from "../../value/list.ts";
import { ListBuilder } from "../../value/list-builder.ts";
import { ADDED, LONGEST_TEXT, memoryLimit, TextWriter } from "../../value/memory-limit.ts";
import { ownText, partOfText } from "../../value/part-of-text.ts";
import type { Value } from "../../value/value.ts";
import { Pace, type Portions } from "../../value/work.ts";
import { MAX_ITEMS } from "./arguments.ts";
import { offsetOf, WHOLE, WINDOW } from "./search.ts";

/** Estimated bytes of a text in a list, besides its characters. */
const TEXT_BYTES = 24;

/** The parts between separators. `ended` is what becomes of a part that a separator ends. */
export function* partsOf(
  text: string,
  separator: string,
  ended: (part: string) => string = (part) => part,
): Portions<ListBuilder | Fault> {
  const pace = new Pace();
  const parts = new ListBuilder();
  if (isShort(text, separator)) {
    effort.spent += text.length;
    const texts = text.split(separator);
    texts.forEach((part, i) => {
      const own = ownText(part, text);
      parts.add(i === texts.length - 1 ? own : ended(own));
    });
    return parts;
  }
  let start = 0;
  for (let from = 0; from < text.length; ) {
    const found = yield* ends(text, separator, from);
    for (const end of found.ends) {
      parts.add(ended(partOfText(text, start, end)));
      start = end + separator.length;
      effort.spent++;
    }
    if (parts.length > MAX_ITEMS) return memoryLimit();
    from = found.next;
    if (pace.isOver()) yield start + TEXT_BYTES * parts.length;
  }
  parts.add(partOfText(text, start));
  return parts;
}

/** Whether the engine finds all places of a text in another one in little time. */
function isShort(text: string, sub: string): boolean {
  return text.length <= WINDOW && sub.length <= WHOLE;
}

interface Ends {
  /** Where separators are. */
  readonly ends: readonly number[];
  /** Where the next one may be. */
  readonly next: number;
}

/** The next few separators, none of which overlap. */
function* ends(text: string, separator: string, from: number): Portions<Ends> {
  if (separator.length > WHOLE) {
    const end = yield* offsetOf(text, separator, from);
    return end < 0 ? { ends: [], next: text.length } : { ends: [end], next: end + separator.length };
  }
  const parts = windowOf(text, separator, from).split(separator);
  let at = from - separator.length;
  const found = parts.slice(0, -1).map((part) => {
    at += separator.length + part.length;
    return at;
  });
  effort.spent += WINDOW >> 4;
  return { ends: found, next: Math.max(from + WINDOW, at + separator.length) };
}

/** The part of a text in which another one may begin at the next `WINDOW` places. */
function windowOf(text: string, sub: string, from: number): string {
  return text.slice(from, from + WINDOW + sub.length - 1);
}

/** The text with every `old` replaced. */
export function* replaced(text: string, old: string, replacement: string): Portions<string | Fault> {
  if (old === "") return yield* between(text, replacement);
  const pace = new Pace();
  const writer = new TextWriter(LONGEST_TEXT);
  if (isShort(text, old)) {
    effort.spent += text.length;
    yield* addJoined(writer, text.split(old), replacement, pace);
    return writer.finish();
  }
  let hasOld = false;
  for (let from = 0; from < text.length; ) {
    const found = yield* ends(text, old, from);
    hasOld ||= found.ends.length > 0;
    const piece = text.slice(from, found.next);
    const isWhole = old.length > WHOLE;
    const [end] = found.ends;
    if (end === undefined) writer.add(piece);
    else if (isWhole) {
      yield* writer.adding(text.slice(from, end), pace);
      yield* writer.adding(replacement, pace);
    } else yield* addJoined(writer, piece.split(old), replacement, pace);
    from = found.next;
    if (pace.isOver()) yield writer.length;
  }
  return hasOld ? writer.finish() : text;
}

/** Adds parts with a text between them. */
function* addJoined(
  writer: TextWriter,
  parts: readonly string[],
  between: string,
  pace: Pace,
): Portions<void> {
  if ((parts.length - 1) * between.length <= WINDOW) {
    writer.add(parts.join(between));
    return;
  }
  for (const [i, part] of parts.entries()) {
    if (i > 0) yield* writer.adding(between, pace);
    writer.add(part);
  }
}

/** The text with another one around each character. */
function* between(text: string, replacement: string): Portions<string> {
  const pace = new Pace();
  const writer = new TextWriter(LONGEST_TEXT);
  for (const piece of pieces(text)) {
    for (const character of piece) {
      yield* writer.adding(replacement, pace);
      writer.add(character);
      if (pace.isOver()) yield writer.length;
    }
  }
  yield* writer.adding(replacement, pace);
  return writer.finish();
}

/** The lines: they end with LF or CRLF; an end of line after the last one starts no other. */
export function* linesOf(text: string): Portions<List | Fault> {
  const parts = yield* partsOf(text, "\n", (line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
  if (!(parts instanceof ListBuilder)) return parts;
  const lines = parts.finish();
  const { length } = lines;
  return length > 0 && lines.at(length - 1) === "" ? lines.slice(0, length - 1) : lines;
}

/** Code units of a text whose characters are made at once. */
export const FEW = 1_024;

/** The same as `charactersOf` for a text of few characters. */
export function fewCharacters(text: string): List {
  effort.spent += text.length;
  return List.of([...text]);
}

/** Strings of one Unicode scalar value each. */
export function* charactersOf(text: string): Portions<List | Fault> {
  const pace = new Pace();
  const characters = new ListBuilder();
  for (const piece of pieces(text)) {
    for (const character of piece) characters.add(character);
    effort.spent += piece.length;
    if (characters.length > MAX_ITEMS) return memoryLimit();
    if (pace.isOver()) yield TEXT_BYTES * characters.length;
  }
  return characters.finish();
}

/** The scalar values in reverse order, without a list of them, which would take many times as much as the text. */
export function* reversed(text: string): Portions<string> {
  const pace = new Pace();
  const writer = new TextWriter(LONGEST_TEXT);
  for (let end = text.length; end > 0; ) {
    const start = boundary(text, Math.max(0, end - PIECE));
    writer.add(turned(text, start, end));
    end = start;
    if (pace.isOver()) yield writer.length;
  }
  return writer.finish();
}

/** The part of a text from `start` to `end`, with its characters in reverse order. */
function turned(text: string, start: number, end: number): string {
  const units: number[] = [];
  for (let at = end - 1; at >= start; at--) {
    const unit = text.charCodeAt(at);
    if (isTrailing(unit) && at > start) units.push(text.charCodeAt(--at));
    units.push(unit);
  }
  return String.fromCharCode.apply(null, units);
}

export function* upperCase(text: string): Portions<string> {
  return yield* inPieces(text, pieces(text), (piece) => piece.toUpperCase());
}

export function* lowerCase(text: string): Portions<string> {
  // The one character whose lower case depends on others: a sigma at the end of a word.
  const cut = text.length > WINDOW && text.includes("Σ") ? piecesOfWords(text) : pieces(text);
  return yield* inPieces(text, cut, (piece) => piece.toLowerCase());
}

function* inPieces(text: string, cut: Iterable<string>, change: (piece: string) => string): Portions<string> {
  if (text.length <= WINDOW) {
    effort.spent += text.length;
    return change(text);
  }
  const pace = new Pace();
  const writer = new TextWriter(LONGEST_TEXT);
  for (const piece of cut) {
    writer.add(change(piece));
    if (pace.isOver()) yield writer.length;
  }
  return writer.finish();
}

/** The display forms of the items with `separator` between them. */
export function* joined(list: List, separator: string): Portions<string> {
  const pace = new Pace();
  const writer = new TextWriter();
  for (let i = 0; i < list.length; i++) {
    if (i > 0 && separator.length <= ADDED) writer.add(separator);
    else if (i > 0) yield* writer.adding(separator, pace);
    const item = list.at(i);
    const text = writtenAtOnce(item) ?? (yield* displaying(item));
    if (text.length <= ADDED) writer.add(text);
    else yield* writer.adding(text, pace);
    effort.spent++;
    if (pace.isOver()) yield writer.length;
  }
  return writer.finish();
}

// ---- cuts ----

/** UTF-16 units that are looked at at once: few enough for the arguments of a call. */
const PIECE = 8_192;

function* pieces(text: string): Generator<string, void> {
  for (let start = 0; start < text.length; ) {
    const end = boundary(text, start + PIECE);
    yield text.slice(start, end);
    start = end;
  }
}

/** Pieces that end after a character that is in no word. */
function* piecesOfWords(text: string): Generator<string, void> {
  for (let start = 0; start < text.length; ) {
    let end = boundary(text, start + PIECE);
    while (end < text.length && !OUTSIDE_WORDS.test(text[end - 1])) end++;
    yield text.slice(start, end);
    start = end;
  }
}

/** Neither a letter with a case, nor what may be between such letters, nor half of a character. */
const OUTSIDE_WORDS = /^[^\p{Cased}\p{Case_Ignorable}\p{Cs}]$/u;

/** An offset that is not between the halves of a character: this one or the next. */
function boundary(text: string, offset: number): number {
  if (offset >= text.length) return text.length;
  return offset > 0 && isTrailing(text.charCodeAt(offset)) ? offset + 1 : offset;
}

/** Whether a UTF-16 unit is the second one of a pair. */
function isTrailing(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** As a value of the machine. */
export function* listOfParts(text: string, separator: string): Portions<Value | Fault> {
  const parts = yield* partsOf(text, separator);
  return parts instanceof ListBuilder ? parts.finish() : parts;
}
