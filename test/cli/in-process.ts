/**
 * Runs commands in this process, each with a working directory, an environment and standard streams of its own: without
 * the start of a process for each case. `ttvm test`, `ttvm learn` and `ttvm bench` run their programs in this process, too.
 *
 * Absent by design: time limits and signals of such programs; what is about these runs the built command.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { measureHere } from "../../vm-core/node/bench/measure.ts";
import { runCommand } from "../../vm-core/node/command.ts";
import type { CommandContext } from "../../vm-core/node/command-context.ts";
import { type RunTest, wordsOf } from "../../vm-core/node/testing/run-test.ts";

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Given {
  /** That of this process when absent. */
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
  /** On top of what every program needs to find other programs. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The environment of a case, whatever that of the tests is. */
export function plainEnvironment(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env.PATH ?? "", HOME: homedir(), LANG: "C.UTF-8", ...env };
}

/** Runs `ttvm` with these words in this process. */
export async function ttvmHere(
  words: readonly string[],
  { cwd = process.cwd(), stdin = "", env }: Given = {},
): Promise<Ended> {
  const written = { stdout: "", stderr: "" };
  const context: CommandContext = {
    cwd,
    env: plainEnvironment(env),
    exitCode: undefined,
    stdin: () => Readable.from(stdin.length === 0 ? [] : [Buffer.from(stdin)], { objectMode: false }),
    writeProgramOutput: (chunks) => {
      for (const { stream, text } of chunks) written[stream === "stdout" ? "stdout" : "stderr"] += text;
    },
    writeOutput: (text) => void (written.stdout += text),
    writeError: (text) => void (written.stderr += text),
    hasColor: () => false,
    showsProgress: false,
    runTest: runTestHere,
    measure: (task, { cwd: folder }) => measureHere(task, { cwd: folder, env: plainEnvironment(env) }),
  };
  await runCommand(words, context);
  return { code: context.exitCode ?? 0, ...written };
}

const runTestHere: RunTest = async (test, { cwd, seed }) => {
  const started = performance.now();
  const { code, ...output } = await ttvmHere(wordsOf(test, seed), {
    cwd: path.dirname(path.resolve(cwd, test.file)),
    stdin: test.expectations.stdin,
  });
  return { ...output, exitCode: code, ended: undefined, milliseconds: performance.now() - started };
};

/** Folders that are empty and in no use: to make one and to remove it costs more than most cases do. */
const emptyFolders: string[] = [];

process.on("exit", () => {
  for (const folder of emptyFolders) rmSync(folder, { recursive: true, force: true });
});

/** Calls `use` with a folder that holds these files alone, and empties it afterwards. */
export async function inFolder<T>(
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = emptyFolders.pop() ?? mkdtempSync(path.join(tmpdir(), "ttvm-case-"));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), content);
    }
    return await use(folder);
  } finally {
    for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true, force: true });
    emptyFolders.push(folder);
  }
}
