/**
 * Fixture files: programs with marks, several cases in a file.
 *
 * ```
 * ; === an unknown label            a case begins, with its title
 * ;= again                          an argument for the check
 *     JMP no$0where                 the program; `$0` is the cursor
 * ;       ^^^^^^^ error(…): …       a mark: what a check found in the line above
 * ; @0..+2:7 code                   a mark that carets cannot draw: columns, or an end some lines below
 * ;~ fix: …                         more about the mark above
 * ;> anything                       what a check found in all
 * ```
 *
 * What a check finds is written in the same form and compared with the file; `UPDATE=1` rewrites the file
 * instead. Columns are UTF-16 units.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { LineIndex, type Span } from "../../vm-core/index.ts";

export interface Case {
  readonly title: string;
  readonly argument: string | undefined;
  /** The program, without the cursor. */
  readonly text: string;
  /** Undefined when the case has no cursor. */
  readonly cursor: number | undefined;
}

export interface Mark {
  readonly span: Span;
  readonly text: string;
  readonly more?: readonly string[];
}

export interface Findings {
  readonly marks?: readonly Mark[];
  readonly lines?: readonly string[];
}

export type Check = (one: Case) => Findings;

const TITLE = "; === ";
const CURSOR = "$0";

/** Declares one test for each case of a file under test/fixtures/. */
export function testFixture(file: string, check: Check): void {
  const full = path.join(process.cwd(), "test", "fixtures", file);
  const [head, ...parts] = readFileSync(full, "utf8").split(/^(?=; === )/m);
  const actual: string[] = [head];
  describe(file, () => {
    for (const part of parts) {
      const one = readCase(part);
      it(one.title, () => {
        const written = writeCase(one, check(one));
        actual.push(written);
        if (!process.env.UPDATE) assert.equal(written.trimEnd(), part.trimEnd());
      });
    }
    if (process.env.UPDATE) {
      it("is rewritten", () => {
        assert.equal(actual.length, parts.length + 1, "a case threw");
        writeFileSync(full, `${actual.join("").trimEnd()}\n`);
      });
    }
  });
}

/** The fixture files in a folder under test/fixtures/. */
export function fixturesIn(folder: string, ending = ".ttvm"): readonly string[] {
  return readdirSync(path.join(process.cwd(), "test", "fixtures", folder))
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => `${folder}/${name}`);
}

function readCase(part: string): Case {
  const lines = part.trimEnd().split("\n");
  const title = lines[0].slice(TITLE.length).trim();
  const argument = lines.find((line) => line.startsWith(";= "))?.slice(3);
  const program = lines.slice(1).filter((line) => !/^;(?:= |> ?|~ |\s*\^| @\d)/.test(line));
  const marked = `${program.join("\n")}\n`;
  const cursor = marked.indexOf(CURSOR);
  if (cursor < 0) return { title, argument, text: marked, cursor: undefined };
  return { title, argument, text: marked.replace(CURSOR, ""), cursor };
}

function writeCase({ title, argument, text, cursor }: Case, { marks = [], lines = [] }: Findings): string {
  const index = new LineIndex(text);
  const written = [TITLE + title];
  if (argument !== undefined) written.push(`;= ${argument}`);
  const program = text.split("\n").slice(0, -1);
  program.forEach((line, number) => {
    written.push(withCursor(line, number, index, cursor));
    for (const mark of marks) {
      if (index.lineAt(mark.span.start) !== number) continue;
      written.push(drawMark(mark, index));
      for (const more of mark.more ?? []) written.push(`;~ ${more}`);
    }
  });
  for (const line of lines) written.push(`;> ${line}`.trimEnd());
  return `${written.join("\n")}\n\n`;
}

function withCursor(line: string, number: number, index: LineIndex, cursor: number | undefined): string {
  if (cursor === undefined || index.lineAt(cursor) !== number) return line;
  const { column } = index.position(cursor);
  return line.slice(0, column) + CURSOR + line.slice(column);
}

function drawMark({ span, text }: Mark, index: LineIndex): string {
  const start = index.position(span.start);
  const end = index.position(span.end);
  if (end.line === start.line && start.column > 0 && end.column > start.column) {
    return `;${" ".repeat(start.column - 1)}${"^".repeat(end.column - start.column)} ${text}`;
  }
  const last = end.line === start.line ? String(end.column) : `+${end.line - start.line}:${end.column}`;
  return `; @${start.column}..${last} ${text}`;
}
