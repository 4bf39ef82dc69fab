/**
 * Generated hostile programs through the real command: `npm run fuzz -- --hostile`.
 *
 * Beyond what the test of every day checks, a case keeps to its memory and its time. Where others keep the processors busy it
 * takes longer: a late one fails at once if its own work took that long, and otherwise if it is late again and again.
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
/** Milliseconds until a process that has ended is heard of: letting go of its memory takes time, and so do other processes. */
const HEARD = 1_000;
/** Runs of a case that is late. */
const TRIES = 3;

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
      const bound = { base, most: base.memory + allowed + MORE_MEMORY };
      const run = () => runHere(playground, playground.sourceOf(hostile), flagsOf(hostile, allowed));
      const message = await whatIsWrong(hostile, bound, run, playground);
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

interface Bound {
  readonly base: Measured;
  /** Mebibytes. */
  readonly most: number;
}

async function whatIsWrong(
  { rules }: HostileCase,
  { base, most }: Bound,
  run: () => Promise<Measured>,
  playground: Playground,
): Promise<string | undefined> {
  const seen: string[] = [];
  for (let tries = 0; tries < TRIES; tries++) {
    const { stdout, memory, milliseconds, heard, cpu } = await run();
    const touched = (await playground.touched(stdout)).filter((resource) => !mayTouch(rules, resource));
    if (touched.length > 0) return `touched without being allowed to: ${touched.join(", ")}`;
    if (memory > most) return `took ${memory.toFixed(0)} MB, more than ${most.toFixed(0)}`;
    const late = milliseconds - TIMEOUT - base.milliseconds;
    if (late <= LATE && heard - milliseconds <= HEARD) return undefined;
    const worked = cpu - TIMEOUT - base.cpu;
    seen.push(
      `${late.toFixed(0)} ms late, ${worked.toFixed(0)} of them of work, heard of after ${heard.toFixed(0)} ms`,
    );
    if (worked > LATE) break;
  }
  return seen.join("; ");
}

function withFlags(hostile: HostileCase, memory: number): string {
  return `; ttvm run ${flagsOf(hostile, memory).join(" ")}\n${hostile.source}`;
}
