/**
 * Log messages: text with expressions in braces.
 *
 * Invariant: an expression ends where the reader of its language says, so braces in its strings and objects are its own.
 */
import type { Value } from "../value/value.ts";
import { Complaint } from "./expression.ts";
import type { Evaluate } from "./language.ts";
import type { Notation } from "./notation.ts";

export type LogMessage = readonly (string | Evaluate)[];

const LIMIT = 1_000;
/** The longest message, in characters: from each brace that is not closed it is read to its end. */
const LONGEST = 5_000;

/** How the expressions of a language are read. */
interface Reading {
  parse(expression: string): Evaluate | Complaint;
  /** Where the brace is that closes an expression which begins at `start`; undefined when there is none. */
  closingBrace(text: string, start: number): number | undefined;
}

/** A brace that is not closed is text. */
export function parseLogMessage(text: string, { parse, closingBrace }: Reading): LogMessage | Complaint {
  if (text.length > LONGEST) return new Complaint("it is too long");
  const parts: (string | Evaluate)[] = [];
  let written = 0;
  for (let open = text.indexOf("{"); open >= 0; open = text.indexOf("{", Math.max(open + 1, written))) {
    const end = closingBrace(text, open + 1) ?? firstBrace(text, open + 1);
    if (end === undefined) continue;
    const expression = parse(text.slice(open + 1, end));
    if (expression instanceof Complaint) return expression;
    parts.push(text.slice(written, open), expression);
    written = end + 1;
  }
  parts.push(text.slice(written));
  return parts;
}

/** What is in braces and cannot be read is an expression with a mistake, unless another brace opens in it. */
function firstBrace(text: string, start: number): number | undefined {
  const brace = /[{}]/g;
  brace.lastIndex = start;
  const found = brace.exec(text);
  return found?.[0] === "}" ? found.index : undefined;
}

export function writeLogMessage(
  message: LogMessage,
  evaluate: (expression: Evaluate) => Value | Complaint,
  { write }: Notation,
): string {
  const textOf = (expression: Evaluate): string => {
    const value = evaluate(expression);
    if (value instanceof Complaint) return `{${value.message}}`;
    return typeof value === "string" ? value : write(value, LIMIT);
  };
  return message.map((part) => (typeof part === "string" ? part : textOf(part))).join("");
}
