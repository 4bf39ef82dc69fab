/** `ttvm compile-lisp`: a Lisp program to assembly. */
import path from "node:path";
import { isNamedAs, LANGUAGES, writeAssembly } from "../index.ts";
import type { CommandContext } from "./command-context.ts";
import { complain } from "./complain.ts";
import { fileFault } from "./file-fault.ts";
import { loadProgram } from "./load-program.ts";
import { USAGE } from "./options.ts";
import { isSameFile, replaceFile } from "./replace-file.ts";

/** Compiles and resolves with the exit code. */
export async function compileLisp(input: string, output: string, context: CommandContext): Promise<number> {
  const { lisp } = LANGUAGES;
  if (!isNamedAs(lisp, input)) {
    const endings = lisp.extensions.join(" or ");
    complain(`${input} is no Lisp: its name does not end in ${endings}`, undefined, context);
    return USAGE;
  }
  if (await isSameFile(path.resolve(context.cwd, input), path.resolve(context.cwd, output))) {
    complain(`${output} is the program itself, which assembly would take the place of`, undefined, context);
    return USAGE;
  }
  const loaded = await loadProgram(input, { cwd: context.cwd });
  if (loaded.program === undefined) {
    for (const problem of loaded.problems) complain(problem, undefined, context);
    return 1;
  }
  try {
    const text = new TextEncoder().encode(writeAssembly(loaded.program).text);
    await replaceFile(path.resolve(context.cwd, output), text);
  } catch (error) {
    complain(fileFault(output, error).message, undefined, context);
    return 1;
  }
  await context.writeOutput(`Compiled to ${output}\n`);
  return 0;
}
