/** The names that a Lisp expression can use at the place of a frame: variables, then the language's own. */
import { WRITTEN_FORMS } from "../../lisp/forms.ts";
import { libraryNames } from "../../lisp/library.ts";
import { PRIMITIVES } from "../../lisp/primitives.ts";
import type { Process } from "../../run/process.ts";
import { Closure, FunctionValue } from "../../value/callable.ts";
import type { StackFrame } from "../call-stack.ts";
import { lispNames } from "./names.ts";

export interface OfferedName {
  readonly name: string;
  readonly kind: "variable" | "function" | "keyword";
}

export function offeredNames(process: Process, frame: StackFrame): readonly OfferedName[] {
  const offered = new Map<string, OfferedName>();
  const offer = (name: string, kind: OfferedName["kind"]): void => {
    if (!offered.has(name)) offered.set(name, { name, kind });
  };
  for (const { name, value } of lispNames(process, frame).all.values()) {
    if (value === undefined) continue;
    offer(name, value instanceof FunctionValue || value instanceof Closure ? "function" : "variable");
  }
  for (const [name] of WRITTEN_FORMS) offer(name, "keyword");
  for (const name of [...PRIMITIVES.keys(), ...libraryNames()]) {
    if (!name.startsWith("%")) offer(name, "function");
  }
  return [...offered.values()];
}
