/** `ttvm run FILE [args…]`, and the same without the word. */
import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { givenOptions, USAGE } from "../options.ts";
import { defineRun, run } from "../run-line.ts";
import { addRunFlags } from "../run-options.ts";

export function register(program: Command, context: CommandContext): void {
  addRunFlags(program)
    .option("--run-tests", "run the built-in self test")
    .argument("[file]", "a .ttvm, .lisp or .ttb file, or - for standard input")
    .argument("[args...]", "for the program: GET_ARGS gives FILE and these")
    .action((file: string | undefined, args: string[]) => runUnnamed(program, file, args, context));

  defineRun(program.command("run").description("run a program; the word `run` may be left out"), context);
}

async function runUnnamed(
  program: Command,
  file: string | undefined,
  args: readonly string[],
  context: CommandContext,
): Promise<void> {
  if (givenOptions<{ runTests: boolean }>(program).runTests === true) {
    const { selfTest } = await import("../self-test.ts");
    context.exitCode = await selfTest(context);
  } else if (file === undefined) {
    program.outputHelp({ error: true });
    context.exitCode = USAGE;
  } else {
    await run(program, file, args, context);
  }
}
