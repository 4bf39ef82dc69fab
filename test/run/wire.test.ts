/** Values as plain data: what is written and read again is the same, shares the same, and runs the same. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createMachine } from "../../vm-core/machine/index.ts";
import { execute } from "../../vm-core/run/execute.ts";
import { getVariable } from "../../vm-core/run/frame.ts";
import type { Run } from "../../vm-core/run/run.ts";
import { framesOf } from "../../vm-core/run/traces.ts";
import { decode, encode, WireError, type WireForm } from "../../vm-core/run/wire.ts";
import { Bytes, Handle } from "../../vm-core/value/bytes.ts";
import { Closure, ExceptionValue, FunctionValue } from "../../vm-core/value/callable.ts";
import { Cell } from "../../vm-core/value/cell.ts";
import { debug } from "../../vm-core/value/display.ts";
import { List } from "../../vm-core/value/list.ts";
import { ObjectValue } from "../../vm-core/value/object.ts";
import { SymbolValue } from "../../vm-core/value/symbol.ts";
import { Float, type Value } from "../../vm-core/value/value.ts";
import { assembled, noModules } from "../machine/run-text.ts";

const PROGRAM = `
    MAKE_FUNCTION double n
    STORE f
    PUSH_INT 5
    STORE base
    CAPTURE base
    MAKE_LAMBDA add n
    STORE g
    TRY caught
    PUSH_INT 1
    PUSH_INT 0
    DIV
LABEL caught
    CATCH e
    RECEIVE
    CALL_FUNCTION
    PRINT
    HALT
LABEL double
    LOAD n
    PUSH_INT 2
    MUL
    RET
LABEL add
    LOAD base
    LOAD n
    ADD
    RET
`;

/** A run of the program that waits for a function. */
function waiting(): Run {
  const run = createMachine(assembled(PROGRAM), { readModule: noModules });
  assert.equal(execute(run.main, run.system, 1_000), "receiving");
  return run;
}

/** By way of the text that a file would hold. */
function sent(value: Value, from: Run, to: Run = from): Value {
  return decode(JSON.parse(JSON.stringify(encode(value, from.system.space))), to.system.space);
}

const variable = (run: Run, name: string): Value => getVariable(run.main.frame, name) as Value;

describe("A wire", () => {
  it("keeps every kind of value", () => {
    const run = waiting();
    const values: Value[] = [
      null,
      true,
      false,
      0,
      -7,
      2 ** 53 - 1,
      2n ** 62n,
      -(2n ** 63n),
      "",
      "text",
      "long ".repeat(100),
      "\ud800",
      ...[0, -0, 1.5, Number.NaN, Infinity, -Infinity, 1e-300].map((number) => new Float(number)),
      List.EMPTY,
      List.of([1, "a", List.of([null])]),
      ObjectValue.EMPTY,
      ObjectValue.from([
        ["a", 1],
        ["__proto__", "b"],
      ]),
      ObjectValue.from(Array.from({ length: 40 }, (_, n) => [`key ${n}`, n] as const)),
      new Bytes(Uint8Array.from({ length: 20_000 }, (_, n) => n % 256)),
      new Handle("connection", "tcp://127.0.0.1:80", 4),
    ];
    for (const value of values) assert.deepEqual(sent(value, run), value, debug(value).slice(0, 60));
    const symbol = sent(new SymbolValue("name"), run);
    assert.ok(symbol instanceof SymbolValue && symbol.name === "name");
  });

  it("keeps what is shared shared, and circles of cells", () => {
    const run = waiting();
    const shared = List.of([1, 2]);
    const cell = new Cell(null);
    cell.value = List.of([cell, shared]);
    const [first, second, inCell] = [...(sent(List.of([shared, shared, cell]), run) as List)];
    assert.equal(first, second);
    assert.ok(inCell instanceof Cell && inCell !== cell);
    const inner = inCell.value as List;
    assert.equal(inner.at(0), inCell);
    assert.equal(inner.at(1), first);
  });

  it("takes functions and closures to another machine, which calls them", () => {
    for (const [name, result] of [
      ["f", 14],
      ["g", 12],
    ] as const) {
      const [from, to] = [waiting(), waiting()];
      const callee = sent(variable(from, name), from, to);
      assert.ok(callee instanceof FunctionValue || callee instanceof Closure);
      assert.equal(callee.address, (variable(from, name) as FunctionValue).address);
      to.main.stack.push(7);
      to.system.send(0, 1, callee, callee);
      execute(to.main, to.system, 1_000);
      assert.deepEqual(to.output.take(), [{ stream: "stdout", text: `${result}\n` }]);
    }
  });

  it("keeps an exception with its places", () => {
    const run = waiting();
    const exception = variable(run, "e") as ExceptionValue;
    const copy = sent(exception, run) as ExceptionValue;
    assert.ok(copy instanceof ExceptionValue);
    assert.deepEqual(framesOf(copy), framesOf(exception));
    assert.deepEqual(
      [copy.kind, copy.message, copy.address],
      [exception.kind, exception.message, exception.address],
    );
  });

  it("is linear: a value that shares itself 10,000 times over, and one that is 300,000 deep", () => {
    const run = waiting();
    let doubled: Value = "x";
    for (let n = 0; n < 10_000; n++) doubled = List.of([doubled, doubled]);
    assert.equal(encode(doubled, run.system.space).rows.length, 10_000);
    let depth = 0;
    for (let value = sent(doubled, run); value instanceof List; value = value.at(1)) depth++;
    assert.equal(depth, 10_000);
    let deep: Value = null;
    for (let n = 0; n < 300_000; n++) deep = n % 2 === 0 ? List.of([deep]) : new Cell(deep);
    depth = 0;
    let value = sent(deep, run);
    for (; value !== null; depth++) value = value instanceof List ? value.at(0) : (value as Cell).value;
    assert.equal(depth, 300_000);
  });

  it("that no machine has written is refused", () => {
    const { space } = waiting().system;
    const refused: WireForm[] = [
      { root: [3], rows: [] },
      { root: [0], rows: [["list", [0]]] },
      {
        root: [0],
        rows: [
          ["list", [1]],
          ["list", [0]],
        ],
      },
      { root: 1.5, rows: [] },
      { root: [0], rows: [["function", "elsewhere", 0, []]] },
      { root: [0], rows: [["function", "#0", 9_999, []]] },
      { root: [0], rows: [["function", "#0", 0, ["unheard of"]]] },
      { root: [0], rows: [["closure", "#0", 0, [], 5]] },
    ];
    for (const wire of refused) assert.throws(() => decode(wire, space), WireError, JSON.stringify(wire));
  });
});
