/** `ttvm run`: a file to its end. */
import { writeSync } from "node:fs";
import { createMachine, drive, failurePlaces, failureText } from "../index.ts";
import { nodeHost } from "./host/index.ts";
import { loadProgram } from "./load-program.ts";
import { diskModules } from "./read-module.ts";

/** Runs a program and resolves with its exit code. */
export async function runFile(file: string): Promise<number> {
  const loaded = await loadProgram(file);
  if (loaded.program === undefined) {
    for (const problem of loaded.problems) complain(problem);
    return 1;
  }
  const outcome = await drive(createMachine(loaded.program, { readModule: diskModules() }), nodeHost());
  if (outcome.failure !== null) {
    complain([failureText(outcome.failure), ...failurePlaces(outcome.failure)].join("\n"));
  }
  return outcome.exitCode;
}

function complain(message: string): void {
  writeSync(2, `Error: ${message}\n`);
}
