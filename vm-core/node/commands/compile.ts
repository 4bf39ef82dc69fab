/** `ttvm compile IN OUT.ttb`: a program to bytecode. */
import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";

export function register(program: Command, context: CommandContext): void {
  program
    .command("compile")
    .description("compile a program to bytecode")
    .argument("<in>", "a .ttvm file, or - for standard input")
    .argument("<out>", "the .ttb file to write; a program that has errors leaves it as it was")
    .option("--with-source", "put the source text in, for debugging where the source is not at hand")
    .option("--optimize", "optimize the program first; modules are optimized when it runs with --optimize")
    .addHelpText("after", "\nModules that the program imports stay files of their own, found beside OUT.")
    .action(async (input: string, output: string, options: { withSource?: boolean; optimize?: boolean }) => {
      const { compileFile } = await import("../compile-file.ts");
      context.exitCode = await compileFile(input, output, options, context);
    });
}
