/** `ttvm compile-lisp`: a Lisp program to assembly. */
import { isNamedAs, LANGUAGES, writeAssembly } from "../index.ts";
import { complain } from "./complain.ts";
import { fileFault } from "./file-fault.ts";
import { loadProgram } from "./load-program.ts";
import { USAGE } from "./options.ts";
import { replaceFile } from "./replace-file.ts";

/** Compiles and resolves with the exit code. */
export async function compileLisp(input: string, output: string): Promise<number> {
  const { lisp } = LANGUAGES;
  if (!isNamedAs(lisp, input)) {
    complain(`${input} is no Lisp: its name does not end in ${lisp.extensions.join(" or ")}`);
    return USAGE;
  }
  const loaded = await loadProgram(input);
  if (loaded.program === undefined) {
    for (const problem of loaded.problems) complain(problem);
    return 1;
  }
  try {
    await replaceFile(output, new TextEncoder().encode(writeAssembly(loaded.program).text));
  } catch (error) {
    complain(fileFault(output, error).message);
    return 1;
  }
  process.stdout.write(`Compiled to ${output}\n`);
  return 0;
}
