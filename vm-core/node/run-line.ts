/**
 * The words of `ttvm run`: what they ask for.
 *
 * Invariant: what is wrong with them is said by the whole command line alone, which knows all commands and writes help. A run is
 * not begun before all words are understood.
 */
import { Command, CommanderError } from "commander";
import { quietWhenUnread } from "./closed-pipe.ts";
import type { CommandContext } from "./command-context.ts";
import { givenOptions } from "./options.ts";
import { runFile } from "./run-file.ts";
import { permissionsOf } from "./run-limits.ts";
import { addRunFlags, notYet, type RunOptions, withJitMode } from "./run-options.ts";

/** Gives a command the flags and the arguments of a run, which it then begins. */
export function defineRun(command: Command, context: CommandContext): Command {
  command
    .argument("<file>", "a .ttvm, .lisp or .ttb file, or - for standard input")
    .argument("[args...]", "for the program: GET_ARGS gives FILE and these")
    .passThroughOptions();
  return addRunFlags(command).action((file: string, args: string[]) => run(command, file, args, context));
}

/** Runs a file with the options that were given; ends the command with an error where they mean nothing. */
export async function run(
  command: Command,
  file: string,
  args: readonly string[],
  context: CommandContext,
): Promise<void> {
  const options = givenOptions<RunOptions>(command);
  const missing = notYet(options);
  if (missing !== undefined) command.error(`error: ${missing}`);
  try {
    permissionsOf(options);
  } catch (error) {
    command.error(`error: ${(error as Error).message}`);
  }
  // A standard output that Node knows does not block: limits of time hold where nobody reads it.
  if (context.writeProgramOutput === undefined) process.stdout.on("error", quietWhenUnread);
  context.exitCode = await runFile(file, args, options, context);
}

/**
 * Runs what the words after `run` ask for, and sets the exit code of the context. False where they ask for anything else, or are
 * wrong: nothing has been done then, and nothing written.
 */
export async function runAsWritten(words: readonly string[], context: CommandContext): Promise<boolean> {
  const command = new Command("run").exitOverride().configureOutput({ writeOut: nowhere, writeErr: nowhere });
  defineRun(command, context);
  try {
    await command.parseAsync(withJitMode(words, command.options), { from: "user" });
    return true;
  } catch (error) {
    if (error instanceof CommanderError) return false;
    throw error;
  }
}

function nowhere(): void {}
