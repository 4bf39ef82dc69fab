/**
 * Cells in generated code: how they are made, read and changed.
 *
 * Invariant: what a snapshot shares with a process is noted before it changes, as the interpreter does it.
 */
import type { Effect } from "../isa/index.ts";
import { setCell } from "../run/copy-on-write.ts";
import { BYTES } from "../run/sizes.ts";
import { boxed } from "./atom.ts";
import { type InlineForm, mayBe, type NativeForm } from "./expected.ts";
import { ANY, INT, OTHER } from "./types.ts";
import type { Writing } from "./writing.ts";

/** What an instruction does with a cell. */
export interface CellAct {
  readonly kind: "cell";
  readonly does: "make" | "get" | "set";
  readonly pops: number;
  readonly pushes: number;
}

/** What an instruction with these effects, and no others, does with a cell; undefined where it is something else. */
export function cellAct(effects: ReadonlySet<Effect>): CellAct | undefined {
  if (effects.size !== 1) return undefined;
  if (effects.has("makes-cell")) return { kind: "cell", does: "make", pops: 1, pushes: 1 };
  if (effects.has("reads-cells")) return { kind: "cell", does: "get", pops: 1, pushes: 1 };
  return effects.has("writes-cells") ? { kind: "cell", does: "set", pops: 2, pushes: 0 } : undefined;
}

/** Does it; the unit is left in front of an instruction that is given no cell. */
export function writeCell(writer: Writing, { does, pops }: CellAct): void {
  const [first, second] = writer.take(pops);
  if (does === "make") {
    writer.line(writer.unit.disowning());
    const made = { text: writer.temporary(`M.makeCell(${boxed(first)})`), type: OTHER };
    writer.growth(String(BYTES.cell), made, BYTES.cell);
    writer.stack.push(made);
    return;
  }
  const cell = first.text;
  const isNone = (first.type & OTHER) === 0;
  if (first.isCell !== true)
    writer.line(`if (${isNone ? "true" : `!(${cell} instanceof Cell)`}) ${writer.bail()}`);
  if (does === "get") {
    // What is known to be none may be a literal, which has no fields.
    const text = isNone ? "null" : writer.temporary(`${cell}.value`);
    writer.stack.push({ text, type: ANY });
    return;
  }
  if (isNone) return;
  writer.line(writer.unit.disowning());
  const kept = `${writer.constant(setCell)}(P, ${cell}, value)`;
  writer.line(
    `{ const value = ${boxed(second)}; if (P.kept === null) ${cell}.value = value; else ${kept}; }`,
  );
}

/** The cell that holds an item of a vector of the Lisp. */
const vectorCell: InlineForm = (writer, [vector, index]) => {
  if (!mayBe(vector, OTHER) || !mayBe(index, INT)) return undefined;
  const held = writer.temporary(`${vector.text} instanceof Cell ? ${vector.text}.value : null`);
  const tests = [`${held} instanceof List`, `${index.text} >= 0`, `${index.text} < ${held}.length`];
  if (index.type !== INT) tests.splice(1, 0, `typeof ${index.text} === "number"`);
  writer.line(`if (!(${tests.join(" && ")})) ${writer.bail()}`);
  const cell = writer.temporary(`${held}.at(${index.text})`);
  writer.line(`if (!(${cell} instanceof Cell)) ${writer.bail()}`);
  return { text: cell, type: OTHER, isCell: true };
};

export const CELL_NATIVES: readonly (readonly [string, NativeForm])[] = [["vector.cell", () => vectorCell]];
