/**
 * Writes how a unit takes what it works on from the frame and the stack of the process.
 *
 * Invariant: guards come first. A unit whose guards do not hold has done nothing.
 */
import { type Atom, type KnownTypes, placeAtom, variableAtom } from "./atom.ts";
import { ANY, FLOAT, INT, LONG, REST, testOf, UNBOUND, WIDE } from "./types.ts";

export interface EntryWish {
  /** What the unit is compiled for. */
  readonly known: KnownTypes;
  /** The same as far as it is tested, of the variables that the unit has and the values that it takes. */
  readonly state: KnownTypes;
  /** Values of the stack that it takes. */
  readonly taken: number;
  /** A statement that leaves it when a guard does not hold. */
  readonly misfit: string;
}

/** Statements that test what is expected, and put it into JavaScript variables. `S` is the stack, `V` are the variables. */
export function entryText({ known, state, taken, misfit }: EntryWish): string {
  const lines = [`const base = S.length - ${taken};`, `if (base < 0) ${misfit}`];
  const reads: string[] = [];
  for (const [slot, found] of state.variables) {
    const type = found & ~REST;
    const source = `V[${slot}]`;
    const test =
      type === UNBOUND ? `${source} === undefined` : testAt(source, type, known.variables.get(slot));
    if (test !== undefined) lines.push(`if (!(${test})) ${misfit}`);
    else if ((type & UNBOUND) === 0) lines.push(`if (${source} === undefined) ${misfit}`);
    reads.push(readAt(source, variableAtom(slot, type), known.variables.get(slot)));
  }
  for (const [index, type] of state.stack.entries()) {
    const source = `S[base + ${index}]`;
    const was = known.stack.at(index - taken);
    const test = testAt(source, type, was);
    if (test !== undefined) lines.push(`if (!(${test})) ${misfit}`);
    reads.push(readAt(source, placeAtom(index, type), was));
  }
  lines.push(...reads);
  if (taken > 0) lines.push("S.pop(); ".repeat(taken), "if (base < P.lowest) P.lowest = base;");
  return lines.join("\n");
}

/** A condition that holds for what is expected; `was` is what the unit is compiled for. */
function testAt(source: string, type: number, was: number | undefined): string | undefined {
  const test = testOf(type, source);
  return type === INT && was === INT ? `${test} && (${source} | 0) === ${source}` : test;
}

/** Engines take nothing from the guard; the signs tell them that it is a number, which a loop then keeps unboxed. */
function readAt(source: string, { text, type, high }: Atom, was: number | undefined): string {
  if (type === LONG) return `${text} = lowHalf(${source}); ${high} = highHalf(${source});`;
  if (type === FLOAT) return `${text} = +${source}.value;`;
  if (type !== INT) return `${text} = ${source};`;
  return was === INT ? `${text} = ${source} | 0;` : `${text} = +${source};`;
}

/** A type that can be tested at the entry, and holds for all values of this one. */
export function guarded(wide: number): number {
  const type = wide & ~WIDE;
  if (type === UNBOUND || testOf(type, "") !== undefined) return type;
  return ANY | (type & UNBOUND);
}
