/** `ttvm compile-lisp IN.lisp OUT.ttvm`: Lisp to assembly for people to read. */
import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";

export function register(program: Command, context: CommandContext): void {
  program
    .command("compile-lisp")
    .description("compile Lisp to assembly, with the Lisp as comments")
    .argument("<in>", "a .lisp file")
    .argument("<out>", "the .ttvm file to write; a program that has errors leaves it as it was")
    .action(async (input: string, output: string) => {
      const { compileLisp } = await import("../compile-lisp-file.ts");
      context.exitCode = await compileLisp(input, output, context);
    });
}
