/** `ttvm disassemble`: a program as assembly, on stdout. */
import { disassemblyLines, type Program } from "../index.ts";
import type { CommandContext } from "./command-context.ts";
import { complain, isClosedPipe } from "./complain.ts";
import { loadProgram } from "./load-program.ts";

/** Disassembles and resolves with the exit code. */
export async function disassembleFile(
  file: string,
  addresses: boolean,
  context: CommandContext,
): Promise<number> {
  const loaded = await loadProgram(file, { stdin: context.stdin, cwd: context.cwd });
  if (loaded.program === undefined) {
    for (const problem of loaded.problems) complain(problem, undefined, context);
    return 1;
  }
  try {
    for (const chunk of chunks(loaded.program, addresses)) await context.writeOutput(chunk);
  } catch (error) {
    if (!isClosedPipe(error)) throw error;
  }
  return 0;
}

const CHUNK = 65_536;
/** The column of the addresses. */
const COLUMN = 48;

/** The text in pieces: no more than one of them is in memory. */
function* chunks(program: Program, addresses: boolean): Generator<string, void, undefined> {
  let chunk = "";
  for (const { text, address } of disassemblyLines(program)) {
    chunk += addresses && address !== undefined ? `${text.padEnd(COLUMN)} ; ${address}\n` : `${text}\n`;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}
