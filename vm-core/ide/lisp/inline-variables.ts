/** Inline variables of Lisp: what is mentioned in the outermost form of a stop, from its start to the stop. */
import type { LispSnapshot } from "../../analyze/index.ts";
import type { Span } from "../../text/span.ts";
import type { InlineVariable } from "../answers.ts";

export function lispInlineVariables(
  { symbols, syntax }: LispSnapshot,
  stop: Span,
): readonly InlineVariable[] {
  const whole = syntax.forms.find(({ span }) => span.start <= stop.start && stop.start < span.end);
  const start = whole?.span.start ?? stop.start;
  return symbols.mentions.flatMap(({ span, meaning }) => {
    if (meaning.kind !== "symbol" || span.start < start || span.start > stop.end) return [];
    const { name, kind } = meaning.symbol;
    const hasValue = kind === "parameter" || kind === "local" || kind === "variable";
    return hasValue ? [{ name, span }] : [];
  });
}
