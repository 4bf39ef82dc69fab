/** The `ttvm` command. */
import { CommanderError } from "commander";
import { commandLine } from "./command-line.ts";
import { USAGE } from "./options.ts";

commandLine()
  .parseAsync()
  .catch((error: unknown) => {
    // Commander has written what is wrong; its own code for that is 1.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : USAGE;
    else throw error;
  });
