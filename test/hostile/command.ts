/** Runs a hostile program with the real command, and tells what it has taken. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { REPORT } from "./measured.ts";

export const FOLDER = "test/hostile";
const TTVM = "dist/ttvm.js";

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** Milliseconds of work of the main thread. */
export function cpuOf({ stderr }: Ended): number {
  return Number(/cpu ([\d.]+)/.exec(stderr)?.[1]);
}

interface Streams {
  /** What comes on standard input: nothing and no end, an end, or something without an end. */
  readonly input: "silent" | "empty" | "endless";
  /** Nobody reads what the program writes. */
  readonly unread?: boolean;
}

export async function runHostile(
  file: string,
  flags: readonly string[],
  { input, unread = false }: Streams,
): Promise<Ended> {
  const started = performance.now();
  const child = spawn(process.execPath, ["--import", REPORT, TTVM, "run", ...flags, file], {
    stdio: "pipe",
    timeout: 60_000,
    killSignal: "SIGKILL",
  });
  // The command ends before it has read everything.
  child.stdin.on("error", () => undefined);
  if (input === "empty") child.stdin.end();
  if (input === "endless") Readable.from(endless()).pipe(child.stdin);
  let stdout = "";
  let stderr = "";
  if (!unread) child.stdout.on("data", (data: Buffer) => (stdout += data));
  child.stderr.on("data", (data: Buffer) => (stderr += data));
  const [code] = await once(child, "exit");
  const milliseconds = performance.now() - started;
  child.stdin.destroy();
  child.stdout.destroy();
  return { code, stdout, stderr, milliseconds };
}

function* endless(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(65_536, "x");
}
