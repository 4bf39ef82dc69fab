/**
 * What rows say about types and faults is what instructions do: each is executed on values of every type, and the
 * examples of all rows are watched while they run.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import test from "node:test";
import { instructionReference } from "../../vm-core/ide/asm/instruction-reference.ts";
import {
  type Flow,
  flowOf,
  MNEMONICS,
  type Mnemonic,
  operandsOf,
  pictureOf,
  rowOf,
} from "../../vm-core/isa/index.ts";
import {
  acceptedTypes,
  canFault,
  constantOf,
  divisorOf,
  mayMismatch,
  mustMismatch,
  operandWithRole,
  pushedTypes,
  resultTypes,
} from "../../vm-core/isa/typing.ts";
import { createMachine } from "../../vm-core/machine/index.ts";
import { nodeHost } from "../../vm-core/node/host/index.ts";
import type { Instruction } from "../../vm-core/program/program.ts";
import { stackEffect } from "../../vm-core/program/stack-effect.ts";
import { drive } from "../../vm-core/run/drive.ts";
import type { Process } from "../../vm-core/run/process.ts";
import { SIGNAL } from "../../vm-core/run/signal.ts";
import { Bytes, Handle } from "../../vm-core/value/bytes.ts";
import { ExceptionValue } from "../../vm-core/value/callable.ts";
import { Cell } from "../../vm-core/value/cell.ts";
import { typeOf } from "../../vm-core/value/convert.ts";
import { List } from "../../vm-core/value/list.ts";
import { ObjectValue } from "../../vm-core/value/object.ts";
import { SymbolValue } from "../../vm-core/value/symbol.ts";
import { ANY_TYPE, TYPE, typeNames } from "../../vm-core/value/type-set.ts";
import { Float, type Value } from "../../vm-core/value/value.ts";
import { assembled, noModules } from "../machine/run-text.ts";
import { taken, variants } from "./samples.ts";

/** A process that is about to execute the instruction, and values of every type. */
function prepare(text: string) {
  const program = assembled(`${text}\nMAKE_FUNCTION f\nMAKE_LAMBDA f\nCALL f\nHALT\nLABEL f\nRET`);
  const run = createMachine(program, { readModule: noModules });
  const { main, space } = run;
  const [step, makeFunction, makeClosure, callFunction] = space.steps;
  const made = (make: (process: Process) => number): Value => {
    make(main);
    return main.stack.pop() as Value;
  };
  const values: readonly Value[] = [
    ...[0, 7, -1, 2n ** 60n],
    ...[0, 1.5, Number.NaN].map((value) => new Float(value)),
    ...["", "text", "7"],
    ...[true, false, null],
    ...[List.EMPTY, List.of([1, "a"]), List.of([List.of(["a"])])],
    ...[ObjectValue.EMPTY, ObjectValue.from([["x", 1]]), ObjectValue.from([["url", "http://x/"]])],
    new Bytes(new Uint8Array([1, 2])),
    new Handle("connection", "connection", 1),
    new Handle("stream", "stream", 2),
    new Handle("future", "future", 3),
    made(makeFunction),
    made(makeClosure),
    new ExceptionValue("Thrown", "text", 0, "text", []),
    new Cell(1),
    new SymbolValue("name"),
  ];
  // A tail call needs a frame to leave.
  if (rowOf(program.code[0].op).flow === "tail-call") callFunction(main);
  const start = main.frame;
  const execute = (stack: readonly Value[]) => {
    Object.assign(main, { stack: [...stack], frame: start, handlers: null, fault: null, request: null });
    const next = step(main);
    return {
      next,
      fault: next === SIGNAL.fault ? main.fault : null,
      stack: main.stack,
      request: main.request,
    };
  };
  return { instruction: program.code[0], values, execute };
}

/** All rows of values of a length; beyond two, those that differ from a good one in two places. */
function* combinations(
  values: readonly Value[],
  good: readonly Value[],
  length: number,
): Generator<readonly Value[]> {
  if (length === 0) yield [];
  else if (length === 1) for (const value of values) yield [value];
  else if (length === 2) for (const a of values) for (const b of values) yield [a, b];
  else {
    for (let i = 0; i < length; i++) {
      for (let j = i + 1; j < length; j++) {
        for (const a of values) for (const b of values) yield good.with(i, a).with(j, b);
      }
    }
  }
}

function bit(value: Value): number {
  return TYPE[typeOf(value)];
}

function shown(values: readonly Value[]): string {
  return values.map((value) => typeOf(value)).join(" ");
}

function isZero(value: Value): boolean {
  return value === 0 || (value instanceof Float && value.value === 0);
}

for (const mnemonic of MNEMONICS) {
  for (const text of variants(mnemonic)) {
    test(`${text} accepts what its row says, and makes it`, () => {
      const { instruction, values, execute } = prepare(text);
      const { op } = instruction;
      const accepted = taken(instruction);
      // A picture with as many items as are taken can be asked as a whole.
      const isPlain = accepted.length === acceptedTypes(op).length;
      const good = accepted.map((types) => values.find((value) => (bit(value) & types) !== 0) as Value);
      const divisor = divisorOf(op);
      let refuses = false;
      for (const operands of combinations(values, good, accepted.length)) {
        const { next, fault, stack } = execute(operands);
        const types = operands.map(bit);
        const what = () => `${text} of ${shown(operands)}`;
        const isRefused = fault !== null && fault.kind === "TypeMismatch";
        refuses ||= isRefused;
        const must = isPlain ? mustMismatch(op, types) : types.some((type, i) => (type & accepted[i]) === 0);
        if (must) check(isRefused, () => `${what()} is accepted`);
        if (isPlain && !mayMismatch(op, types)) check(!isRefused, () => `${what()} is refused`);
        if (isPlain && rowOf(op).inspects !== true) check(mayMismatch(op, types) === must, what);
        if (fault !== null)
          check(rowOf(op).faults.includes(fault.kind), () => `${what()} raises ${fault.kind}`);
        if (divisor !== undefined && !isRefused) {
          check((fault?.kind === "DivisionByZero") === isZero(operands[divisor]), what);
        }
        if (next >= 0 && HANDS_ON.has(flowOf(op))) checkResults(instruction, operands, stack, isPlain, what);
      }
      // What a native function refuses is its own affair, and the sample names none.
      assert.equal(
        refuses,
        rowOf(op).faults.includes("TypeMismatch") && operandWithRole(op, "native") === undefined,
      );
    });
  }
}

/** Flows after which the stack is as the picture says; a branch may have been taken. */
const HANDS_ON: ReadonlySet<Flow> = new Set(["next", "jump", "return", "handler", "catch"]);

/** Texts are made when they are needed: there are hundreds of thousands of checks. */
function check(condition: boolean, message: () => string): void {
  if (!condition) assert.fail(message());
}

function checkResults(
  instruction: Instruction,
  operands: readonly Value[],
  stack: readonly Value[],
  isPlain: boolean,
  what: () => string,
): void {
  const { op } = instruction;
  const { pushes } = pictureOf(op);
  const possible = isPlain ? resultTypes(op, operands.map(bit)) : pushedTypes(op);
  check(stack.length === pushes.length, what);
  pushes.forEach(({ source, name }, i) => {
    check((bit(stack[i]) & possible[i]) !== 0, () => `${what()} makes ${typeOf(stack[i])} for ${name}`);
    if (source !== undefined) check(Object.is(stack[i], operands[source]), what);
  });
  const constant = constantOf(instruction);
  if (constant !== undefined) assert.deepEqual(stack, [constant], what());
}

test("the types of sets are those of their members", () => {
  const bits = Object.values(TYPE);
  const sets = [TYPE.int, TYPE.int | TYPE.float, TYPE.float | TYPE.string, TYPE.list | TYPE.float, ANY_TYPE];
  for (const op of MNEMONICS.filter((one) => acceptedTypes(one).length === 2)) {
    const pairs = bits
      .flatMap((x) => bits.map((y) => [x, y] as const))
      .filter((types) => !mustMismatch(op, types));
    for (const a of sets) {
      for (const b of sets) {
        const passing = pairs.filter(([x, y]) => (x & a) !== 0 && (y & b) !== 0);
        const isCertain = passing.length === countTypes(a) * countTypes(b);
        const what = `${op} of ${typeNames(a)} and ${typeNames(b)}`;
        assert.equal(mustMismatch(op, [a, b]), passing.length === 0, what);
        assert.equal(mayMismatch(op, [a, b]), rowOf(op).inspects === true || !isCertain, what);
        if (passing.length === 0) continue;
        const together = passing.map((types) => resultTypes(op, types));
        resultTypes(op, [a, b]).forEach((types, i) => {
          assert.equal(
            together.reduce((sum, each) => sum | each[i], 0),
            types,
            what,
          );
        });
      }
    }
  }
});

function countTypes(types: number): number {
  return Object.values(TYPE).filter((one) => (types & one) !== 0).length;
}

test("the reference in docs/ says what the rows say", () => {
  assert.equal(readFileSync("docs/instructions.md", "utf8"), instructionReference(), "run the build");
});

test("rows agree with themselves", () => {
  for (const op of MNEMONICS) {
    const { faults, divisor, inspects, rule, constant, operands = {} } = rowOf(op);
    const { pops, pushes } = pictureOf(op);
    const refuses =
      inspects === true || acceptedTypes(op).some((types) => types !== ANY_TYPE) || rule !== undefined;
    assert.equal(faults.includes("TypeMismatch"), refuses, `${op}: TypeMismatch`);
    assert.equal(faults.includes("DivisionByZero"), divisor !== undefined, `${op}: DivisionByZero`);
    assert.equal(
      divisor !== undefined,
      divisorOf(op) !== undefined && pops.some(({ name }) => name === divisor),
    );
    assert.equal(canFault(op), faults.length > 0);
    for (const { times } of [...pops, ...pushes]) {
      if (times !== undefined) assert.ok(Object.hasOwn(operands, times.replace("!", "")), `${op}: ${times}`);
    }
    if (constant !== undefined && "operand" in constant)
      assert.ok(Object.hasOwn(operands, constant.operand), op);
    const labels = operandsOf(op).filter(([, kind]) => kind.startsWith("label"));
    assert.ok(labels.every(([name]) => name === "target") && labels.length < 2, `${op} names one target`);
  }
});

/** What an instruction found on the stack, until the next one of its process is seen. */
interface Before {
  readonly instruction: Instruction;
  readonly stack: readonly Value[];
  readonly depth: number;
}

for (const mnemonic of MNEMONICS) {
  test(`the example of ${mnemonic} makes values of the types of the rows`, async () => {
    const home = process.cwd();
    const folder = mkdtempSync(path.join(tmpdir(), "ttvm-typing-"));
    process.chdir(folder);
    try {
      await watchExample(mnemonic);
    } finally {
      process.chdir(home);
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

async function watchExample(mnemonic: Mnemonic): Promise<void> {
  const program = assembled(rowOf(mnemonic).example);
  const run = createMachine(program, { readModule: noModules });
  const before = new Map<number, Before>();
  const watch = {
    instruction(running: Process): boolean {
      const last = before.get(running.id);
      if (last !== undefined && last.depth === running.frame.depth) compare(last, running.stack);
      const instruction = program.code[running.ip];
      if (instruction === undefined) before.delete(running.id);
      else before.set(running.id, { instruction, stack: [...running.stack], depth: running.frame.depth });
      return false;
    },
    raised(running: Process): boolean {
      before.delete(running.id);
      return false;
    },
  };
  const host = nodeHost({ args: ["main.ttvm"], input: Readable.from([]) });
  try {
    await drive(run, { ...host, write: () => undefined }, undefined, watch);
  } finally {
    host.close();
  }
}

function compare({ instruction, stack }: Before, after: readonly Value[]): void {
  const { op } = instruction;
  const effect = stackEffect(instruction);
  if (effect === undefined || flowOf(op) !== "next") return;
  const operands = stack.slice(stack.length - effect.pops);
  const isPlain = effect.pops === acceptedTypes(op).length;
  const results = after.slice(stack.length - effect.pops);
  checkResults(instruction, operands, results, isPlain, () => `${op} of ${shown(operands)}`);
}
