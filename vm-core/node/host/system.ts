/** Requests of the system group. */
import { Fault, type HostMemory, List, memoryLimit } from "../../index.ts";
import { capture, runChild } from "./child.ts";
import type { Performers } from "./performers.ts";

export const SYSTEM: Performers<"get-env" | "set-env" | "get-args" | "execute"> = {
  "get-env": ({ name }, { env }) => env[keyOf(env, name)] ?? null,
  "set-env": ({ name, value }, { env, memory }) => {
    if (name === "" || /[=\0]/.test(name) || value.includes("\0")) {
      return new Fault(
        "DataError",
        `SET_ENV: the environment cannot hold a variable ${JSON.stringify(name)}`,
      );
    }
    const key = keyOf(env, name);
    if (!hold(env, memory, { key, bytes: VARIABLE + 2 * (key.length + value.length) })) return memoryLimit();
    env[key] = value;
    return undefined;
  },
  "get-args": (_, { args }) => List.of([...args]),
  execute: (request, state) => (request.capture ? capture(request, state) : runChild(request, state)),
};

/** What a variable takes besides its name and value. */
const VARIABLE = 100;
/** What the variables take that a program has set, in each environment. */
const HELD = new WeakMap<object, Map<string, number>>();

/** Counts what a variable takes that is about to be set; false when there is no room. */
function hold(env: object, memory: HostMemory, { key, bytes }: { key: string; bytes: number }): boolean {
  const held = HELD.get(env) ?? new Map<string, number>();
  HELD.set(env, held);
  const more = bytes - (held.get(key) ?? 0);
  if (more > 0 && !memory.hasRoomFor(more)) return false;
  memory.hold(more);
  held.set(key, bytes);
  return true;
}

/** Names of Windows' environment are the same in either case. */
function keyOf(env: Readonly<Record<string, unknown>>, name: string): string {
  if (process.platform !== "win32" || Object.hasOwn(env, name)) return name;
  return Object.keys(env).find((key) => key.toUpperCase() === name.toUpperCase()) ?? name;
}
