/**
 * CSV as in RFC 4180.
 *
 * Read: rows end with LF, CRLF or CR; the last one needs no ending. A quote inside a cell that does not begin
 * with one is an ordinary character, as everywhere. Written: LF between rows and none at the end.
 */

import { Fault } from "./callable.ts";
import { display } from "./display.ts";
import { effort } from "./effort.ts";
import { List } from "./list.ts";
import { Writer } from "./memory-limit.ts";
import { lineAndColumn } from "./text-position.ts";

const COMMA = 0x2c;
const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** A list of rows, each a list of strings. */
export function parseCsv(text: string): List | Fault {
  effort.spent += text.length;
  const rows: List[] = [];
  // A byte-order mark is no part of the first cell.
  for (let at = text.startsWith("\ufeff") ? 1 : 0; at < text.length; ) {
    const row: string[] = [];
    for (;;) {
      const cell = text.charCodeAt(at) === QUOTE ? quotedCell(text, at) : plainCell(text, at);
      if (cell instanceof Fault) return cell;
      row.push(cell.content);
      at = cell.end + 1;
      if (text.charCodeAt(cell.end) !== COMMA) break;
    }
    if (text.charCodeAt(at - 1) === RETURN && text.charCodeAt(at) === NEWLINE) at++;
    rows.push(List.of(row));
  }
  return List.of(rows);
}

interface Cell {
  readonly content: string;
  /** Where the comma or the end of the row is. */
  readonly end: number;
}

function plainCell(text: string, start: number): Cell {
  let end = start;
  while (end < text.length && !endsCell(text.charCodeAt(end))) end++;
  return { content: text.slice(start, end), end };
}

function quotedCell(text: string, start: number): Cell | Fault {
  let content = "";
  for (let from = start + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return fault(text, start, "this quoted cell has no end");
    content += text.slice(from, quote);
    const end = quote + 1;
    if (text.charCodeAt(end) !== QUOTE) {
      if (end < text.length && !endsCell(text.charCodeAt(end))) {
        return fault(text, end, "expected a comma or the end of the row after a quoted cell");
      }
      return { content, end };
    }
    content += '"';
    from = end + 1;
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
  const writer = new Writer();
  for (let i = 0; i < rows.length; i++) {
    if (i > 0) writer.add("\n");
    const row = rows.at(i);
    if (row instanceof List) writeRow(row, writer);
  }
  return writer.finish();
}

function writeRow(row: List, writer: Writer): void {
  for (let i = 0; i < row.length; i++) {
    if (i > 0) writer.add(",");
    const content = display(row.at(i));
    // A single empty cell is no empty line.
    const needsQuotes = /[",\r\n]/.test(content) || (content === "" && row.length === 1);
    writer.add(needsQuotes ? `"${content.replaceAll('"', '""')}"` : content);
  }
}
