/** `ttvm repl`: a session at a terminal, or one that reads its inputs from a pipe. */
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { type Permissions, Session } from "../../index.ts";
import { nodeHost } from "../host/index.ts";
import { Interruptions } from "../interruption.ts";
import { modulePermission } from "../module-permission.ts";
import { wantsColor } from "../options.ts";
import { diskModules } from "../read-module.ts";
import { Repl } from "./repl.ts";
import { Screen } from "./screen.ts";
import { ReplTerminal } from "./terminal.ts";

export interface ReplOptions {
  readonly permissions: Permissions | undefined;
  readonly color: boolean | undefined;
  readonly history: boolean;
}

/** Talks until the end of the input, and resolves with the exit code. */
export async function repl({ permissions, color, history }: ReplOptions): Promise<number> {
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const screen = new Screen();
  const { talk, end } = startTalk(permissions, screen, isTerminal, wantsColor(process.stderr, color));
  try {
    return isTerminal ? await new ReplTerminal(talk, screen, history).ended : await fromPipe(talk);
  } finally {
    await end();
  }
}

/** A conversation in the working directory, and what ends it. */
export function startTalk(
  permissions: Permissions | undefined,
  screen: Screen,
  isTerminal: boolean,
  color: boolean,
): { readonly talk: Repl; end(): Promise<void> } {
  const cwd = process.cwd();
  const permits = permissions === undefined ? undefined : modulePermission(permissions, cwd);
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
    color,
  });
  const end = async (): Promise<void> => {
    await session.close();
    host.close();
  };
  return { talk, end };
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
