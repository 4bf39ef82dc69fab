/** Log messages: text with expressions in braces. */
import { evaluate, type Names } from "./evaluate.ts";
import { Complaint, type Expression, parseExpression } from "./expression.ts";
import { preview } from "./preview.ts";

export type LogMessage = readonly (string | Expression)[];

const LIMIT = 1_000;

/** A brace that is not closed is text. */
export function parseLogMessage(text: string): LogMessage | Complaint {
  const parts: (string | Expression)[] = [];
  let written = 0;
  for (const match of text.matchAll(/\{([^{}]*)\}/g)) {
    const expression = parseExpression(match[1]);
    if (expression instanceof Complaint) return expression;
    parts.push(text.slice(written, match.index), expression);
    written = match.index + match[0].length;
  }
  parts.push(text.slice(written));
  return parts;
}

export function writeLogMessage(message: LogMessage, names: Names): string {
  return message.map((part) => (typeof part === "string" ? part : valueText(part, names))).join("");
}

function valueText(expression: Expression, names: Names): string {
  const value = evaluate(expression, names);
  if (value instanceof Complaint) return `{${value.message}}`;
  return typeof value === "string" ? value : preview(value, LIMIT);
}
