/**
 * No false error: where the verifier finds an error, every run that gets there faults there. And what it knows
 * of the way there holds: it has seen each instruction that a run executes, and each height of the stack.
 *
 * 3,000 generated programs with a fixed seed; SEED and RUNS change that. The conformance cases run too.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import { analyze } from "../../vm-core/analyze/index.ts";
import { TOP } from "../../vm-core/facts/context.ts";
import { interpret, observe } from "../../vm-core/facts/solve.ts";
import { createMachine } from "../../vm-core/machine/index.ts";
import type { Program } from "../../vm-core/program/program.ts";
import { drive } from "../../vm-core/run/drive.ts";
import type { Process } from "../../vm-core/run/process.ts";
import type { Diagnostic } from "../../vm-core/text/diagnostic.ts";
import { verify } from "../../vm-core/verify/index.ts";
import { loadCases } from "../conformance/case.ts";
import { programText } from "../generate/programs.ts";
import { assembled, captureHost, noModules } from "../machine/run-text.ts";
import { wildText } from "./wild.ts";

const RUNS = Number(process.env.RUNS ?? 3_000);
const SEED = Number(process.env.SEED ?? 20_261_122);

/** Instructions after which a run is given up: what has been seen of it counts. */
const PATIENCE = 4_000;

/** Faults after which it is given up, too: where each shows the one before, their texts double. */
const MOST_FAULTS = 12;

/** Ends a run at once. */
class Enough extends Error {}

interface Seen {
  /** How often each address was executed, and how often it faulted. */
  readonly executed: Map<number, number>;
  readonly faulted: Map<number, number>;
  /** The heights of the stack at the top level. */
  readonly heights: Map<number, Set<number>>;
}

function count(map: Map<number, number>, address: number): number {
  const times = (map.get(address) ?? 0) + 1;
  map.set(address, times);
  return times;
}

async function seenBy(program: Program): Promise<Seen> {
  const seen: Seen = { executed: new Map(), faulted: new Map(), heights: new Map() };
  const run = createMachine(program, { readModule: noModules });
  const enough = new AbortController();
  let executed = 0;
  let faults = 0;
  const addressOf = ({ ip }: Process) => {
    const place = run.space.place(ip);
    return place?.module.program === program ? place.sourceAddress : -1;
  };
  const observer = {
    instruction: (one: Process) => {
      const address = addressOf(one);
      count(seen.executed, address);
      if (one.id === 1 && one.frame.parent === null) {
        const heights = seen.heights.get(address) ?? new Set();
        seen.heights.set(address, heights.add(one.stack.length));
      }
      if (++executed > PATIENCE) enough.abort();
      return false;
    },
    raised: (one: Process) => {
      count(seen.faulted, addressOf(one));
      if (++faults > MOST_FAULTS) throw new Enough();
      return false;
    },
  };
  await drive(run, captureHost({ stdout: "", stderr: "" }), enough.signal, observer).catch((error) => {
    if (!(error instanceof Enough)) throw error;
  });
  return seen;
}

/** What the verifier claims, against what a run shows. */
async function check(program: Program): Promise<number> {
  const findings = verify(program);
  const errors = findings.filter(({ severity }) => severity === "error");
  const seen = await seenBy(program);
  const isCut = [...seen.executed.values()].reduce((sum, times) => sum + times, 0) > PATIENCE;
  for (const error of errors) {
    const address = program.code.findIndex(({ span }) => span === error.span);
    const executed = seen.executed.get(address) ?? 0;
    const faulted = seen.faulted.get(address) ?? 0;
    assert.ok(faulted >= executed - (isCut ? 1 : 0), `${error.code} at ${address}: ${error.message}`);
  }
  checkUnreachable(program, findings, seen);
  checkHeights(program, seen);
  return errors.length;
}

/** What is never reached is not executed. */
function checkUnreachable(program: Program, findings: readonly Diagnostic[], { executed }: Seen): void {
  const faded = findings.filter(({ code }) => code === "unreachable-code");
  for (const address of executed.keys()) {
    const place = program.code[address]?.span;
    // A process that comes to the end of its code is nowhere.
    if (place === undefined) continue;
    const one = faded.find(({ span }) => span.start <= place.start && place.end <= span.end);
    assert.equal(one, undefined, `${address} is executed`);
  }
}

function checkHeights(program: Program, seen: Seen): void {
  const interpretation = interpret(program);
  assert.ok(interpretation !== undefined, "it was given up");
  const reached = new Set<number>();
  const bounds = new Map<number, { low: number; high: number }>();
  observe(interpretation, {
    instruction: ({ context }, address, { low, high }) => {
      reached.add(address);
      if (context.id === TOP) bounds.set(address, { low, high });
    },
    edge: () => undefined,
    exit: () => undefined,
  });
  for (const address of seen.executed.keys()) {
    // A CATCH that takes an exception is part of the way into its handler.
    const isCatch = program.code[address]?.op === "CATCH";
    assert.ok(address < 0 || isCatch || reached.has(address), `${address} was not seen`);
    const bound = bounds.get(address);
    for (const height of isCatch ? [] : (seen.heights.get(address) ?? [])) {
      assert.ok(bound !== undefined, `${address} was not seen at the top level`);
      assert.ok(height >= bound.low && height <= bound.high, `${height} values at ${address}`);
    }
  }
}

function checkText(text: string): Promise<number> {
  return check(assembled(text));
}

async function checkMany(texts: fc.Arbitrary<string>, runs: number): Promise<void> {
  let errors = 0;
  const property = fc.asyncProperty(texts, async (text) => {
    errors += await checkText(text);
  });
  await fc.assert(property, { numRuns: runs, seed: SEED });
  assert.ok(errors > 0, "no program had an error");
}

describe("An error of the verifier", () => {
  it(`comes true in ${RUNS} generated programs`, () => checkMany(programText, RUNS));

  it(`comes true in ${RUNS / 5} programs that nobody would write`, () => checkMany(wildText, RUNS / 5));

  it("comes true in every conformance case", async () => {
    for (const { id, source, mode } of loadCases()) {
      if (source === undefined || mode === "lisp") continue;
      const { program } = analyze("main.ttvm", 1, source);
      if (program === undefined || program.code.some(({ op }) => op === "IMPORT")) continue;
      await check(program).catch((error) => assert.fail(`${id}: ${error}`));
    }
  });

  it("is in no program that ends well", () => {
    for (const { id, source, mode, expect } of loadCases()) {
      if (source === undefined || mode === "lisp" || (expect.exit ?? 0) !== 0) continue;
      const { diagnostics } = analyze("main.ttvm", 1, source);
      assert.deepEqual(
        diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => `${id}: ${message}`),
        [],
      );
    }
  });
});

describe("What people open first", () => {
  for (const folder of ["examples", "vm-core/std/modules"]) {
    it(`has no finding: ${folder}`, () => {
      for (const name of readdirSync(folder).filter((one) => one.endsWith(".ttvm"))) {
        const { diagnostics } = analyze(name, 1, readFileSync(`${folder}/${name}`, "utf8"));
        assert.deepEqual(
          diagnostics.map(({ code, message }) => `${name}: ${code}: ${message}`),
          [],
        );
      }
    });
  }
});
