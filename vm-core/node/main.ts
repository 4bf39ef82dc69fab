/** The `ttvm` command. */
import { Command } from "commander";
import { runFile } from "./run-file.ts";

const program = new Command("ttvm")
  .description("Runs TinyTotVM programs.")
  .enablePositionalOptions()
  .passThroughOptions()
  .version("0.1.0", "--version")
  .argument("<file>", "the program to run")
  .argument("[args...]", "what the program reads with GET_ARGS")
  .action((file: string) => finish(runFile(file)));

program
  .command("run")
  .description("run a program")
  .argument("<file>", "a .ttvm file")
  .argument("[args...]", "what the program reads with GET_ARGS")
  .passThroughOptions()
  .action((file: string) => finish(runFile(file)));

async function finish(exitCode: Promise<number>): Promise<void> {
  process.exitCode = await exitCode;
}

void program.parseAsync();
