/**
 * Generated hostile programs through the real command: `npm run fuzz -- --hostile`.
 *
 * Beyond what the test of every day checks, a case keeps to its memory and its time. Where others keep the processors busy, the
 * work of the command counts in the place of time.
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { type HostileCase, hostileCase, mayTouch } from "./generator.ts";
import { type Measured, measure } from "./measured.ts";
import { HOME, INPUT, Playground } from "./touched.ts";

const TTVM = path.resolve("dist/ttvm.js");
/** Mebibytes, in turn. */
const MEMORIES = [32, 16, 128, 64, 256];
const TIMEOUT = 1_000;
/** Mebibytes and milliseconds by which a case may go beyond. */
const MORE_MEMORY = 64;
const LATE = 250;

interface Found {
  readonly cases: number;
  readonly failure: { readonly source: string; readonly message: string } | undefined;
}

/** Tries generated cases until `until` (`performance.now()`). */
export async function fuzz({ seed, until }: { seed: number; until: number }): Promise<Found> {
  const playground = new Playground();
  await playground.open();
  try {
    const base = await runHere(playground, "HALT\n", limits(MEMORIES[0]));
    let cases = 0;
    for (const hostile of fc.sample(hostileCase, { seed, numRuns: 200 })) {
      if (performance.now() >= until) break;
      const allowed = MEMORIES[cases % MEMORIES.length];
      cases++;
      const source = playground.sourceOf(hostile);
      const measured = await runHere(playground, source, flagsOf(hostile, allowed));
      const most = base.memory + allowed + MORE_MEMORY;
      const message = await whatIsWrong(hostile, { ...measured, most }, base, playground);
      if (message !== undefined) return { cases, failure: { source: withFlags(hostile, allowed), message } };
    }
    return { cases, failure: undefined };
  } finally {
    playground.close();
  }
}

function runHere({ folder }: Playground, source: string, flags: readonly string[]): Promise<Measured> {
  // Not in a folder that is watched, and not where modules are.
  const file = path.join(folder, "programs", "case.ttvm");
  writeFileSync(file, source);
  return measure(TTVM, ["run", ...flags, file], { cwd: folder, env: { ...process.env, HOME }, input: INPUT });
}

/** A run with flags loads more of the command than one without, so it is what cases are compared with. */
const limits = (memory: number) => ["--max-memory", `${memory}MB`, "--timeout", `${TIMEOUT}ms`];

function flagsOf({ rules: { allow, deny, sandbox } }: HostileCase, memory: number): string[] {
  const rules = [...allow.flatMap((item) => ["--allow", item]), ...deny.flatMap((item) => ["--deny", item])];
  return [...rules, ...(sandbox ? ["--sandbox"] : []), ...limits(memory)];
}

async function whatIsWrong(
  { rules }: HostileCase,
  { stdout, memory, milliseconds, cpu, most }: Measured & { readonly most: number },
  base: Measured,
  playground: Playground,
): Promise<string | undefined> {
  const touched = (await playground.touched(stdout)).filter((resource) => !mayTouch(rules, resource));
  if (touched.length > 0) return `touched without being allowed to: ${touched.join(", ")}`;
  if (memory > most) return `took ${memory.toFixed(0)} MB, more than ${most.toFixed(0)}`;
  const late = milliseconds - TIMEOUT - base.milliseconds;
  const worked = cpu - TIMEOUT - base.cpu;
  if (late > LATE && worked > LATE) return `${late.toFixed(0)} ms late, ${worked.toFixed(0)} of them of work`;
  return undefined;
}

function withFlags(hostile: HostileCase, memory: number): string {
  return `; ttvm run ${flagsOf(hostile, memory).join(" ")}\n${hostile.source}`;
}
