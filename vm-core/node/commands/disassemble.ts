/** `ttvm disassemble FILE`: bytecode, or any program, as readable assembly on stdout. */
import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import type { Shown } from "../disassemble-file.ts";

export function register(program: Command, context: CommandContext): void {
  program
    .command("disassemble")
    .description("show bytecode as assembly that compiles back to it")
    .argument("<file>", "a .ttb or .ttvm file, or - for standard input")
    .option("--addresses", "write the address of each instruction after it")
    .option("--ir", "write what the register machine runs, instead of assembly")
    .action(async (file: string, shown: Shown) => {
      const { disassembleFile } = await import("../disassemble-file.ts");
      context.exitCode = await disassembleFile(file, shown, context);
    });
}
