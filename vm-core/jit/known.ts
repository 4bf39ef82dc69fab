/** What a unit is compiled for: the types of the values that a process has where it is entered. */
import type { Process } from "../run/process.ts";
import { joined, type KnownTypes } from "./atom.ts";
import { MOST_TAKEN } from "./mode.ts";
import { entryTypeOf } from "./types.ts";

/** The types of what a process has where it is: of variables, and of the topmost values of its stack. */
export function knownOf({ frame, stack }: Process): KnownTypes {
  const variables = new Map<number, number>();
  frame.layout.names.forEach((_, slot) => {
    variables.set(slot, entryTypeOf(frame.slots[slot]));
  });
  return { stack: stack.slice(-MOST_TAKEN).map(entryTypeOf), variables };
}

/** What holds in both cases, of the values that both have. */
export function together(a: KnownTypes, b: KnownTypes): KnownTypes {
  const height = Math.min(a.stack.length, b.stack.length);
  const topmost = ({ stack, variables }: KnownTypes): KnownTypes => ({
    stack: stack.slice(stack.length - height),
    variables,
  });
  return joined(topmost(a), topmost(b));
}
