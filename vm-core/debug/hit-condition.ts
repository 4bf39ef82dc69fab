/** Hit conditions: which of the arrivals at a breakpoint count. */
import { Complaint } from "./expression.ts";

/** Given how often the breakpoint has been reached, this time included. */
export type HitCondition = (hits: number) => boolean;

const FORM = /^(==?|>=?|<=?|%)?\s*(\d{1,15})$/;

/** `5` and `== 5`: the fifth only; `> 5`, `>= 5`, `< 5`, `<= 5`; `% 5`: every fifth. */
export function parseHitCondition(text: string): HitCondition | Complaint {
  const match = FORM.exec(text.trim());
  if (match === null) return new Complaint("a hit count is a number, or a number after == > >= < <= or %");
  const count = Number(match[2]);
  switch (match[1]) {
    case ">":
      return (hits) => hits > count;
    case ">=":
      return (hits) => hits >= count;
    case "<":
      return (hits) => hits < count;
    case "<=":
      return (hits) => hits <= count;
    case "%":
      return count === 0 ? new Complaint("no hit is divisible by 0") : (hits) => hits % count === 0;
    default:
      return (hits) => hits === count;
  }
}
