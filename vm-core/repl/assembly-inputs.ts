/**
 * Assembly in pieces: the inputs of a session, each with the labels of those before it.
 *
 * An input that begins with a label only defines code; any other runs from its first instruction. The code of earlier
 * labels follows each input that is assembled, so that calls find it.
 */
import { problemInWords, readAssembly } from "../asm/index.ts";
import { parse } from "../asm/parser.ts";
import { WAIT_FOR_INPUT } from "../lisp/index.ts";
import type { Instruction, Program } from "../program/program.ts";
import type { Diagnostic } from "../text/diagnostic.ts";

export interface AssemblyInput {
  /** Waits for the next input when it is at its end. */
  readonly program: Program | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Where it begins. */
  readonly start: number;
}

/** The code from a label to the next one, or the end of a piece. */
interface LabelledCode {
  readonly label: string;
  readonly text: string;
}

const END = "\n    HALT\n";

export class AssemblyInputs {
  private blocks: readonly LabelledCode[] = [];

  labels(): readonly string[] {
    return this.blocks.map(({ label }) => label);
  }

  read(text: string, fileName: string): AssemblyInput {
    const { lines } = parse(text).syntax;
    const own = new Set(lines.flatMap((line) => (line.kind === "label" ? [line.name] : [])));
    const earlier = this.blocks.filter(({ label }) => !own.has(label));
    const whole = text + END + earlier.map((block) => block.text + END).join("");
    const { program, problems } = readAssembly(whole, fileName);
    const found = problems.filter(({ span }) => span.start <= text.length);
    // Code of earlier inputs was in order, unless this one takes a label's place with something else.
    const reported = program === undefined && found.length === 0 ? problems.slice(0, 1) : found;
    const diagnostics = reported.map(problemInWords);
    if (program === undefined) return { program, diagnostics, start: 0 };
    this.blocks = [...earlier, ...blocksOf(text, lines)];
    const end = program.code.findIndex(({ span }) => span.start >= text.length);
    const code = program.code.map((instruction, address) =>
      address === end ? ({ ...instruction, ...WAIT_FOR_INPUT } as Instruction) : instruction,
    );
    const start = lines[0]?.kind === "label" ? end : 0;
    return { program: { ...program, code }, diagnostics, start };
  }
}

function blocksOf(text: string, lines: ReturnType<typeof parse>["syntax"]["lines"]): LabelledCode[] {
  const labels = lines.filter((line) => line.kind === "label");
  return labels.map(({ name, span }, index) => {
    const next = labels[index + 1]?.span.start ?? text.length;
    return { label: name, text: text.slice(span.start, next) };
  });
}
