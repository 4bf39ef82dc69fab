/** Runs a program text in this process and tells what came of it. */
import { problemInWords, readAssembly } from "../../vm-core/asm/index.ts";
import { createMachine, type MachineOptions } from "../../vm-core/machine/index.ts";
import type { Program } from "../../vm-core/program/program.ts";
import { drive } from "../../vm-core/run/drive.ts";
import { failureText } from "../../vm-core/run/failure.ts";
import type { Host } from "../../vm-core/run/host.ts";
import type { ExceptionValue } from "../../vm-core/value/callable.ts";
import { Fault } from "../../vm-core/value/callable.ts";

export interface TextRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly failure: ExceptionValue | null;
  /** The failure in the words of the command line; empty without one. */
  readonly error: string;
}

/** A host that keeps what is written and refuses everything else. */
export function captureHost(written: { stdout: string; stderr: string }): Host {
  return {
    perform: (request) => new Fault("Unsupported", `no ${request.kind} here`),
    write: (chunks) => {
      for (const { stream, text } of chunks) {
        if (stream === "stdout" || stream === "stderr") written[stream] += text;
      }
    },
    release: () => undefined,
    now: () => performance.now(),
    delay: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    breathe: () => Promise.resolve(),
  };
}

export const noModules: MachineOptions["readModule"] = async (path) =>
  new Fault("FileError", `File operation failed on ${path}: No such file or directory (os error 2)`);

export interface RunOptions extends Partial<MachineOptions> {
  /** What the host does instead of refusing. */
  readonly host?: Partial<Host>;
}

export async function runProgram(program: Program, { host, ...options }: RunOptions = {}): Promise<TextRun> {
  const written = { stdout: "", stderr: "" };
  const run = createMachine(program, { readModule: noModules, ...options });
  const { exitCode, failure } = await drive(run, { ...captureHost(written), ...host });
  return { ...written, exitCode, failure, error: failure === null ? "" : failureText(failure) };
}

/** The text must assemble. */
export function assembled(text: string): Program {
  const { program, problems } = readAssembly(text, "main.ttvm");
  if (program === undefined) {
    throw new Error(
      `does not assemble: ${problems.map((problem) => problemInWords(problem).message).join("; ")}`,
    );
  }
  return program;
}

export function runText(text: string, options?: RunOptions): Promise<TextRun> {
  return runProgram(assembled(text), options);
}
