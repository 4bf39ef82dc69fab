/** `ttvm repl`: a session at a terminal, or one that reads its inputs from a pipe. */
import { createInterface, type Interface } from "node:readline";
import { Readable } from "node:stream";
import { version } from "../../../package.json";
import { type Permissions, Session } from "../../index.ts";
import { nodeHost } from "../host/index.ts";
import { Interruptions } from "../interruption.ts";
import { modulePermission } from "../module-permission.ts";
import { wantsColor } from "../options.ts";
import { diskModules } from "../read-module.ts";
import { complete } from "./completion.ts";
import { History, historyFile } from "./history.ts";
import { Repl } from "./repl.ts";
import { Screen } from "./screen.ts";

export interface ReplOptions {
  readonly permissions: Permissions | undefined;
  readonly color: boolean | undefined;
  readonly history: boolean;
}

/** Talks until the end of the input, and resolves with the exit code. */
export async function repl({ permissions, color, history }: ReplOptions): Promise<number> {
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const cwd = process.cwd();
  const permits = permissions === undefined ? undefined : modulePermission(permissions, cwd);
  const screen = new Screen();
  const host = nodeHost({
    args: ["repl"],
    permissions,
    input: Readable.from([]),
    write: (chunks) => screen.write(chunks),
  });
  const session = new Session({ host, readModule: diskModules(cwd, permits) });
  const talk = new Repl(session, {
    out: (text) => screen.out(text),
    err: (text) => screen.err(text),
    isTerminal,
    color: wantsColor(process.stderr, color),
  });
  try {
    return isTerminal ? await atTerminal(talk, screen, history) : await fromPipe(talk);
  } finally {
    await session.close();
    host.close();
  }
}

/** Goes on after an error; the exit code tells that there was one. */
async function fromPipe(talk: Repl): Promise<number> {
  const interruptions = new Interruptions(undefined);
  const { signal } = interruptions;
  const lines = createInterface({ input: process.stdin, terminal: false });
  signal.addEventListener("abort", () => {
    talk.interrupt();
    lines.close();
  });
  try {
    for await (const line of lines) {
      await talk.take(line);
      if (signal.aborted || talk.exitCode !== undefined) break;
    }
    if (!signal.aborted && talk.exitCode === undefined) await talk.end();
    if (!signal.aborted) talk.exitCode ??= await talk.session.settle(signal);
    return interruptions.interruption?.exitCode ?? talk.exitCode ?? (talk.hasFailed ? 1 : 0);
  } finally {
    lines.close();
    interruptions.dispose();
  }
}

function atTerminal(talk: Repl, screen: Screen, keepsHistory: boolean): Promise<number> {
  const history = new History(keepsHistory ? historyFile() : undefined);
  const lines = createInterface({
    input: process.stdin,
    output: process.stdout,
    terminal: true,
    completer: (line: string) => complete(talk, line),
    history: [...history.entries],
    historySize: 1_000,
  });
  const recall = recallsEntries(lines, history);
  const prompt = (): void => {
    screen.newLine();
    lines.setPrompt(talk.isOpen ? "... " : "ttvm> ");
    // What was typed while something ran stays, with the cursor after it.
    lines.prompt(true);
  };
  process.stdout.write(`TinyTotVM ${version}. :help tells what there is.\n`);
  prompt();
  return new Promise((resolve) => {
    // One line after the other, also when several are pasted.
    let before = Promise.resolve();
    let isClosed = false;
    let entry = "";
    const finish = (code: number): void => {
      isClosed = true;
      lines.close();
      resolve(code);
    };
    lines.on("line", (line) => {
      history.endSearch();
      before = before.then(async () => {
        if (isClosed) return;
        entry = talk.isOpen ? `${entry}\n${line}` : line;
        const taken = talk.take(line);
        // Whether it continues is known at once; what it does may take long.
        if (!talk.isOpen) recall(entry);
        await taken;
        if (talk.exitCode !== undefined) finish(talk.exitCode);
        else if (!isClosed) prompt();
      });
    });
    lines.on("SIGINT", () => interrupt(talk, lines, prompt));
    lines.on("close", () => {
      if (isClosed) return;
      talk.interrupt();
      process.stdout.write("\n");
      before.then(() => finish(talk.exitCode ?? 0));
    });
  });
}

/**
 * Lets the arrow keys recall whole entries, and Ctrl-R the newest one that holds what is typed; again, an older one.
 * Gives what adds an entry.
 */
function recallsEntries(lines: Interface, history: History): (entry: string) => void {
  // The list of the interface, which would get each line as an entry of its own.
  let recalled: string[] = [];
  const restore = (): void => {
    recalled.splice(0, recalled.length, ...history.entries);
  };
  lines.on("history", (list) => {
    recalled = list;
    restore();
  });
  process.stdin.on("keypress", (_, key: { readonly ctrl?: boolean; readonly name?: string } | undefined) => {
    if (key?.ctrl !== true || key.name !== "r") return;
    const found = history.find(lines.line);
    if (found === undefined) {
      process.stdout.write("\x07");
      return;
    }
    Object.assign(lines, { line: found, cursor: found.length });
    lines.prompt(true);
  });
  return (entry) => {
    history.add(entry);
    restore();
  };
}

/** Ctrl-C: ends what runs, else drops what is typed. */
function interrupt(talk: Repl, lines: Interface, prompt: () => void): void {
  const { isRunning } = talk;
  process.stdout.write("\n");
  if (!talk.interrupt() && lines.line === "") process.stderr.write(":quit or Ctrl-D ends the session\n");
  // What runs says itself that it has ended.
  if (isRunning) return;
  Object.assign(lines, { line: "", cursor: 0 });
  prompt();
}
