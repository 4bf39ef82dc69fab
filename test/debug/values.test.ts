/** What is seen of a stopped run: variables, values, expressions. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Complaint, type Contents, type ShownVariable } from "../../vm-core/index.ts";
import { Debugged } from "./debugged.ts";

const VALUES = `PUSH_INT 9223372036854775807
STORE big
PUSH_FLOAT 2
STORE float
PUSH_STR "a \\"text\\"\\n"
STORE text
PUSH_INT 1
PUSH_STR "two"
MAKE_LIST 2
STORE list
MAKE_OBJECT
LOAD list
SET_FIELD items
PUSH_INT 5
SET_FIELD my-key
STORE object
CAPTURE float
MAKE_LAMBDA function x
STORE closure
TRY
PUSH_STR "no!"
THROW
CATCH exception
END_TRY
NULL
STORE nothing
TRUE
STORE yes
PUSH_INT 3
STORE my-var
PUSH_INT 10
PUSH_INT 20
PUSH_STR "argument"
CALL function x
HALT
LABEL function
PUSH_INT 1
STORE local
BREAKPOINT
RET
`;

async function stopped(text = VALUES): Promise<Debugged> {
  const debugged = new Debugged(text);
  assert.match(await debugged.resume(), /^breakpoint/);
  return debugged;
}

describe("Scopes", () => {
  it("show the frame's variables, parameters first, the operand stack from its top, the globals", async () => {
    const debugged = await stopped();
    assert.deepEqual(Object.entries(debugged.scope("Locals")), [
      ["x", '"argument"'],
      ["local", "1"],
    ]);
    assert.deepEqual(Object.entries(debugged.scope("Operand Stack")), [
      ["[0] top", "20"],
      ["[1]", "10"],
    ]);
    assert.deepEqual(debugged.scope("Globals"), {
      big: "9223372036854775807",
      float: "2.0",
      text: '"a \\"text\\"\\n"',
      list: '[1, "two"]',
      object: '{items: [1, "two"], my-key: 5}',
      closure: "closure@35 (x) [captured: 1]",
      exception: "Thrown: no!",
      nothing: "null",
      yes: "true",
      "my-var": "3",
    });
    assert.deepEqual(debugged.scope("Locals", 1), debugged.scope("Globals"));
  });

  it("set variables and operands, and nothing that does not exist", async () => {
    const debugged = await stopped();
    const [frame] = debugged.view().frames(0, 1);
    const [locals, operands, globals] = debugged
      .view()
      .scopes(frame)
      .map(({ contents }) => contents);
    const assign = (contents: Contents, name: string, expression: string): string => {
      const result = debugged.view().assign(contents, name, expression, frame);
      return result instanceof Complaint ? `! ${result.message}` : result.text;
    };
    assert.equal(assign(locals, "x", "local + 1"), "2");
    assert.equal(assign(operands, "[0] top", "list"), '[1, "two"]');
    assert.equal(assign(globals, "my-var", "null"), "null");
    assert.equal(assign(locals, "missing", "1"), "! there is no variable `missing` here");
    assert.equal(assign(operands, "[2]", "1"), "! there is no variable `[2]` here");
    assert.equal(assign(locals, "x", "1 +"), "! the expression is incomplete");
    assert.equal(debugged.scope("Locals").x, "2");
    assert.equal(debugged.value("stack[0]"), '[1, "two"]');
    assert.equal(debugged.value("my-var"), "null");
  });
});

describe("The console of assembly", () => {
  it("gives variables and operands values", async () => {
    const debugged = await stopped();
    assert.equal(debugged.execute("x = local + 1"), "2");
    assert.equal(debugged.execute("stack[0] = x * 10"), "20");
    assert.equal(debugged.execute("`my-var` = null"), "null");
    assert.equal(debugged.execute("missing = 1"), "! there is no variable `missing` here");
    assert.equal(debugged.execute("stack[99] = 1"), "! the operand stack has 2 items");
    assert.equal(debugged.execute("x = "), "! the expression is empty");
    assert.equal(debugged.execute("x == 2"), "true");
    assert.equal(debugged.scope("Locals").x, "2");
    assert.equal(debugged.value("stack[0]"), "20");
    assert.equal(debugged.value("my-var"), "null");
  });

  it("executes an instruction on the operand stack", async () => {
    const debugged = await stopped();
    assert.equal(debugged.execute(":PUSH_INT 5"), "5");
    assert.equal(debugged.execute(" :PUSH_INT 7"), "7");
    assert.equal(debugged.execute(":ADD"), "12");
    assert.equal(debugged.value("stack[0]"), "12");
    const before = debugged.value("stack");
    assert.match(debugged.execute(":MAKE_LIST 99"), /^! Need 99 stack items/);
    assert.match(debugged.execute(":PRINT"), /^! PRINT does more than change the operand stack/);
    assert.match(debugged.execute(":STORE x"), /^! STORE does more/);
    assert.match(debugged.execute(":PUSHINT 5"), /^! unknown instruction/);
    assert.equal(debugged.execute(":PUSH_INT 1\nPUSH_INT 2"), "! one instruction is executed at a time");
    assert.equal(debugged.execute(":"), "! this is no instruction");
    assert.equal(debugged.value("stack"), before);
  });
});

describe("Values", () => {
  const contentsOf = (debugged: Debugged, expression: string): Contents | undefined => {
    const result = debugged.view().evaluate(expression);
    assert.ok(!(result instanceof Complaint));
    return (result as ShownVariable).contents;
  };
  const shown = (contents: Contents | undefined): [string, string, string | undefined][] =>
    (contents?.page(0, 100) ?? []).map(({ name, text, expression }) => [name, text, expression]);

  it("expand to their parts, each with an expression for it", async () => {
    const debugged = await stopped();
    assert.deepEqual(shown(contentsOf(debugged, "object")), [
      ["items", '[1, "two"]', "object.items"],
      ["my-key", "5", 'object["my-key"]'],
    ]);
    assert.deepEqual(shown(contentsOf(debugged, "object.items")), [
      ["[0]", "1", "object.items[0]"],
      ["[1]", '"two"', "object.items[1]"],
    ]);
    assert.deepEqual(shown(contentsOf(debugged, "closure")), [["float", "2.0", "closure.float"]]);
    assert.deepEqual(
      shown(contentsOf(debugged, "exception")).map(([name]) => name),
      ["message", "kind", "value", "frames"],
    );
    assert.equal(debugged.value("exception.frames[0].line"), "22");
    assert.equal(contentsOf(debugged, "big"), undefined);
    for (const [, text, expression] of shown(contentsOf(debugged, "object"))) {
      assert.equal(debugged.value(expression ?? ""), text);
    }
  });

  it("of many items come a page at a time", async () => {
    const debugged = await stopped(
      "MAKE_LIST 0\nSTORE l\nPUSH_INT 0\nSTORE i\nLABEL more\nLOAD l\nLOAD i\nLIST_APPEND\nSTORE l\nLOAD i\nPUSH_INT 1\nADD\nDUP\nSTORE i\nPUSH_INT 10000\nEQ\nJZ more\nBREAKPOINT",
    );
    const contents = contentsOf(debugged, "l");
    assert.equal(contents?.length, 10_000);
    const page = contents?.page(9_990, 10_050) ?? [];
    assert.equal(page.length, 10);
    assert.deepEqual([page[0].name, page[0].text], ["[9990]", "9990"]);
    assert.match(debugged.value("l"), /^\[0, 1, 2, .*…\] \(10000 items\)$/);
    assert.ok(debugged.value("l").length < 250);
  });

  it("are cut, and never in the middle of a character", async () => {
    const debugged = await stopped(`PUSH_STR "${"😀".repeat(500)}"\nSTORE s\nBREAKPOINT`);
    const text = debugged.value("s");
    assert.match(text, /^"(😀)+…"$/u);
    assert.ok(text.length < 250);
    assert.equal(debugged.view().display("s"), "😀".repeat(500));
  });
});

describe("Expressions", () => {
  const CASES: readonly (readonly [string, string])[] = [
    ["local", "1"],
    ["my-var", "3"],
    ["`my-var` + 1", "4"],
    [" x ", '"argument"'],
    ["list[1]", '"two"'],
    ["list.length", "2"],
    ["list[2]", "! Index 2 out of bounds for list of length 2"],
    ["list[-1]", "! Index -1 out of bounds for list of length 2"],
    ["list.first", "! a value of type list has no `first`"],
    ["object.items[0]", "1"],
    ['object["my-key"]', "5"],
    ["object.missing", "! the object has no field `missing`"],
    ["text[0]", '"a"'],
    ["local[0]", "! a value of type int has no items"],
    ["stack[0]", "20"],
    ["stack[1]", "10"],
    ["stack[2]", "! the operand stack has 2 items, so there is no number 2"],
    ["stack", "[20, 10]"],
    ["stack.length", "2"],
    ["exception.kind", '"Thrown"'],
    ["closure.float", "2.0"],
    ["1 + 2 * 3", "7"],
    ["(1 + 2) * 3", "9"],
    ["7 / 2", "3"],
    ["-7 % 4", "-3"],
    ["1.5 + 1", "2.5"],
    ["0xff", "255"],
    ["-9223372036854775808", "-9223372036854775808"],
    ["9223372036854775808", "! `9223372036854775808` is no number of the machine"],
    ["big + 1", "-9223372036854775808"],
    ['"a" + "b"', '"ab"'],
    ['"a" + 1', '! ADD expects two numbers (int or float) but got Str("a"), Int(1)'],
    ["1 / 0", "! Division by zero"],
    ["2 == float", "true"],
    ["x == null", "false"],
    ["nothing == null", "true"],
    ['x != "argument"', "false"],
    [
      "list == list",
      "! EQ expects values of the same type but got " +
        'List([Int(1), Str("two")]), List([Int(1), Str("two")])',
    ],
    ["1 < 2 && 2 <= 2.0 && !(3 > 4)", "true"],
    ["false || 0", "false"],
    ["false && missing", "false"],
    ["true || missing", "true"],
    ['"b" > "a"', "true"],
    ["missing", "! there is no variable `missing` here"],
    ["", "! the expression is empty"],
    ["1 +", "! the expression is incomplete"],
    ["(1", "! `)` is missing"],
    ["1 2", "! `2` is not understood"],
    ["list[0", "! `]` is missing"],
    ["object.", "! a field's name is missing after `.`"],
    ['"open', "! the closing quote is missing"],
    ["`open", "! the closing ` is missing"],
    ["#", "! `#` is not understood"],
    ["(".repeat(1000), "! the expression is nested too deeply"],
    [`${"-".repeat(1000)}1`, "! the expression is nested too deeply"],
    ["1".repeat(6000), "! the expression is too long"],
  ];

  it("have the value that the machine would compute, or say what is wrong", async () => {
    const debugged = await stopped();
    for (const [expression, expected] of CASES) {
      assert.equal(debugged.value(expression), expected, expression);
    }
  });

  it("see the variables of their frame", async () => {
    const debugged = await stopped();
    assert.equal(debugged.value("local", 1), "! there is no variable `local` here");
    assert.equal(debugged.value("big", 1), "9223372036854775807");
  });

  it("of any text never throw", async () => {
    const debugged = await stopped();
    const words = [
      "list",
      "object",
      "stack",
      ".",
      "[",
      "]",
      "(",
      ")",
      "-",
      "!",
      "+",
      "==",
      "&&",
      '"',
      "`",
      "1",
      "1e9",
      "0x",
      " ",
    ];
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...words)).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(text, (expression) => typeof debugged.value(expression) === "string"),
      { seed: 1, numRuns: 3000 },
    );
  });
});
