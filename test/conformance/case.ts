/** A conformance case: a program and the exact behaviour that is wanted. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { type Ended, type Given, inFolder, ttvmHere } from "../cli/in-process.ts";

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

/** How a program is run: as it is, optimized, compiled first, on the register machine, in generated code. */
export type Mode = "plain" | "optimize" | "ttb" | "ir" | "jit" | "optimize+jit";

type Run = (words: readonly string[], given: Given) => Promise<Ended>;

export function loadCases(): readonly ConformanceCase[] {
  return JSON.parse(readFileSync("test/conformance/visible.json", "utf8"));
}

/** What differs from the expectation when a case is run with `run`, in words. */
export function runCase(
  wanted: ConformanceCase,
  mode: Mode,
  run: Run = ttvmHere,
): Promise<readonly string[]> {
  const main = wanted.mode === "lisp" ? "main.lisp" : wanted.hex !== undefined ? "main.ttb" : "main.ttvm";
  const content = wanted.hex !== undefined ? Buffer.from(wanted.hex, "hex") : (wanted.source ?? "");
  return inFolder({ ...wanted.files, [main]: content }, async (folder) => {
    const given = { cwd: folder, stdin: wanted.stdin, env: wanted.env };
    return differences(wanted, await execute(wanted, mode, main, (words) => run(words, given)), folder);
  });
}

async function execute(
  wanted: ConformanceCase,
  mode: Mode,
  main: string,
  run: (words: readonly string[]) => Promise<Ended>,
): Promise<Ended> {
  if (wanted.group === "cli") return run(wanted.args ?? []);
  const optimizes = wanted.mode === "optimize" || mode === "optimize" || mode === "optimize+jit";
  const generates = mode === "jit" || mode === "optimize+jit";
  const usesIr = wanted.mode === "ir" || mode === "ir";
  const flags = [
    ...(wanted.args ?? []),
    ...(optimizes ? ["--optimize"] : []),
    ...(usesIr && !generates ? ["--use-ir"] : []),
    ...(generates ? ["--jit=always"] : []),
  ];
  const compiles = (mode === "ttb" || wanted.mode === "ttb") && wanted.hex === undefined;
  if (!compiles) return run(["run", ...flags, main]);
  const compiled = await run(["compile", main, "out.ttb"]);
  if (compiled.code !== 0) return { ...compiled, stdout: "" };
  return run(["run", ...flags, "out.ttb"]);
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
