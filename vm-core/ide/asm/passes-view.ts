/**
 * The program after each pass of the optimizer that changed something, every line linked to the source.
 *
 * Invariant: the first column is the source program, the last one the optimized program. Of a very large program
 * only the first lines are there.
 */
import type { AsmSnapshot } from "../../analyze/index.ts";
import { optimize, type Provenance } from "../../optimize/index.ts";
import type { Program } from "../../program/program.ts";
import { writeInstruction } from "../../program/write.ts";
import type { Span } from "../../text/span.ts";
import { isLibrary } from "../modules.ts";
import { alignLines, type PassRow } from "./pass-rows.ts";

export interface PassLine {
  readonly text: string;
  /** The addresses of the source instructions that it comes from; a label has none. */
  readonly from: readonly number[];
  /** Why it is there, where this pass has made it. */
  readonly reason: string | undefined;
  /** Of the instruction in the program of the column; a label has none. */
  readonly address: number | undefined;
}

export interface PassColumn {
  /** The pass, or `source`. */
  readonly title: string;
  /** How many instructions there are. */
  readonly length: number;
  readonly lines: readonly PassLine[];
  /** What the pass has done to the lines of the column before; empty for the source. */
  readonly rows: readonly PassRow[];
}

/** A program after each pass of the optimizer, a column for each. */
export interface PassesView {
  readonly columns: readonly PassColumn[];
  /** The place of each source instruction, by its address. */
  readonly places: readonly Span[];
  /** How many passes at the end are not shown. */
  readonly left: number;
}

/** More is more than a page shows in good time. */
const MOST_COLUMNS = 24;
const MOST_LINES = 1_000;

export function passesView(snapshot: AsmSnapshot): PassesView | undefined {
  const { program, uri } = snapshot;
  if (program === undefined || isLibrary(uri)) return undefined;
  const addresses = [...program.code.keys()].map((address) => [address]);
  const columns = [columnOf("source", program, (address) => addresses[address])];
  let before = new Set<Provenance>();
  let given = program;
  optimize(program, undefined, (pass, after, provenance, rewrites) => {
    const known = before;
    const isMade = (one: Provenance) => one.pass === pass && !known.has(one);
    const column = columnOf(
      pass,
      after,
      (address) => provenance[address].addresses,
      (address) => (isMade(provenance[address]) ? provenance[address].reason : undefined),
    );
    columns.push({
      ...column,
      rows: alignLines(columns[columns.length - 1].lines, column.lines, given, rewrites),
    });
    given = after;
    before = new Set(provenance);
  });
  return {
    columns: columns.slice(0, MOST_COLUMNS),
    places: program.code.slice(0, MOST_LINES).map(({ span }) => span),
    left: Math.max(0, columns.length - MOST_COLUMNS),
  };
}

function columnOf(
  title: string,
  program: Program,
  from: (address: number) => readonly number[],
  reason: (address: number) => string | undefined = () => undefined,
): PassColumn {
  const names = new Map<number, string[]>();
  for (const [name, address] of program.labels) names.set(address, [...(names.get(address) ?? []), name]);
  const lines: PassLine[] = [];
  for (let address = 0; address <= program.code.length && lines.length < MOST_LINES; address++) {
    for (const name of names.get(address) ?? []) {
      lines.push({ text: `LABEL ${name}`, from: [], reason: undefined, address: undefined });
    }
    if (address === program.code.length) break;
    const text = writeInstruction(program.code[address], (target) => names.get(target)?.[0]);
    lines.push({ text, from: from(address), reason: reason(address), address });
  }
  return { title, length: program.code.length, lines, rows: [] };
}
