/**
 * CSV as in RFC 4180.
 *
 * Read: rows end with LF, CRLF or CR; the last one needs no ending. A quote inside a cell that does not begin
 * with one is an ordinary character, as everywhere. Written: LF between rows and none at the end.
 */

import { Fault } from "./callable.ts";
import { displaying } from "./display.ts";
import { effort } from "./effort.ts";
import { List } from "./list.ts";
import { ListBuilder } from "./list-builder.ts";
import { ADDED, TextWriter } from "./memory-limit.ts";
import { partOfText } from "./part-of-text.ts";
import { lineAndColumn } from "./text-position.ts";
import { finished, Pace, type Portions } from "./work.ts";

const COMMA = 0x2c;
const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** A list of rows, each a list of strings. */
export function parseCsv(text: string): List | Fault {
  return finished(parsingCsv(text));
}

/** Estimated bytes of a cell besides its text, and of a row. */
const BYTES = { cell: 24, row: 112 } as const;

/** As `parseCsv`, in portions. */
export function* parsingCsv(text: string): Portions<List | Fault> {
  const pace = new Pace();
  const rows = new ListBuilder();
  let bytes = 0;
  let isLong = false;
  // A byte-order mark is no part of the first cell.
  for (let at = text.startsWith("\ufeff") ? 1 : 0; at < text.length; ) {
    const row: string[] = [];
    for (;;) {
      const isQuoted = text.charCodeAt(at) === QUOTE;
      const cell: CsvField | Fault = isQuoted ? yield* quotedCell(text, at, bytes) : plainCell(text, at);
      if (cell instanceof Fault) return cell;
      row.push(cell.content);
      bytes += BYTES.cell + cell.content.length;
      effort.spent += cell.end + 1 - at;
      at = cell.end + 1;
      if (pace.isOver()) {
        isLong = true;
        yield bytes;
      }
      if (text.charCodeAt(cell.end) !== COMMA) break;
    }
    if (text.charCodeAt(at - 1) === RETURN && text.charCodeAt(at) === NEWLINE) at++;
    rows.add(List.of(row));
    bytes += BYTES.row;
  }
  if (isLong) yield bytes;
  return rows.finish();
}

interface CsvField {
  readonly content: string;
  /** Where the comma or the end of the row is. */
  readonly end: number;
}

const PLAIN = /[^,\n\r]*/y;

function plainCell(text: string, start: number): CsvField {
  PLAIN.lastIndex = start;
  PLAIN.test(text);
  return { content: partOfText(text, start, PLAIN.lastIndex), end: PLAIN.lastIndex };
}

/** Quotes of one cell that are read at once. */
const MOST_QUOTES = 4_096;

function* quotedCell(text: string, start: number, before: number): Portions<CsvField | Fault> {
  const texts: string[] = [];
  let length = 0;
  let pieces: string[] = [];
  for (let from = start + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return fault(text, start, "this quoted cell has no end");
    pieces.push(partOfText(text, from, quote));
    const end = quote + 1;
    if (text.charCodeAt(end) !== QUOTE) {
      if (end < text.length && !endsCell(text.charCodeAt(end))) {
        return fault(text, end, "expected a comma or the end of the row after a quoted cell");
      }
      return { content: texts.join("") + pieces.join(""), end };
    }
    pieces.push('"');
    from = end + 1;
    if (pieces.length < MOST_QUOTES) continue;
    const joined = pieces.join("");
    texts.push(joined);
    length += joined.length;
    pieces = [];
    yield before + length;
  }
}

function endsCell(unit: number): boolean {
  return unit === COMMA || unit === NEWLINE || unit === RETURN;
}

function fault(text: string, at: number, reason: string): Fault {
  return new Fault("DataError", `CSV_PARSE: ${reason} (${lineAndColumn(text, at)})`);
}

/**
 * Rows of cells in display form. A row that is no list is an empty line. Throws a RangeError when it is too long to
 * hold: see `textWithinMemory`.
 */
export function writeCsv(rows: List): string {
  return finished(writingCsv(rows));
}

/** As `writeCsv`, in portions. */
export function* writingCsv(rows: List): Portions<string> {
  const pace = new Pace();
  const writer = new TextWriter();
  for (let i = 0; i < rows.length; i++) {
    if (i > 0) writer.add("\n");
    const row = rows.at(i);
    if (!(row instanceof List)) {
      effort.spent++;
      if (pace.isOver()) yield writer.length;
      continue;
    }
    for (let at = 0; at < row.length; at++) {
      if (at > 0) writer.add(",");
      const cell = row.at(at);
      const content = typeof cell === "string" ? cell : yield* displaying(cell);
      if (content.length <= ADDED) writer.add(inQuotes(content, row.length === 1));
      else yield* addLong(writer, content, pace);
      if (pace.isOver()) yield writer.length;
    }
  }
  return writer.finish();
}

/** Adds the text of a long cell, in quotes where it needs them. */
function* addLong(writer: TextWriter, content: string, pace: Pace): Portions<void> {
  const pieces: string[] = [];
  let needsQuotes = false;
  for (let start = 0; start < content.length; start += ADDED) {
    const piece = content.slice(start, start + ADDED);
    pieces.push(piece);
    needsQuotes ||= NEEDS_QUOTES.test(piece);
    effort.spent += piece.length;
    if (pace.isOver()) yield writer.length;
  }
  if (needsQuotes) writer.add('"');
  for (const piece of pieces) {
    writer.add(needsQuotes ? piece.replaceAll('"', '""') : piece);
    if (pace.isOver()) yield writer.length;
  }
  if (needsQuotes) writer.add('"');
}

const NEEDS_QUOTES = /[",\r\n]/;

/** The text of a cell, in quotes where it needs them: a single empty cell is no empty line. */
function inQuotes(content: string, isSingle: boolean): string {
  const needsQuotes = NEEDS_QUOTES.test(content) || (content === "" && isSingle);
  return needsQuotes ? `"${content.replaceAll('"', '""')}"` : content;
}
