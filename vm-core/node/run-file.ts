/** `ttvm run`: a file to its end. */
import { readFileSync, writeSync } from "node:fs";
import {
  analyze,
  createMachine,
  drive,
  failurePlaces,
  failureText,
  reportDiagnostic,
  type Snapshot,
} from "../index.ts";
import { fileFault } from "./file-fault.ts";
import { nodeHost } from "./host/index.ts";
import { diskModules } from "./read-module.ts";

/** Runs a program and resolves with its exit code. */
export async function runFile(file: string): Promise<number> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    complain(fileFault(file, error).message);
    return 1;
  }
  const { program, diagnostics, lines }: Snapshot = analyze(file, 0, text);
  if (program === undefined) {
    for (const diagnostic of diagnostics) {
      if (diagnostic.severity === "error") complain(reportDiagnostic(diagnostic, lines));
    }
    return 1;
  }
  const outcome = await drive(createMachine(program, { readModule: diskModules() }), nodeHost());
  if (outcome.failure !== null) {
    complain([failureText(outcome.failure), ...failurePlaces(outcome.failure)].join("\n"));
  }
  return outcome.exitCode;
}

function complain(message: string): void {
  writeSync(2, `Error: ${message}\n`);
}
