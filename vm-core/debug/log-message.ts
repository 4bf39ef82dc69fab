/** Log messages: text with expressions in braces. */
import type { Value } from "../value/value.ts";
import { Complaint } from "./expression.ts";
import type { Evaluate } from "./language.ts";
import type { Notation } from "./notation.ts";

export type LogMessage = readonly (string | Evaluate)[];

const LIMIT = 1_000;

/** A brace that is not closed is text. */
export function parseLogMessage(
  text: string,
  parse: (expression: string) => Evaluate | Complaint,
): LogMessage | Complaint {
  const parts: (string | Evaluate)[] = [];
  let written = 0;
  for (const match of text.matchAll(/\{([^{}]*)\}/g)) {
    const expression = parse(match[1]);
    if (expression instanceof Complaint) return expression;
    parts.push(text.slice(written, match.index), expression);
    written = match.index + match[0].length;
  }
  parts.push(text.slice(written));
  return parts;
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
