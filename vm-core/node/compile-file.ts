/** `ttvm compile`: a program to a `.ttb` file. */
import { buffer } from "node:stream/consumers";
import { type EncodeOptions, encode, optimize, type Program } from "../index.ts";
import { complain } from "./complain.ts";
import { fileFault } from "./file-fault.ts";
import { loadProgram } from "./load-program.ts";
import { replaceFile } from "./replace-file.ts";

/** Compiles and resolves with the exit code. */
export async function compileFile(
  input: string,
  output: string,
  options: { readonly withSource?: boolean; readonly optimize?: boolean },
): Promise<number> {
  const loaded = await loadProgram(input, { stdin: () => buffer(process.stdin) });
  if (loaded.program === undefined) {
    for (const problem of loaded.problems) complain(problem);
    return 1;
  }
  const bytes = encoded(loaded.program, { withSource: options.withSource }, options.optimize === true);
  try {
    await replaceFile(output, bytes);
  } catch (error) {
    complain(fileFault(output, error).message);
    return 1;
  }
  process.stdout.write(`Compiled to ${output}\n`);
  return 0;
}

function encoded(program: Program, options: EncodeOptions, optimizing: boolean): Uint8Array {
  if (!optimizing) return encode(program, options);
  const optimized = optimize(program);
  return encode(optimized.program, { ...options, passes: optimized.provenance.map(({ pass }) => pass) });
}
