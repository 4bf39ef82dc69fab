/** The standard library: its modules as source text, and the native functions that they call. */
import type { Natives } from "../run/native.ts";

/** Source text by name, without `std/` and ending. */
export const MODULES: Readonly<Record<string, string>> = {};

export const NATIVES: Natives = {};

/** The name of the library module that a path means: `std/math`, `std/math.ttvm`. */
export function libraryModule(path: string): string | undefined {
  const name = /^std\/([\w/]+?)(?:\.ttvm)?$/.exec(path)?.[1];
  return name !== undefined && Object.hasOwn(MODULES, name) ? name : undefined;
}
