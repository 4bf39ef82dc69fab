/**
 * Other programs, run without a shell.
 *
 * Invariant: a child is in the process group of the command, so Ctrl-C reaches it, and it is ended when the
 * run ends before it.
 */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { Fault, ObjectValue, type OutputChunk, type Reply } from "../../index.ts";
import { fileFault } from "../file-fault.ts";
import type { HostState } from "./state.ts";

interface Command {
  readonly command: string;
  readonly args: readonly string[];
}

/** Runs a program on the standard streams of the run. The reply is its exit code, −1 when a signal ended it. */
export async function runChild({ command, args }: Command, state: HostState): Promise<Reply> {
  if (state.inheritStdio) return (await startChild(command, args, state, "inherit")).status;
  const { child, status } = startChild(command, args, state, ["ignore", "pipe", "pipe"]);
  await Promise.all([
    passOn(child?.stdout, "stdout", state.write),
    passOn(child?.stderr, "stderr", state.write),
  ]);
  return status;
}

/** Runs a program without input. The reply holds what it wrote, and its exit code. */
export async function capture({ command, args }: Command, state: HostState): Promise<Reply> {
  const { child, status } = startChild(command, args, state, ["ignore", "pipe", "pipe"]);
  const [stdout, stderr, exitCode] = await Promise.all([
    collect(child?.stdout),
    collect(child?.stderr),
    status,
  ]);
  if (exitCode instanceof Fault) return exitCode;
  return ObjectValue.from([
    ["stdout", stdout],
    ["stderr", stderr],
    ["exit_code", exitCode],
  ]);
}

interface Started {
  readonly child: ChildProcess | undefined;
  /** The exit code when it has ended and its output is complete, or the fault of a program that cannot run. */
  readonly status: Promise<number | Fault>;
}

function startChild(
  command: string,
  args: readonly string[],
  { cwd, env, closing }: HostState,
  stdio: SpawnOptions["stdio"],
): Started {
  let child: ChildProcess;
  try {
    child = spawn(command, args, { cwd, env: env as NodeJS.ProcessEnv, stdio, windowsHide: true });
  } catch (error) {
    return { child: undefined, status: Promise.resolve(fileFault(command, error)) };
  }
  const end = () => {
    child.kill();
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  closing.addEventListener("abort", end);
  const status = new Promise<number | Fault>((resolve) => {
    child.once("error", (error) => resolve(fileFault(command, error)));
    child.once("close", (code) => resolve(code ?? -1));
  }).finally(() => closing.removeEventListener("abort", end));
  return { child, status };
}

/** Passes text on as it comes, and no faster than it is taken. */
async function passOn(
  readable: Readable | null | undefined,
  stream: OutputChunk["stream"],
  write: HostState["write"],
): Promise<void> {
  for await (const text of textOf(readable)) await write([{ stream, text }]);
}

async function collect(readable: Readable | null | undefined): Promise<string> {
  const pieces: string[] = [];
  for await (const text of textOf(readable)) pieces.push(text);
  return pieces.join("");
}

/** What a child writes, as text: what is no UTF-8 becomes U+FFFD. It ends quietly when the child is ended. */
async function* textOf(readable: Readable | null | undefined): AsyncGenerator<string> {
  if (readable == null) return;
  readable.setEncoding("utf8");
  try {
    for await (const text of readable) yield text;
  } catch {
    // Destroyed: the run has ended.
  }
}
