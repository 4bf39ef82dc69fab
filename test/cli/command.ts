/** Runs the real command, as built, in folders of its own. */
import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after } from "node:test";
import { Transcript } from "./transcript.ts";

export const TTVM = path.resolve("dist/ttvm.js");

assert.ok(existsSync(TTVM), "dist/ttvm.js is missing: `npm run build` makes it");

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Sees the child as soon as it runs. When it rejects, so does the run. */
  readonly during?: (
    child: ChildProcessWithoutNullStreams,
    transcript: Transcript,
  ) => Promise<unknown> | undefined;
}

/** Runs `ttvm` with these words. */
export async function ttvm(
  words: readonly string[],
  { cwd, stdin = "", env, during }: RunOptions = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [TTVM, ...words], { cwd, env: { ...process.env, ...env } });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (text) => (output.stdout += text));
  child.stderr.on("data", (text) => (output.stderr += text));
  child.stdin.on("error", () => {});
  const closed = new Promise<number | null>((resolve) => child.on("close", resolve));
  if (during === undefined) child.stdin.end(stdin);
  else await during(child, new Transcript(child));
  return { code: await closed, ...output };
}

/** A folder with these files, gone when the tests are over. */
export function folder(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), "ttvm-cli-"));
  after(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
    writeFileSync(path.join(directory, name), text);
  }
  return directory;
}

export const lines = (...words: string[]): string => words.map((line) => `${line}\n`).join("");

export const HELLO = lines('PUSH_STR "hello"', "PRINT");

export const FIB = lines(
  "PUSH_INT 8",
  "CALL fib n",
  "PRINT",
  "HALT",
  "LABEL fib",
  "LOAD n",
  "PUSH_INT 2",
  "LT",
  "JZ more",
  "LOAD n",
  "RET",
  "LABEL more",
  "LOAD n",
  "PUSH_INT 1",
  "SUB",
  "CALL fib n",
  "LOAD n",
  "PUSH_INT 2",
  "SUB",
  "MAKE_FUNCTION fib n",
  "CALL_FUNCTION",
  "ADD",
  "RET",
);
