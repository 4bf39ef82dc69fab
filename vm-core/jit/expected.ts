/** What forms of operations expect of their operands. */
import type { Atom } from "./atom.ts";
import { ANY } from "./types.ts";
import type { FormWriting } from "./writing.ts";

/** Writes an operation; undefined where its operator is to be asked. */
export type InlineForm = (writer: FormWriting, inputs: readonly Atom[]) => Atom | undefined;

/** How calls of a native function are written, by what computes them. */
export type NativeForm = (compute: unknown) => InlineForm;

/** What operands are expected to be; undefined where they may be anything. */
export function expected(
  writer: FormWriting,
  inputs: readonly Atom[],
  usual: number,
): readonly number[] | undefined {
  const noted = writer.noted();
  const types = inputs.map(({ type }, index) => {
    // What is one type needs no guess.
    if ((type & (type - 1)) === 0) return type;
    if (noted === undefined) return type === ANY ? usual : 0;
    return noted[index];
  });
  return types.every((type) => type !== 0 && (type & (type - 1)) === 0) ? types : undefined;
}

/** Whether all are of one of these types, which are known. */
export function all(types: readonly number[], wanted: number): boolean {
  return types.every((type) => (type & ~wanted) === 0);
}

/** Whether a value may be of a type. */
export function mayBe({ type }: Atom, wanted: number): boolean {
  return (type & wanted) !== 0;
}
