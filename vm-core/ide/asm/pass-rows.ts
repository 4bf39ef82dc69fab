/**
 * What one pass has done, line by line: the program before it and after it, side by side.
 *
 * Invariant: each line of both programs is in exactly one row, in its order; a row has a line of one of them at least.
 */
import type { Rewrite } from "../../optimize/index.ts";
import type { Instruction, Program } from "../../program/program.ts";

/** Lines that stand for each other. */
export interface PassRow {
  /** Indices into the lines before and after the pass. */
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** Why they differ, or why there is one only; undefined where nothing is done. */
  readonly reason: string | undefined;
}

interface Line {
  readonly text: string;
  readonly address: number | undefined;
}

/** What a rewrite has done with an instruction: where it came from, and why it is another one. */
interface LineOrigin {
  readonly address: number | undefined;
  readonly reason: string | undefined;
}

export function alignLines(
  before: readonly Line[],
  after: readonly Line[],
  program: Program,
  rewrites: readonly Rewrite[],
): readonly PassRow[] {
  const origins = originsOf(program.code, rewrites);
  const lineOf = new Map(before.map(({ text, address }, index) => [address ?? text, index]));
  const reasonAt = reasonsOf(rewrites, program.code.length);
  const rows: PassRow[] = [];
  let next = 0;
  /** The lines that nothing stands for. */
  const leave = (end: number) => {
    for (; next < end; next++) {
      const { address } = before[next];
      rows.push({
        before: next,
        after: undefined,
        reason: address === undefined ? undefined : reasonAt[address],
      });
    }
  };
  after.forEach(({ text, address }, index) => {
    const origin = address === undefined ? undefined : origins[address];
    const found = lineOf.get(address === undefined ? text : (origin?.address ?? -1));
    const reason = origin?.reason;
    if (found === undefined || found < next) rows.push({ before: undefined, after: index, reason });
    else {
      leave(found);
      rows.push({ before: next++, after: index, reason });
    }
  });
  leave(before.length);
  return rows;
}

/** For each instruction after the rewrites. */
function originsOf(code: readonly Instruction[], rewrites: readonly Rewrite[]): readonly LineOrigin[] {
  const origins: LineOrigin[] = [];
  let from = 0;
  const keep = (end: number) => {
    for (; from < end; from++) origins.push({ address: from, reason: undefined });
  };
  for (const { start, end, replacement, reason } of rewrites) {
    keep(start);
    const after = new Set(replacement);
    const staying = new Map<Instruction, number>();
    for (let address = start; address < end; address++) {
      if (after.has(code[address])) staying.set(code[address], address);
    }
    for (const one of replacement) {
      const place = staying.get(one);
      if (place !== undefined) {
        origins.push({ address: place, reason: undefined });
        from = place + 1;
      } else if (from < end && !staying.has(code[from])) origins.push({ address: from++, reason });
      else origins.push({ address: undefined, reason });
    }
    from = end;
  }
  keep(code.length);
  return origins;
}

/** For each address of the program before the rewrites, why it does not stay as it is. */
function reasonsOf(rewrites: readonly Rewrite[], length: number): readonly (string | undefined)[] {
  const reasons: (string | undefined)[] = new Array(length).fill(undefined);
  for (const { start, end, reason } of rewrites) reasons.fill(reason, start, end);
  return reasons;
}
