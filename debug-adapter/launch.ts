/** From a launch configuration to a program that is ready to run, or the reason why there is none. */
import { statSync } from "node:fs";
import path from "node:path";
import {
  type Program,
  type ReadModule,
  readWholeProgram,
  type Snapshot,
  type ThreadMode,
} from "../vm-core/index.ts";
import { systemText } from "../vm-core/node/file-fault.ts";
import { timeoutText } from "../vm-core/node/interruption.ts";
import { readProgramFile } from "../vm-core/node/load-program.ts";
import { type Arguments, flag, optionalText, RequestError, texts, textsByName } from "./arguments.ts";
import { lineNumber } from "./convert.ts";
import { type LaunchLimits, readLimits } from "./launch-limits.ts";

export interface LaunchConfig extends LaunchLimits {
  /** Absolute. */
  readonly program: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stopOnEntry: boolean;
  readonly trace: boolean;
  readonly noDebug: boolean;
  /** What stops and resumes with a process. */
  readonly threads: ThreadMode;
}

export function readLaunch(args: Arguments): LaunchConfig {
  const written = optionalText(args, "program") ?? "";
  if (written === "") throw new RequestError("the launch configuration names no program", true);
  const cwd = path.resolve(
    optionalText(args, "cwd") ?? (path.isAbsolute(written) ? path.dirname(written) : ""),
  );
  const env: Record<string, string | undefined> = { ...process.env };
  for (const [name, value] of Object.entries(textsByName(args, "env"))) env[name] = value ?? undefined;
  return {
    program: path.resolve(cwd, written),
    args: texts(args, "args"),
    cwd,
    env,
    stopOnEntry: flag(args, "stopOnEntry"),
    trace: flag(args, "trace"),
    noDebug: flag(args, "noDebug"),
    threads: threadMode(args),
    ...readLimits(args),
  };
}

function threadMode(args: Arguments): ThreadMode {
  const threads = optionalText(args, "threads") ?? "all";
  if (threads !== "all" && threads !== "one")
    throw new RequestError('`threads` must be "all" or "one"', true);
  return threads;
}

/** Reads the program. `report` is given each error in it, a line each, before the program is refused. */
export async function loadProgram(
  { program: file, cwd, timeout }: LaunchConfig,
  readModule: ReadModule,
  report: (line: string) => void,
  closing: AbortSignal,
): Promise<Program> {
  let bytes: Uint8Array;
  if (file.includes("\0")) throw new RequestError("`program` is no path", true);
  const late = timeout === undefined ? undefined : AbortSignal.timeout(timeout);
  try {
    bytes = await readProgramFile(file, late === undefined ? closing : AbortSignal.any([closing, late]));
  } catch (error) {
    if (late?.aborted === true)
      throw new RequestError(`cannot open ${file}: ${timeoutText(timeout ?? 0)}`, true);
    throw new RequestError(`cannot open ${file}: ${systemText(error)}`, true);
  }
  checkFolder(cwd);
  const read = await readWholeProgram({ name: file, bytes }, readModule);
  if (read.program !== undefined) return read.program;
  if (read.snapshot === undefined) throw new RequestError(read.problems[0], true);
  const problems = errorsOf(read.snapshot);
  for (const { line, message } of problems) report(`${file}:${line}: error: ${message}`);
  // The extension shows it, with the Problems view: VS Code itself would offer to edit launch.json.
  throw new RequestError(summary(path.basename(file), problems));
}

interface ProblemLine {
  readonly line: number;
  readonly message: string;
}

function errorsOf(snapshot: Snapshot): readonly ProblemLine[] {
  return snapshot.problems
    .filter(({ severity }) => severity === "error")
    .map(({ span, message }) => ({ line: lineNumber(span.start, snapshot), message }));
}

const NAMED = 3;

/** `a.ttvm has 5 errors: line 3: …; line 4: …; line 9: …; and 2 more`. */
function summary(name: string, problems: readonly ProblemLine[]): string {
  const named = problems.slice(0, NAMED).map(({ line, message }) => `line ${line}: ${message}`);
  if (problems.length > NAMED) named.push(`and ${problems.length - NAMED} more`);
  const count = problems.length === 1 ? "an error" : `${problems.length} errors`;
  return `${name} has ${count}: ${named.join("; ")}`;
}

function checkFolder(name: string): void {
  const shown = name.length > SHOWN_PATH ? `${name.slice(0, SHOWN_PATH)}…` : name;
  const refuse = (why: string): never => {
    throw new RequestError(`the working directory ${JSON.stringify(shown).slice(1, -1)} ${why}`, true);
  };
  // What the system is asked about must not hold the character that ends its strings.
  if (name.includes("\0")) refuse("is no path");
  try {
    if (!statSync(name).isDirectory()) refuse("is no folder");
  } catch (error) {
    if (error instanceof RequestError) throw error;
    refuse(`cannot be used: ${systemText(error)}`);
  }
}

const SHOWN_PATH = 200;
