/** Steps that check their operands and then ask the host. */
import { Bytes, Handle } from "../../value/bytes.ts";
import { Fault } from "../../value/callable.ts";
import type { Value } from "../../value/value.ts";
import type { Request } from "../request.ts";
import type { Site, Step } from "../step.ts";

/** The step of an instruction that pops `count` values, given deepest first, and makes a request of them. */
export function asking(
  name: string,
  count: number,
  request: (...values: Value[]) => Request | Fault,
): (instruction: unknown, site: Site) => Step {
  return (_, { next }) =>
    (process) => {
      const { stack } = process;
      if (stack.length < count) return process.underflow(name);
      const made = request(...stack.splice(stack.length - count, count));
      return made instanceof Fault ? process.raiseFault(made) : process.ask(made, next);
    };
}

export function isConnection(value: Value): value is Handle {
  return value instanceof Handle && value.kind === "connection";
}

export function isStream(value: Value): value is Handle {
  return value instanceof Handle && value.kind === "stream";
}

/** What can be sent and written: a string or bytes; undefined when the value is neither. */
export function dataOf(value: Value): string | Uint8Array | undefined {
  if (typeof value === "string") return value;
  return value instanceof Bytes ? value.data : undefined;
}
