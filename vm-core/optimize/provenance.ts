/**
 * Provenance: for each instruction of an optimized program, where it comes from.
 *
 * Invariant: `line` never falls from one instruction to the next, so the text of the source, line by line, is
 * also an order for the optimized text.
 */
import type { Instruction } from "../program/program.ts";
import { type PassName, type Rewrite, savedBy } from "./rewrite.ts";

export interface Provenance {
  /** The source addresses of the instructions whose work it does, in order. */
  readonly addresses: readonly number[];
  /** The source address of the instruction whose place it has taken. */
  readonly line: number;
  /** The pass that made it and why that is valid; undefined when it is as it was. */
  readonly pass: PassName | undefined;
  readonly reason: string | undefined;
}

/** What is known before the first pass. */
export function originalProvenance(code: readonly Instruction[]): readonly Provenance[] {
  return code.map((_, address) => ({
    addresses: [address],
    line: address,
    pass: undefined,
    reason: undefined,
  }));
}

export function carryProvenance(
  code: readonly Instruction[],
  before: readonly Provenance[],
  rewrites: readonly Rewrite[],
): readonly Provenance[] {
  const after = new Array<Provenance>(before.length - rewrites.reduce((sum, one) => sum + savedBy(one), 0));
  let from = 0;
  let at = 0;
  for (const rewrite of rewrites) {
    while (from < rewrite.start) after[at++] = before[from++];
    for (const provenance of ofReplacement(code, before, rewrite)) after[at++] = provenance;
    from = rewrite.end;
  }
  while (from < before.length) after[at++] = before[from++];
  return after;
}

/** Instructions that stay keep theirs; new ones share those that go, each on the line of one of these. */
function ofReplacement(
  code: readonly Instruction[],
  before: readonly Provenance[],
  { pass, start, end, replacement, reason }: Rewrite,
): readonly Provenance[] {
  if (replacement.length === 0) return [];
  const places = new Map<Instruction, number>();
  for (let address = start; address < end; address++) places.set(code[address], address);
  const staying = new Set(replacement.flatMap((one) => places.get(one) ?? []));
  const going: number[] = [];
  for (let address = start; address < end; address++) if (!staying.has(address)) going.push(address);
  const addresses = [...new Set(going.flatMap((address) => before[address].addresses))].sort((a, b) => a - b);
  let line = before[start].line;
  return replacement.map((one): Provenance => {
    const place = places.get(one) ?? going.shift();
    if (place !== undefined && before[place].line > line) line = before[place].line;
    return staying.has(places.get(one) ?? -1)
      ? { ...before[places.get(one) as number], line }
      : { addresses, line, pass, reason };
  });
}
