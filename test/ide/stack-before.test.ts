/** What completion takes to be on the stack of a line, against what is there when runs come to it for the first time. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type StackBefore, stackBefore } from "../../vm-core/ide/asm/stack-before.ts";
import { analyze } from "../../vm-core/index.ts";
import { createMachine } from "../../vm-core/machine/index.ts";
import { drive } from "../../vm-core/run/drive.ts";
import type { Process } from "../../vm-core/run/process.ts";
import { typeOf } from "../../vm-core/value/convert.ts";
import { TYPE, typeNames } from "../../vm-core/value/type-set.ts";
import { programs } from "../generate/programs.ts";
import { captureHost, noModules } from "../machine/run-text.ts";

const RUNS = Number(process.env.RUNS ?? 120);
const SEED = Number(process.env.SEED ?? 20_261_130);
/** Instructions after which a run is given up. */
const PATIENCE = 4_000;

/** What is said in front of each instruction of a text, by its address; and the run of it, checked against that. */
async function check(text: string): Promise<number> {
  const snapshot = analyze("file:///main.ttvm", 1, text);
  assert.ok(snapshot.language === "asm" && snapshot.program !== undefined, text);
  const { program, syntax } = snapshot;
  const starts = syntax.lines
    .filter((line) => line.kind === "instruction")
    .map(({ span }) => text.lastIndexOf("\n", span.start) + 1);
  const run = createMachine(program, { readModule: noModules });
  const been = new Set<string>();
  const enough = new AbortController();
  let executed = 0;
  let known = 0;
  const observer = {
    instruction: (one: Process) => {
      if (++executed > PATIENCE) enough.abort();
      const place = run.space.place(one.ip);
      if (place?.module.program !== program || starts[place.sourceAddress] === undefined) return false;
      // A CATCH that takes an exception is part of the way into its handler.
      if (one.caught === one.ip && program.code[place.sourceAddress].op === "CATCH") return false;
      const visit = `${one.id} ${place.sourceAddress}`;
      if (been.has(visit)) return false;
      been.add(visit);
      const told = stackBefore(snapshot, starts[place.sourceAddress]);
      known += told.types.length;
      compare(one, told, place.sourceAddress);
      return false;
    },
    raised: () => false,
  };
  await drive(run, captureHost({ stdout: "", stderr: "" }), enough.signal, observer);
  return known;
}

function compare({ stack }: Process, { types, isAll }: StackBefore, address: number): void {
  const place = `in front of ${address}`;
  if (isAll) assert.equal(stack.length, types.length, `values ${place}`);
  assert.ok(stack.length >= types.length, `${stack.length} values, not ${types.length}, ${place}`);
  for (let below = 1; below <= types.length; below++) {
    const [claimed, value] = [types[types.length - below], stack[stack.length - below]];
    if ((claimed & TYPE[typeOf(value)]) === 0)
      assert.fail(`${typeOf(value)} is no ${typeNames(claimed)}, ${below} from the top ${place}`);
  }
}

describe("The stack that completion knows", () => {
  it(`is what is there when a run comes to the line: ${RUNS} programs`, async () => {
    let known = 0;
    await fc.assert(
      fc.asyncProperty(programs({ dynamic: true }), async (text) => {
        known += await check(text);
      }),
      { numRuns: RUNS, seed: SEED },
    );
    assert.ok(known > RUNS * 10, `of ${known} values something was known`);
  });

  it("is known after labels, in loops and where ways meet", () => {
    const at = (text: string) => {
      const offset = text.indexOf("HERE");
      const snapshot = analyze("file:///main.ttvm", 1, text);
      assert.ok(snapshot.language === "asm");
      const { types, isAll } = stackBefore(snapshot, text.lastIndexOf("\n", offset) + 1);
      return [types.map(typeNames), isAll];
    };
    assert.deepEqual(at('PUSH_STR "a"\nLABEL loop\nHERE\nPUSH_INT 1\nJMP loop\n'), [["string"], true]);
    assert.deepEqual(at("PUSH_INT 1\nLABEL loop\nDUP\nJZ end\nHERE\nJMP loop\nLABEL end\n"), [["int"], true]);
    const meets = 'TRUE\nJZ no\nPUSH_INT 1\nJMP end\nLABEL no\nPUSH_STR "a"\nLABEL end\nHERE\n';
    assert.deepEqual(at(meets), [["int or string"], true]);
    assert.deepEqual(at("PUSH_INT 1\nCALL f\nHALT\nLABEL f\nTRUE\nHERE\nRET\n"), [["bool"], false]);
  });
});
