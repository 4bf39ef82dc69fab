/** Values as Lisp data: what is written reads back as an equal value. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { readLisp, writeLisp } from "../../vm-core/lisp/index.ts";
import { createMachine } from "../../vm-core/machine/index.ts";
import { execute } from "../../vm-core/run/execute.ts";
import { equalValues } from "../../vm-core/std/natives/equality.ts";
import { Fault, FunctionValue } from "../../vm-core/value/callable.ts";
import { List } from "../../vm-core/value/list.ts";
import { ObjectValue } from "../../vm-core/value/object.ts";
import { Float, type Value } from "../../vm-core/value/value.ts";
import { anyCharacter } from "../generate/characters.ts";

const list = (...items: Value[]): List => List.of(items);

it("writes each kind of value", () => {
  const object = ObjectValue.from([
    ["a", 1],
    ["two words", list()],
    ["", null],
  ]);
  assert.equal(
    writeLisp(list(1, 2n ** 60n, 'x\n"y"', true, false, null, new Float(2), new Float(1e21))),
    '(1 1152921504606846976 "x\\n\\"y\\"" #t #f null 2.0 1e+21)',
  );
  assert.equal(writeLisp(object), '{:a 1 "two words" () "" null}');
  assert.equal(writeLisp(ObjectValue.EMPTY), "{}");
  assert.equal(writeLisp(list(new Float(-0), new Float(NaN), new Float(-Infinity))), "(-0.0 +nan.0 -inf.0)");
  const fact = new FunctionValue(7, ["n"], { start: 7 });
  assert.equal(writeLisp(fact), "#<function (n)>");
  assert.equal(writeLisp(list(fact), { nameOf: () => "fact" }), "(#<function fact>)");
});

it("leaves out what there is no room for", () => {
  assert.equal(writeLisp(list(1, 2, 3, 4), { limit: 4 }), "(1 2…");
  assert.equal(writeLisp("a".repeat(1e6), { limit: 3 }), '"aa…');
  assert.equal(writeLisp("😀😀", { limit: 2 }), '"…');
  let deep: Value = 1;
  for (let i = 0; i < 100_000; i++) deep = list(deep);
  assert.equal(writeLisp(deep, { limit: 5 }), "(((((…");
  assert.equal(writeLisp(deep).length, 200_001);
});

const VALUES = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, false),
    fc.integer(),
    fc.bigInt({ min: 2n ** 60n, max: 2n ** 63n - 1n }),
    fc.string({ unit: anyCharacter }),
    fc.double({ noNaN: true }).map((number) => new Float(number)),
    fc.array(tie("value"), { maxLength: 4 }).map((items) => List.of(items)),
    fc.array(fc.tuple(fc.string(), tie("value")), { maxLength: 4 }).map((fields) => ObjectValue.from(fields)),
  ),
})).value;

/** The value of a quoted datum. */
function evaluate(datum: string): Value {
  const { program, diagnostics } = readLisp(`(define x '${datum}) x`, "datum.lisp");
  assert.ok(program !== undefined, `${diagnostics[0]?.message}: ${datum}`);
  const run = createMachine(program, { readModule: async () => new Fault("FileError", "") });
  execute(run.main, run.system, 1e6);
  return run.main.frame.slots[run.main.frame.layout.slotOf("x") as number] as Value;
}

it("reads back what it wrote", () => {
  const sameValue = fc.property(VALUES, (value) => {
    const written = writeLisp(value);
    assert.ok(equalValues(evaluate(written), value), written);
  });
  fc.assert(sameValue, { seed: 31, numRuns: 500 });
});
