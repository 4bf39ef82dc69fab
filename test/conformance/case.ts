/** A conformance case: a program and the exact behaviour that is wanted. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";

export interface ConformanceCase {
  readonly id: string;
  readonly group: string;
  /** `run` plain, `optimize`, `ir`, `lisp`: the source is Lisp, `ttb`: bytes in `hex`, or compiled first. */
  readonly mode: "run" | "optimize" | "ir" | "lisp" | "ttb";
  readonly source?: string;
  readonly hex?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Flags before the file; in group `cli` the whole command line. */
  readonly args?: readonly string[];
  /** Lines of stdout may come in any order. */
  readonly unordered?: boolean;
  readonly expect: {
    readonly exit?: number;
    readonly stdout?: string;
    readonly stderr_contains?: string;
    readonly files?: Readonly<Record<string, string>>;
  };
}

export type Mode = "plain" | "ttb";

const TTVM = path.resolve("dist/ttvm.js");

export function loadCases(): readonly ConformanceCase[] {
  return JSON.parse(readFileSync("test/conformance/visible.json", "utf8"));
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a case through the real command; what differs from the expectation, in words. */
export async function runCase(wanted: ConformanceCase, mode: Mode): Promise<readonly string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "ttvm-case-"));
  try {
    const ended = await execute(wanted, mode, folder);
    return differences(wanted, ended, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function execute(wanted: ConformanceCase, mode: Mode, folder: string): Promise<Ended> {
  for (const [name, text] of Object.entries(wanted.files ?? {})) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  const main = wanted.mode === "lisp" ? "main.lisp" : wanted.hex !== undefined ? "main.ttb" : "main.ttvm";
  const content = wanted.hex !== undefined ? Buffer.from(wanted.hex, "hex") : (wanted.source ?? "");
  writeFileSync(path.join(folder, main), content);
  if (wanted.group === "cli") return command(wanted.args ?? [], folder, wanted);
  const flags = [...(wanted.args ?? []), ...(wanted.mode === "optimize" ? ["--optimize"] : [])];
  if (wanted.mode === "ir") flags.push("--use-ir");
  const compiles = (mode === "ttb" || wanted.mode === "ttb") && wanted.hex === undefined && !wanted.args;
  if (!compiles) return command(["run", ...flags, main], folder, wanted);
  const compiled = await command(["compile", main, "out.ttb"], folder, wanted);
  if (compiled.code !== 0) return { ...compiled, stdout: "" };
  return command(["run", ...flags, "out.ttb"], folder, wanted);
}

function command(args: readonly string[], cwd: string, wanted: ConformanceCase): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [TTVM, ...args], {
      cwd,
      env: { PATH: process.env.PATH, HOME: homedir(), LANG: "C.UTF-8", ...wanted.env },
      timeout: 30_000,
      killSignal: "SIGKILL",
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
    // A program may end without reading what it is given.
    child.stdin.on("error", () => undefined);
    child.stdin.end(wanted.stdin ?? "");
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

function differences(wanted: ConformanceCase, ended: Ended, folder: string): string[] {
  const { expect } = wanted;
  const found: string[] = [];
  const comparable = (text: string) => (wanted.unordered ? text.split("\n").sort().join("\n") : text);
  if (expect.exit !== undefined && ended.code !== expect.exit)
    found.push(`exit ${ended.code}, not ${expect.exit}`);
  if (expect.stdout !== undefined && comparable(ended.stdout) !== comparable(expect.stdout)) {
    found.push(`stdout ${JSON.stringify(ended.stdout)}, not ${JSON.stringify(expect.stdout)}`);
  }
  const needed = expect.stderr_contains?.replace(/^Error: /, "");
  if (needed !== undefined && !ended.stderr.includes(needed)) {
    found.push(`stderr ${JSON.stringify(ended.stderr)} lacks ${JSON.stringify(needed)}`);
  }
  for (const [name, text] of Object.entries(expect.files ?? {})) {
    let actual: string | undefined;
    try {
      actual = readFileSync(path.join(folder, name), "utf8");
    } catch {
      actual = undefined;
    }
    if (actual !== text)
      found.push(`file ${name} holds ${JSON.stringify(actual)}, not ${JSON.stringify(text)}`);
  }
  return found;
}
