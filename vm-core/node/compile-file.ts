/** `ttvm compile`: a program to a `.ttb` file. */
import { buffer } from "node:stream/consumers";
import { encode } from "../index.ts";
import { complain } from "./complain.ts";
import { fileFault } from "./file-fault.ts";
import { loadProgram } from "./load-program.ts";
import { replaceFile } from "./replace-file.ts";

/** Compiles and resolves with the exit code. */
export async function compileFile(input: string, output: string, withSource: boolean): Promise<number> {
  const loaded = await loadProgram(input, { stdin: () => buffer(process.stdin) });
  if (loaded.program === undefined) {
    for (const problem of loaded.problems) complain(problem);
    return 1;
  }
  const bytes = encode(loaded.program, { withSource });
  try {
    await replaceFile(output, bytes);
  } catch (error) {
    complain(fileFault(output, error).message);
    return 1;
  }
  process.stdout.write(`Compiled to ${output}\n`);
  return 0;
}
