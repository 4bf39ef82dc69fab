/** `ttvm repl`: talk to the machine. */
import type { Command } from "commander";
import { givenOptions } from "../options.ts";
import { permissionsOf } from "../run-limits.ts";
import { permitting, type RunOptions } from "../run-options.ts";

export function register(program: Command): void {
  const command = program
    .command("repl")
    .description("evaluate Lisp and instructions as they are typed, or come from a pipe");
  permitting(command);
  command
    .optionsGroup("Options:")
    .option("--no-history", "neither read nor write the file of what was typed")
    .option("--no-color", "write without colours")
    .addHelpText("after", NOTES)
    .action(() => run(command));
}

async function run(command: Command): Promise<void> {
  const options = givenOptions<RunOptions & { history: boolean }>(command);
  let permissions: ReturnType<typeof permissionsOf>;
  try {
    permissions = permissionsOf(options);
  } catch (error) {
    command.error(`error: ${(error as Error).message}`);
  }
  const { repl } = await import("../repl/index.ts");
  process.exitCode = await repl({ permissions, color: options.color, history: options.history !== false });
}

const NOTES = `
:help at the prompt tells what can be typed. From a pipe nothing is asked for, an error does not end the session,
and the exit code is 1 when there was one.`;
