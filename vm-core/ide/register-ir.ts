/**
 * The register IR of a document, its lines linked to the instructions or forms that they come from.
 *
 * Invariant: the text is the one that `ttvm disassemble --ir` writes, without the places: the lines are linked to those.
 * Beside a line is what its registers hold.
 */
import { irLines } from "../ir/write.ts";
import type { Program } from "../program/program.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import type { Span } from "../text/span.ts";
import type { LinkedLine, LinkedView } from "./linked-text.ts";

interface Source {
  readonly program?: Program;
  readonly diagnostics: readonly Diagnostic[];
}

/** `formsOf`: the parts of the source that lines come from. Undefined while there is no program, and no error that says why. */
export function registerIrOf(
  { program, diagnostics }: Source,
  formsOf: (lines: readonly LinkedLine[]) => readonly Span[],
): LinkedView | undefined {
  if (program === undefined) {
    const error = diagnostics.find(({ severity }) => severity === "error");
    return error && { error };
  }
  const texts: string[] = [];
  const lines: LinkedLine[] = [];
  for (const { text, addresses, reads } of irLines(program)) {
    const line = texts.push(text) - 1;
    const note = reads.map(({ register, holds }) => `${register}: ${holds}`).join("; ");
    for (const address of addresses.toReversed()) {
      const { file, span } = program.code[address];
      if (file !== 0 || span.start === span.end) continue;
      lines.push({ first: line, line, span, ...(note !== "" && { note }) });
    }
  }
  return { text: `${texts.join("\n")}\n`, lines, forms: formsOf(lines) };
}
