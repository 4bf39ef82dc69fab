/** What variables hold: those of the running frame, then those of the top level. */
import { TOP } from "./context.ts";
import { ANYTHING, join, type Known } from "./known.ts";
import type { ProgramPoint } from "./program-point.ts";
import { store } from "./state.ts";

/** Whether what is stored at the top level is followed into functions. */
function isTopLevel({ view }: ProgramPoint["machine"], { context }: ProgramPoint["node"]): boolean {
  return view === "whole" && context.id === TOP;
}

/** Binds a variable of the running frame; functions see those of the top level. */
export function bind({ machine, node, state }: ProgramPoint, name: string, value: Known): void {
  const isShared = machine.view === "frames" && node.context.id === TOP && machine.code.sharedNames.has(name);
  store(state, name, isShared ? ANYTHING : value);
  if (isTopLevel(machine, node)) machine.outside.store(name, value);
}

/** What LOAD finds; undefined when it certainly finds nothing. */
export function readVariable({ machine, node, state }: ProgramPoint, name: string): Known | undefined {
  const own = state.variables.get(name);
  const isTop = node.context.id === TOP;
  if (machine.code.sharedNames.has(name) && (isTop || own?.certain !== true)) return ANYTHING;
  if (own?.certain === true) return own.value;
  if (state.open || machine.view === "frames") return ANYTHING;
  if (isTop) return own?.value;
  const shared = machine.outside.read(node, name);
  if (own === undefined || shared === undefined) return own?.value ?? shared;
  return join(own.value, shared);
}

/** Whoever gets on after reading a variable of the top level had it. */
export function keepRead({ machine, node, state }: ProgramPoint, name: string): void {
  if (node.context.id !== TOP || state.open || machine.code.sharedNames.has(name)) return;
  const own = state.variables.get(name);
  if (own?.certain === false) store(state, name, own.value);
}
