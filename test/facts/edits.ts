/** Edits of programs, line by line. */
import fc from "fast-check";

export interface Edit {
  readonly at: number;
  readonly removed: number;
  /** Lines of the text that are copied there, from this line on. */
  readonly from: number;
  readonly copied: number;
  readonly added: readonly string[];
}

const ADDED = [
  ["PUSH_INT 7", "POP"],
  ["PUSH_INT 4", "STORE a"],
  ["PUSH_STR text", "STORE_GLOBAL b"],
  ["LOAD a", "PRINT"],
  ["DELETE a"],
  ["RET"],
  ["", "; A comment."],
  ["TRY", "LOAD c", "PRINT", "CATCH e", "END_TRY"],
];

/** Edits that add some of these groups of lines. */
export function edits(groups: readonly (readonly string[])[] = ADDED): fc.Arbitrary<Edit> {
  return fc.record({
    at: fc.nat(),
    removed: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(3) }),
    from: fc.nat(),
    copied: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(6) }),
    added: fc.constantFrom(...groups),
  });
}

export function edited(lines: readonly string[], { at, removed, from, copied, added }: Edit): string[] {
  const copy = lines.slice(from % lines.length).slice(0, copied);
  return lines.toSpliced(
    at % lines.length,
    removed,
    ...copy.filter((line) => !line.startsWith("LABEL")),
    ...added,
  );
}

/** A text, what edits make of it one after the other, and back: what was known before may still be kept. */
export function versionsOf(text: string, all: readonly Edit[]): readonly string[] {
  let lines = text.split("\n");
  const versions = [text];
  for (const one of all) versions.push((lines = edited(lines, one)).join("\n"));
  return [...versions, versions[versions.length - 2], text];
}
