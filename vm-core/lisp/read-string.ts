/** Reads strings, in time and memory that a string of any length allows: it is looked at from escape to escape. */
import { spend } from "../text/allowance.ts";
import { span } from "../text/span.ts";
import { readEscape } from "./atoms.ts";
import type { LocatedProblem } from "./problem.ts";

/** Wrong escapes of one string that are told of. */
const MOST_ESCAPES = 100;
/** Parts that are put together at once: engines take more than a part's characters for one that is put to others by itself. */
const MOST_PARTS = 4_096;

/** An estimate of what an escape takes, in bytes. */
const ESCAPE = 64;

export interface StringRead {
  readonly value: string;
  /** After the closing quote; undefined when there is none. */
  readonly end: number | undefined;
  readonly problems: readonly LocatedProblem[];
}

/** Reads the string whose quote is at `start`; without `isWanted` only where it ends. */
export function readString(text: string, start: number, isWanted: boolean): StringRead {
  const marks = /["\\]/g;
  const problems: LocatedProblem[] = [];
  const wholes: string[] = [];
  let parts: string[] = [];
  let at = start + 1;
  for (;;) {
    marks.lastIndex = at;
    const mark = marks.exec(text)?.index ?? text.length;
    if (mark === text.length || text[mark] === '"') {
      parts.push(isWanted ? text.slice(at, mark) : "");
      wholes.push(parts.join(""));
      const end = mark === text.length ? undefined : mark + 1;
      return { value: wholes.length === 1 ? wholes[0] : wholes.join(""), end, problems };
    }
    spend(ESCAPE);
    const escaped = readEscape(text, mark);
    const { problem, end } = escaped;
    if (problem !== undefined && problems.length < MOST_ESCAPES)
      problems.push({ severity: "warning", problem, span: span(mark, end) });
    if (isWanted) parts.push(text.slice(at, mark), escaped.text);
    at = end;
    if (parts.length < MOST_PARTS) continue;
    wholes.push(parts.join(""));
    parts = [];
  }
}
