/**
 * No instruction, and no native function of the library, does much work without coming to where a run can be stopped: each row
 * of the table is executed on large values of every type that it accepts, and where there is much of what it looks through.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { type Effect, effectsOf, flowOf, MNEMONICS, type Mnemonic } from "../../vm-core/isa/index.ts";
import { acceptedTypes, mustMismatch } from "../../vm-core/isa/typing.ts";
import { createMachine } from "../../vm-core/machine/index.ts";
import { Driver } from "../../vm-core/run/drive.ts";
import { execute } from "../../vm-core/run/execute.ts";
import type { Process } from "../../vm-core/run/process.ts";
import { NATIVES } from "../../vm-core/std/index.ts";
import { typeOf } from "../../vm-core/value/convert.ts";
import { debug } from "../../vm-core/value/display.ts";
import { ANY_TYPE, TYPE, typeNames } from "../../vm-core/value/type-set.ts";
import type { Value } from "../../vm-core/value/value.ts";
import { assembled, captureHost, noModules } from "../machine/run-text.ts";
import { countWork, type Stretch, Stretches } from "./counted-work.ts";
import { LARGE_TEXTS, LARGE_VALUES, large, SMALL_VALUES } from "./large-values.ts";
import { kindsWithoutSample, taken, variants } from "./samples.ts";
import { OF_PROCESS, OF_SYSTEM } from "./situations.ts";

/** What operations say that they walk between two looks, at most: less than all of a large value. */
const MOST = 145_000;
/** The text of a fault shows 65,536 characters of each operand, and may look for an old version of an object. */
const MOST_OF_FAULT = 500_000;
/** What may be done that no operation counts, and besides for each thing that one does. */
const UNCOUNTED = 140_000;
const STEPS = 8;
/** What the engine does fast, or what takes far fewer than would take long: by instruction or native function. */
const AT_ONCE: Readonly<Record<string, string>> = {
  "value.evaluate": "a datum that is compiled has 20,000 parts at most",
  CSV_PARSE: "a field is cut out of the text as a whole",
};
/** Stretches after which a run is given up: a supervisor may restart very many children again and again. */
const MOST_STRETCHES = 300;
/** Small values that are tried at each place beside a large one. */
const WIDTH = 1;

const bit = (value: Value): number => TYPE[typeOf(value)];

/** The operands of a case, deepest first; those that are large by their names. */
interface Case {
  readonly name: string;
  readonly operands: readonly Value[];
}

/** All choices of a small value for each place, of a few that its types accept. */
function smallChoices(accepted: readonly number[]): Value[][] {
  let choices: Value[][] = [[]];
  for (const types of accepted) {
    const fits = SMALL_VALUES.filter((value) => (bit(value) & types) !== 0).slice(0, WIDTH);
    choices = choices.flatMap((choice) => fits.map((value) => [...choice, value]));
  }
  return choices;
}

/** A large value at each place that accepts it beside small ones, and at all places; of what is refused, one of each. */
function casesOf(
  accepted: readonly number[],
  isRefused: (types: readonly number[]) => boolean,
  isNative: boolean,
): Case[] {
  const cases: Case[] = [];
  const hasTexts = isNative || accepted.some((types) => types !== ANY_TYPE && (types & TYPE.string) !== 0);
  for (const kind of Object.keys(hasTexts ? { ...LARGE_VALUES, ...LARGE_TEXTS } : LARGE_VALUES)) {
    const value = large(kind);
    accepted.forEach((types, index) => {
      if ((bit(value) & types) === 0) return;
      const choices = smallChoices(accepted.with(index, TYPE.null)).map((others) =>
        others.with(index, value),
      );
      const refused = choices.filter((operands) => isRefused(operands.map(bit)));
      const fine = choices.filter((operands) => !refused.includes(operands));
      for (const operands of [...fine, ...refused.slice(0, 1)])
        cases.push({ name: nameOf(operands, index, kind), operands });
    });
    if (accepted.length > 1 && accepted.every((types) => (bit(value) & types) !== 0)) {
      const operands = accepted.map((_, index) => large(kind, index === 0 ? "one" : "other"));
      cases.push({ name: `${kind}, each`, operands });
    }
  }
  return cases;
}

function nameOf(operands: readonly Value[], index: number, kind: string): string {
  return operands.map((value, at) => (at === index ? kind : debug(value))).join(", ");
}

/** A stretch of too much work while an instruction is executed on operands. */
async function tooLongStretch(
  text: string,
  operands: readonly Value[],
  prepare: (run: ReturnType<typeof createMachine>) => void = () => undefined,
): Promise<Stretch | undefined> {
  const run = createMachine(assembled(`${text}\nHALT\nLABEL f\nRET`), { readModule: noModules });
  run.main.stack = [...operands];
  prepare(run);
  const stretches = new Stretches();
  const enough = new AbortController();
  const host = {
    ...captureHost({ stdout: "", stderr: "" }),
    write: () => undefined,
    now: () => {
      stretches.look();
      if (stretches.all.length > MOST_STRETCHES) enough.abort();
      return performance.now();
    },
    breathe: () => Promise.resolve(),
  };
  const slice = (process: Process, fuel: number) => execute(process, run.system, fuel);
  await new Driver(run, host, slice).go(enough.signal);
  stretches.look();
  const hasFailed = run.main.failure !== null;
  const [most, uncounted] = hasFailed ? [MOST_OF_FAULT, MOST_OF_FAULT] : [MOST, UNCOUNTED];
  return stretches.all.find(({ walked, counted }) => walked > most || counted > STEPS * walked + uncounted);
}

countWork();

test("every kind of operand has a sample, and every type that can be large a large value", () => {
  assert.deepEqual(kindsWithoutSample(), []);
  const small = TYPE.int | TYPE.float | TYPE.bool | TYPE.null | TYPE.connection | TYPE.stream | TYPE.future;
  const made = Object.keys(LARGE_VALUES).reduce((types, kind) => types | bit(large(kind)), 0);
  assert.equal(typeNames(ANY_TYPE & ~small & ~made), typeNames(0));
});

/** Effects of instructions that have to do with other processes. */
const AMONG_PROCESSES: readonly Effect[] = ["reads-processes", "writes-processes", "spawns", "receives"];

function situationsOf(mnemonic: Mnemonic): typeof OF_PROCESS {
  const isAmongProcesses = AMONG_PROCESSES.some((effect) => effectsOf(mnemonic).has(effect));
  return isAmongProcesses || flowOf(mnemonic) === "end" ? { ...OF_PROCESS, ...OF_SYSTEM } : OF_PROCESS;
}

async function check(
  text: string,
  accepted: readonly number[],
  isRefused: (types: readonly number[]) => boolean,
  situations: typeof OF_PROCESS = {},
): Promise<void> {
  const tooLong: string[] = [];
  const note = async (name: string, operands: readonly Value[], prepare?: (typeof OF_PROCESS)[string]) => {
    const stretch = await tooLongStretch(text, operands, prepare);
    if (stretch !== undefined)
      tooLong.push(`${name}: walks ${stretch.walked}, does ${Math.round(stretch.counted)}`);
  };
  for (const { name, operands } of casesOf(accepted, isRefused, text.startsWith("NATIVE")))
    await note(name, operands);
  const [operands = []] = smallChoices(accepted);
  for (const [name, prepare] of Object.entries(situations)) await note(`with ${name}`, operands, prepare);
  if (process.env.SHOW) console.log(text, tooLong);
  assert.deepEqual(tooLong, [], text);
}

for (const mnemonic of MNEMONICS.filter((one) => !Object.hasOwn(AT_ONCE, one))) {
  for (const text of variants(mnemonic)) {
    test(`${text} works in portions`, async () => {
      const [instruction] = assembled(`${text}\nHALT\nLABEL f\nRET`).code;
      const accepted = taken(instruction);
      const isPlain = accepted.length === acceptedTypes(mnemonic).length;
      const isRefused = (types: readonly number[]): boolean => isPlain && mustMismatch(mnemonic, types);
      await check(text, accepted, isRefused, situationsOf(mnemonic));
    });
  }
}

for (const [name, { parameters }] of Object.entries(NATIVES)) {
  if (Object.hasOwn(AT_ONCE, name)) continue;
  test(`the native function ${name} works in portions`, async () => {
    await check(
      `NATIVE ${name}`,
      parameters.map(() => ANY_TYPE),
      () => false,
    );
  });
}
