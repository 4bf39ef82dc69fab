/** Steps of the system and time groups. */
import type { Mnemonic } from "../../isa/index.ts";
import { Fault } from "../../value/callable.ts";
import { formatTime } from "../../value/format-time.ts";
import { isInt } from "../../value/int.ts";
import { List } from "../../value/list.ts";
import { mismatch } from "../../value/operators.ts";
import { Float, type Value } from "../../value/value.ts";
import type { Request } from "../request.ts";
import type { Handlers } from "../step.ts";
import { asking } from "./asking.ts";
import { operation } from "./operation.ts";

/** The most that a program is given; no system takes as many. */
const MOST_ARGUMENTS = 2 ** 17;

/** What runs another program. */
function execution(name: string, capture: boolean) {
  return asking(name, 2, (command, list): Request | Fault => {
    if (typeof command !== "string" || !(list instanceof List)) {
      return mismatch(name, "string (command) and list (arguments)", command, list);
    }
    if (list.length > MOST_ARGUMENTS) {
      return new Fault(
        "FileError",
        `File operation failed on ${command}: Argument list too long (os error 7)`,
      );
    }
    const args: string[] = [];
    for (const argument of list) {
      if (typeof argument !== "string") return mismatch(name, "list of strings (arguments)", argument);
      args.push(argument);
    }
    return { kind: "execute", command, args, capture };
  });
}

function sleepRequest(time: Value): Request | Fault {
  const milliseconds = time instanceof Float ? time.value : isInt(time) ? Number(time) : undefined;
  if (milliseconds === undefined) return mismatch("SLEEP", "int or float (milliseconds)", time);
  // NaN is no time, too.
  return { kind: "sleep", milliseconds: milliseconds > 0 ? milliseconds : 0 };
}

export const SYSTEM_HANDLERS = {
  GET_ENV: asking("GET_ENV", 1, (name) =>
    typeof name === "string"
      ? { kind: "get-env", name }
      : mismatch("GET_ENV", "string (variable name)", name),
  ),
  SET_ENV: asking("SET_ENV", 2, (name, value) =>
    typeof name === "string" && typeof value === "string"
      ? { kind: "set-env", name, value }
      : mismatch("SET_ENV", "two strings (variable name, value)", name, value),
  ),
  GET_ARGS: asking("GET_ARGS", 0, () => ({ kind: "get-args" })),
  EXEC: execution("EXEC", false),
  EXEC_CAPTURE: execution("EXEC_CAPTURE", true),
  GET_TIME: asking("GET_TIME", 0, () => ({ kind: "clock", unit: "seconds" })),
  GET_TIME_MS: asking("GET_TIME_MS", 0, () => ({ kind: "clock", unit: "milliseconds" })),
  MONOTONIC_NS: asking("MONOTONIC_NS", 0, () => ({ kind: "monotonic" })),
  SLEEP: asking("SLEEP", 1, sleepRequest),
  FORMAT_TIME: operation("FORMAT_TIME", 2, (seconds, format) =>
    isInt(seconds) && typeof format === "string"
      ? formatTime(seconds, format)
      : mismatch("FORMAT_TIME", "int (timestamp) and string (format)", seconds, format),
  ),
} as const satisfies Partial<Handlers<Mnemonic>>;
