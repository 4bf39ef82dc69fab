/** `ttvm disassemble`: a program as assembly, on stdout. */
import { disassemblyLines, irLines, type Program, withPlace } from "../index.ts";
import { isClosedPipe } from "./closed-pipe.ts";
import type { CommandContext } from "./command-context.ts";
import { complain } from "./complain.ts";
import { loadProgram } from "./load-program.ts";

/** How a program is shown. */
export interface Shown {
  /** As the register IR. */
  readonly ir?: boolean;
  /** With the address of each instruction. The IR has them always. */
  readonly addresses?: boolean;
}

/** Disassembles and resolves with the exit code. */
export async function disassembleFile(
  file: string,
  { ir, addresses }: Shown,
  context: CommandContext,
): Promise<number> {
  const loaded = await loadProgram(file, { stdin: context.stdin, cwd: context.cwd });
  if (loaded.program === undefined) {
    for (const problem of loaded.problems) complain(problem, undefined, context);
    return 1;
  }
  try {
    const lines = ir === true ? irTexts(loaded.program) : assemblyLines(loaded.program, addresses === true);
    for (const chunk of chunks(lines)) await context.writeOutput(chunk);
  } catch (error) {
    if (!isClosedPipe(error)) throw error;
  }
  return 0;
}

const CHUNK = 65_536;
/** The column of the addresses. */
const COLUMN = 48;

function* irTexts(program: Program): Generator<string, void, undefined> {
  for (const line of irLines(program)) yield withPlace(line);
}

function* assemblyLines(program: Program, addresses: boolean): Generator<string, void, undefined> {
  for (const { text, address } of disassemblyLines(program)) {
    yield addresses && address !== undefined ? `${text.padEnd(COLUMN)} ; ${address}` : text;
  }
}

/** The text in pieces: no more than one of them is in memory. */
function* chunks(lines: Iterable<string>): Generator<string, void, undefined> {
  let chunk = "";
  for (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}
