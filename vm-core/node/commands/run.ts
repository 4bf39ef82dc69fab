/** `ttvm run FILE [args…]`, and the same without the word. */
import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { givenOptions, USAGE } from "../options.ts";
import { runFile } from "../run-file.ts";
import { permissionsOf } from "../run-limits.ts";
import { addRunFlags, notYet, type RunOptions } from "../run-options.ts";

export function register(program: Command, context: CommandContext): void {
  addRunFlags(program)
    .option("--run-tests", "run the built-in self test")
    .argument("[file]", "a .ttvm, .lisp or .ttb file, or - for standard input")
    .argument("[args...]", "for the program: GET_ARGS gives FILE and these")
    .action((file: string | undefined, args: string[]) => run(program, file, args, context));

  const command = program
    .command("run")
    .description("run a program; the word `run` may be left out")
    .argument("<file>", "a .ttvm, .lisp or .ttb file, or - for standard input")
    .argument("[args...]", "for the program: GET_ARGS gives FILE and these")
    .passThroughOptions();
  addRunFlags(command).action((file: string, args: string[]) => run(command, file, args, context));
}

async function run(
  command: Command,
  file: string | undefined,
  args: readonly string[],
  context: CommandContext,
): Promise<void> {
  const options = givenOptions<RunOptions & { runTests: boolean }>(command);
  const missing = notYet(options);
  if (missing !== undefined) command.error(`error: ${missing}`);
  if (options.runTests === true) {
    const { selfTest } = await import("../self-test.ts");
    context.exitCode = await selfTest(context);
    return;
  }
  if (file === undefined) {
    command.outputHelp({ error: true });
    context.exitCode = USAGE;
    return;
  }
  try {
    permissionsOf(options);
  } catch (error) {
    command.error(`error: ${(error as Error).message}`);
  }
  context.exitCode = await runFile(file, args, options, context);
}
