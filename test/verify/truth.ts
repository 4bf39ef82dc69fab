/**
 * Compares what is said of a program with what it does when it runs: an error comes true in every run that gets
 * there, what is called unreachable is not executed, and what the facts claim holds before each instruction.
 */
import assert from "node:assert/strict";
import { createMachine } from "../../vm-core/machine/index.ts";
import type { Program } from "../../vm-core/program/program.ts";
import { drive } from "../../vm-core/run/drive.ts";
import type { Process } from "../../vm-core/run/process.ts";
import { type Finding, inAssembly, verify } from "../../vm-core/verify/index.ts";
import { captureHost, noModules } from "../machine/run-text.ts";
import { Claims } from "./claims.ts";

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
}

function count(map: Map<number, number>, address: number): number {
  const times = (map.get(address) ?? 0) + 1;
  map.set(address, times);
  return times;
}

async function seenBy(program: Program): Promise<Seen> {
  const seen: Seen = { executed: new Map(), faulted: new Map() };
  const claims = new Claims(program);
  const run = createMachine(program, { readModule: noModules });
  const enough = new AbortController();
  let executed = 0;
  let faults = 0;
  const placeOf = (at: number) => {
    const place = run.space.place(at);
    return place?.module.program === program ? place.sourceAddress : -1;
  };
  const addressOf = ({ ip }: Process) => placeOf(ip);
  const observer = {
    instruction: (one: Process) => {
      const address = addressOf(one);
      count(seen.executed, address);
      // A CATCH that takes an exception is part of the way into its handler.
      const isCatching = one.caught === one.ip && program.code[address]?.op === "CATCH";
      if (address >= 0 && !isCatching) claims.check(one, address, placeOf(one.frame.start));
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

export interface Checked {
  /** Errors that the verifier found. */
  readonly errors: number;
  /** Instructions that the run executed, each compared with what was claimed. */
  readonly executed: number;
}

/** What the verifier, or who else gives findings, and the facts claim, against what a run shows; rejects where they differ. */
export async function checkTruth(program: Program, findings = verify(program)): Promise<Checked> {
  const errors = findings.filter(({ severity }) => severity === "error");
  const seen = await seenBy(program);
  const executed = [...seen.executed.values()].reduce((sum, times) => sum + times, 0);
  for (const error of errors) {
    const address = program.code.findIndex(({ span }) => span === error.span);
    const times = seen.executed.get(address) ?? 0;
    const faulted = seen.faulted.get(address) ?? 0;
    assert.ok(faulted >= times - (executed > PATIENCE ? 1 : 0), `${inAssembly(error).message} at ${address}`);
  }
  checkUnreachable(program, findings, seen);
  return { errors: errors.length, executed };
}

/** What is never reached is not executed. */
function checkUnreachable(program: Program, findings: readonly Finding[], { executed }: Seen): void {
  const faded = findings.filter(({ cause }) => cause.kind === "unreachable-code");
  for (const address of executed.keys()) {
    const place = program.code[address]?.span;
    // A process that comes to the end of its code is nowhere.
    if (place === undefined) continue;
    const one = faded.find(({ span }) => span.start <= place.start && place.end <= span.end);
    assert.equal(one, undefined, `${address} is executed`);
  }
}
