/**
 * Other programs, run without a shell.
 *
 * Invariant: a child is ended when the run ends before it, with all that it has started: it is asked to (TERM), and
 * killed when it has not ended soon after. For that it has a process group of its own, unless it shares the terminal with
 * the command: then Ctrl-C reaches it by itself, and it alone is ended.
 */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { Fault, type HostMemory, ObjectValue, type OutputChunk, type Reply } from "../../index.ts";
import { fileFault } from "../file-fault.ts";
import { environmentOf } from "./child-environment.ts";
import type { HostState } from "./state.ts";

interface ChildCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** Runs a program on the standard streams of the run. The reply is its exit code, −1 when a signal ended it. */
export function runChild(command: ChildCommand, state: HostState): Promise<Reply> {
  return state.memory.during(CHILD, () => runToEnd(command, state));
}

/** Bytes that this process holds for a child, about: its record, and what reads its output. */
const CHILD = 98_304;

async function runToEnd({ command, args }: ChildCommand, state: HostState): Promise<Reply> {
  if (state.inheritStdio) return (await startChild(command, args, state, "inherit")).status;
  const { child, status } = await startChild(command, args, state, ["ignore", "pipe", "pipe"]);
  await Promise.all([
    passOn(child?.stdout, "stdout", state.write),
    passOn(child?.stderr, "stderr", state.write),
  ]);
  return status;
}

/** Runs a program without input. The reply holds what it wrote, and its exit code. */
export function capture(command: ChildCommand, state: HostState): Promise<Reply> {
  return state.memory.during(CHILD, () => captureAll(command, state));
}

async function captureAll({ command, args }: ChildCommand, state: HostState): Promise<Reply> {
  const { child, status, end } = await startChild(command, args, state, ["ignore", "pipe", "pipe"]);
  const [stdout, stderr] = [collect(child?.stdout, state.memory), collect(child?.stderr, state.memory)];
  const tooMuch = await Promise.all([stdout, stderr]).then(
    () => undefined,
    (error) => fileFault(command, error),
  );
  if (tooMuch !== undefined) end();
  const exitCode = await status;
  const [written, complaints] = await Promise.all([stdout, stderr].map((text) => text.catch(() => "")));
  if (tooMuch !== undefined) return tooMuch;
  if (exitCode instanceof Fault) return exitCode;
  return ObjectValue.from([
    ["stdout", written],
    ["stderr", complaints],
    ["exit_code", exitCode],
  ]);
}

interface Started {
  readonly child: ChildProcess | undefined;
  /** The exit code when it has ended and its output is complete, or the fault of a program that cannot run. */
  readonly status: Promise<number | Fault>;
  /** Ends it and what it has started. */
  end(): void;
}

async function startChild(
  command: string,
  args: readonly string[],
  state: HostState,
  stdio: SpawnOptions["stdio"],
): Promise<Started> {
  const { cwd, closing } = state;
  const isGroup = process.platform !== "win32" && !(stdio === "inherit" && process.stdin.isTTY);
  let child: ChildProcess;
  try {
    // Where something is said about which programs may run, the one that was judged runs.
    const file = state.childRules === undefined ? command : (await state.resolver.program(command))?.path;
    if (file === undefined) throw Object.assign(new Error("no such program"), { code: "ENOENT" });
    await state.children.turn();
    closing.throwIfAborted();
    const env = environmentOf(state);
    child = spawn(file, args, { argv0: command, cwd, env, stdio, windowsHide: true, detached: isGroup });
  } catch (error) {
    return {
      child: undefined,
      status: Promise.resolve(fileFault(command, error)),
      end: () => undefined,
    };
  }
  const end = (): void => {
    child.stdout?.destroy();
    child.stderr?.destroy();
    endGroup(child, isGroup);
  };
  const status = new Promise<number | Fault>((resolve) => {
    child.once("error", (error) => resolve(fileFault(command, error)));
    child.once("close", (code) => resolve(code ?? -1));
  });
  state.children.add({ end, status });
  return { child, status, end };
}

/** How long a child has to end when it is told to, in milliseconds. */
const PATIENCE = 100;

/** Ends a child, and its process group if it has one of its own: what ignores TERM is killed. */
function endGroup(child: ChildProcess, isGroup: boolean): void {
  const { pid } = child;
  if (pid === undefined) return;
  const send = (signal: NodeJS.Signals): void => {
    try {
      process.kill(isGroup ? -pid : pid, signal);
    } catch {
      // All of it has ended.
    }
  };
  const kill = (): void => send("SIGKILL");
  send("SIGTERM");
  // A member of the group may outlive the child, so the group is killed in any case.
  if (!isGroup && child.exitCode !== null) return;
  const timer = setTimeout(() => {
    dying.delete(kill);
    kill();
  }, PATIENCE);
  killAtExit(kill);
  if (!isGroup) {
    child.once("exit", () => {
      clearTimeout(timer);
      dying.delete(kill);
    });
  }
}

/** What kills the children that have been asked to end and have some time for it yet. */
const dying = new Set<() => void>();
let isHeard = false;

/** Kills a child when the process exits before its time is over. One listener does that for all. */
function killAtExit(kill: () => void): void {
  dying.add(kill);
  if (isHeard) return;
  isHeard = true;
  process.once("exit", () => {
    for (const one of dying) one();
  });
}

/** Passes text on as it comes, and no faster than it is taken. */
async function passOn(
  readable: Readable | null | undefined,
  stream: OutputChunk["stream"],
  write: HostState["write"],
): Promise<void> {
  for await (const text of textOf(readable)) await write([{ stream, text }]);
}

/** Throws OutOfMemory when it is too much. */
async function collect(readable: Readable | null | undefined, memory: HostMemory): Promise<string> {
  const pieces: string[] = [];
  let held = 0;
  try {
    for await (const text of textOf(readable)) {
      memory.take(2 * text.length);
      held += 2 * text.length;
      pieces.push(text);
    }
    return pieces.join("");
  } finally {
    memory.give(held);
  }
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
