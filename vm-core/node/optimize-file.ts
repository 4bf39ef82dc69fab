/** `ttvm optimize`: a program to the text of an optimized one. */
import path from "node:path";
import {
  type AppliedRewrite,
  disassemble,
  lineOf,
  type Optimized,
  optimize,
  optimizedText,
  type PassName,
  type ReadProgram,
  savingInWords,
  savingOf,
  writeInstruction,
} from "../index.ts";
import type { CommandContext } from "./command-context.ts";
import { complain } from "./complain.ts";
import { fileFault } from "./file-fault.ts";
import { loadProgram, STDIN } from "./load-program.ts";
import { replaceFile } from "./replace-file.ts";

/** Optimizes and resolves with the exit code. */
export async function optimizeFile(
  input: string,
  output: string,
  { passes, explain }: { readonly passes: readonly PassName[]; readonly explain: boolean },
  context: CommandContext,
): Promise<number> {
  const loaded = await loadProgram(input, { stdin: context.stdin, cwd: context.cwd });
  if (loaded.program === undefined) {
    for (const problem of loaded.problems) complain(problem, undefined, context);
    return 1;
  }
  const optimized = optimize(loaded.program, passes);
  const text = textOf(loaded, optimized, passes);
  if (text === undefined) {
    const reason = "no text says what the optimized program is; run it with --optimize";
    complain(`${input}: ${reason}`, undefined, context);
    return 1;
  }
  if (explain) context.writeError(optimized.rewrites.map(explanation).join(""));
  if (output === STDIN) await context.writeOutput(text);
  else {
    try {
      await replaceFile(path.resolve(context.cwd, output), new TextEncoder().encode(text));
    } catch (error) {
      complain(fileFault(output, error).message, undefined, context);
      return 1;
    }
  }
  context.writeError(statistics(loaded.program.code.length, optimized, passes));
  return 0;
}

/** The source, or the assembly that it becomes, without what is gone; of bytecode a disassembly. */
function textOf(
  { snapshot }: ReadProgram,
  optimized: Optimized,
  passes: readonly PassName[],
): string | undefined {
  return snapshot === undefined ? disassemble(optimized.program) : optimizedText(snapshot, optimized, passes);
}

/** One rewrite: place, pass, reason, and the instructions before and after. */
function explanation({ pass, reason, places, before, after, saved }: AppliedRewrite): string {
  const [place] = places;
  const line = place === undefined ? 0 : lineOf(place.file, place.span.start);
  const where = place === undefined ? "" : line > 0 ? `${place.file.name}:${line}: ` : `${place.file.name}: `;
  const written = (code: AppliedRewrite["before"]): string =>
    code.length === 0
      ? "nothing"
      : `${code
          .slice(0, SHOWN)
          .map((one) => writeInstruction(one))
          .join("; ")}${code.length > SHOWN ? "; …" : ""}`;
  const change = `${written(before)} → ${written(after)}`;
  return `${where}${pass}: ${reason} (${saved === 1 ? "1 instruction" : `${saved} instructions`} saved)\n    ${change}\n`;
}

/** Instructions of a rewrite that are shown. */
const SHOWN = 6;

function statistics(before: number, optimized: Optimized, passes: readonly PassName[]): string {
  const rows = passes.map((pass) => {
    const own = optimized.rewrites.filter((rewrite) => rewrite.pass === pass);
    const saved = own.reduce((sum, rewrite) => sum + rewrite.saved, 0);
    return `  ${pass.padEnd(23)}${count(own.length, "rewrite").padStart(15)}${(saved === 0 ? "0" : `−${saved}`).padStart(8)}\n`;
  });
  return `${savingInWords(savingOf(before, optimized))}\n${rows.join("")}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
