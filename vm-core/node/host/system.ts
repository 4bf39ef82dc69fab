/** Requests of the system group. */
import { Fault, List } from "../../index.ts";
import { capture, runChild } from "./child.ts";
import type { Performers } from "./performers.ts";

export const SYSTEM: Performers<"get-env" | "set-env" | "get-args" | "execute"> = {
  "get-env": ({ name }, { env }) => env[keyOf(env, name)] ?? null,
  "set-env": ({ name, value }, { env }) => {
    if (name === "" || /[=\0]/.test(name) || value.includes("\0")) {
      return new Fault(
        "DataError",
        `SET_ENV: the environment cannot hold a variable ${JSON.stringify(name)}`,
      );
    }
    env[keyOf(env, name)] = value;
    return undefined;
  },
  "get-args": (_, { args }) => List.of([...args]),
  execute: (request, state) => (request.capture ? capture(request, state) : runChild(request, state)),
};

/** Names of Windows' environment are the same in either case. */
function keyOf(env: Readonly<Record<string, unknown>>, name: string): string {
  if (process.platform !== "win32" || Object.hasOwn(env, name)) return name;
  return Object.keys(env).find((key) => key.toUpperCase() === name.toUpperCase()) ?? name;
}
