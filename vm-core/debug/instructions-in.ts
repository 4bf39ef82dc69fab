/** The instructions of a file, in all programs that have some of it. */
import type { SourceFile } from "../program/program.ts";
import type { CodeSpace } from "../run/code-space.ts";
import type { Span } from "../text/span.ts";
import { stopsOf } from "./lisp/stops.ts";

export interface FoundInstruction {
  readonly address: number;
  readonly span: Span;
  readonly file: SourceFile;
  readonly op: string;
  /** As `lisp/stops.ts` says. */
  readonly bits: number;
}

export function* instructionsIn(space: CodeSpace, name: string): IterableIterator<FoundInstruction> {
  for (const { program, base } of space.modules) {
    const index = program.files.findIndex((file) => file.name === name);
    if (index < 0) continue;
    const file = program.files[index];
    const stops = stopsOf(program);
    for (const [at, { op, span, file: its }] of program.code.entries()) {
      if (its === index) yield { address: base + at, span, file, op, bits: stops[at] };
    }
  }
}
