/** `ttvm compile`: a program to a `.ttb` file. */
import path from "node:path";
import { type EncodeOptions, encode, optimize, type Program } from "../index.ts";
import { type CommandContext, PROCESS } from "./command-context.ts";
import { complain } from "./complain.ts";
import { fileFault } from "./file-fault.ts";
import { loadProgram } from "./load-program.ts";
import { USAGE } from "./options.ts";
import { isSameFile, replaceFile } from "./replace-file.ts";

/** Compiles and resolves with the exit code. */
export async function compileFile(
  input: string,
  output: string,
  options: { readonly withSource?: boolean; readonly optimize?: boolean },
  context: CommandContext = PROCESS,
): Promise<number> {
  if (await isSameFile(path.resolve(context.cwd, input), path.resolve(context.cwd, output))) {
    complain(`${output} is the program itself, which bytecode would take the place of`, undefined, context);
    return USAGE;
  }
  const loaded = await loadProgram(input, { stdin: () => context.stdin(), cwd: context.cwd });
  if (loaded.program === undefined) {
    for (const problem of loaded.problems) complain(problem, undefined, context);
    return 1;
  }
  const bytes = encoded(loaded.program, { withSource: options.withSource }, options.optimize === true);
  try {
    await replaceFile(path.resolve(context.cwd, output), bytes);
  } catch (error) {
    complain(fileFault(output, error).message, undefined, context);
    return 1;
  }
  await context.writeOutput(`Compiled to ${output}\n`);
  return 0;
}

function encoded(program: Program, options: EncodeOptions, optimizing: boolean): Uint8Array {
  if (!optimizing) return encode(program, options);
  const optimized = optimize(program);
  return encode(optimized.program, { ...options, passes: optimized.provenance.map(({ pass }) => pass) });
}
