/** JSON and CSV. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { Fault } from "../../vm-core/value/callable.ts";
import { parseCsv, writeCsv } from "../../vm-core/value/csv.ts";
import { debug, display } from "../../vm-core/value/display.ts";
import { parseJson } from "../../vm-core/value/json-parse.ts";
import { writeJson } from "../../vm-core/value/json-write.ts";
import { List } from "../../vm-core/value/list.ts";
import { ObjectValue } from "../../vm-core/value/object.ts";
import { Float, type Value } from "../../vm-core/value/value.ts";

const SEED = 20_240_229;

function failing(result: Value | Fault): string {
  assert.ok(result instanceof Fault, "it should fail");
  assert.equal(result.kind, "DataError");
  return result.message;
}

function passing(result: Value | Fault): Value {
  if (result instanceof Fault) assert.fail(result.message);
  return result;
}

test("numbers of JSON are Int where they are integers that fit", () => {
  const known: Record<string, string> = {
    "0": "Int(0)",
    "-0": "Int(0)",
    "-12": "Int(-12)",
    "9007199254740993": "Int(9007199254740993)",
    "9223372036854775807": "Int(9223372036854775807)",
    "-9223372036854775808": "Int(-9223372036854775808)",
    "9223372036854775808": "Float(9.223372036854776e18)",
    "2.0": "Float(2.0)",
    "-0.0": "Float(-0.0)",
    "1e2": "Float(100.0)",
    "1E+2": "Float(100.0)",
    "5e-1": "Float(0.5)",
    "1e-999": "Float(0.0)",
    "123456789012345678901234567890": "Float(1.2345678901234568e29)",
    "\u{feff}7": "Int(7)",
  };
  for (const [text, value] of Object.entries(known)) assert.equal(debug(passing(parseJson(text))), value);
});

test("keys keep their order and the last of equal ones wins", () => {
  assert.equal(display(passing(parseJson('{"b":1,"a":2,"b":{"":[]}}'))), "{b: {: []}, a: 2}");
  const many = `{${Array.from({ length: 100 }, (_, i) => `"k${99 - i}":${i}`).join(",")}}`;
  assert.equal(passing(writeJson(passing(parseJson(many)))), many);
});

test("strings of JSON", () => {
  assert.equal(parseJson(' "a\\n\\u00e9\\ud83d\\ude00\\/\\"" '), 'a\né😀/"');
  assert.equal(writeJson('q" \\ \n \u0001 é 😀'), '"q\\" \\\\ \\n \\u0001 é 😀"');
});

test("what is no JSON is refused with its place", () => {
  const known: Record<string, string> = {
    "": "expected a value, the text ends (line 1, column 1)",
    "[1,]": 'expected a value, found "]" (line 1, column 4)',
    "{\n  a: 1}": 'expected a key in quotes, found "a" (line 2, column 3)',
    '{"a" 1}': 'expected `:`, found "1" (line 1, column 6)',
    '{"a":1,}': 'expected a key in quotes, found "}" (line 1, column 8)',
    "[1] 😀": 'expected the end, found "😀" (line 1, column 5)',
    "01": 'expected the end, found "1" (line 1, column 2)',
    "1.": 'expected the end, found "." (line 1, column 2)',
    "+1": 'expected a value, found "+" (line 1, column 1)',
    nul: 'expected a value, found "n" (line 1, column 1)',
    '["a': "this string has no end (line 1, column 2)",
    '"a\n"': "a control character in a string must be escaped (line 1, column 3)",
    '"\\x"': "unknown escape (line 1, column 2)",
    '"\\u12g4"': "unknown escape (line 1, column 2)",
    '"\\ud800"': "this string holds half a surrogate pair (line 1, column 1)",
    "[[": "expected a value, the text ends (line 1, column 3)",
    "\u{feff}\u{feff}1": 'expected a value, found "\u{feff}" (line 1, column 2)',
    "1\u{feff}": 'expected the end, found "\u{feff}" (line 1, column 2)',
    "[1e309]": "this number does not fit a float (line 1, column 2)",
    "-1E400": "this number does not fit a float (line 1, column 1)",
    [`1${"0".repeat(309)}`]: "this number does not fit a float (line 1, column 1)",
  };
  for (const [text, reason] of Object.entries(known)) {
    assert.equal(failing(parseJson(text)), `JSON_PARSE: ${reason}`, text);
  }
});

test("depth is no limit", () => {
  const depth = 200_000;
  const arrays = "[".repeat(depth) + "]".repeat(depth);
  assert.equal(passing(writeJson(passing(parseJson(arrays)))), arrays);
  const objects = `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
  assert.equal(passing(writeJson(passing(parseJson(objects)))), objects);
  failing(parseJson("[".repeat(depth)));
});

test("JSON agrees with JavaScript's wherever that is exact", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(3), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      assert.deepEqual(JSON.parse(passing(writeJson(passing(parseJson(text)))) as string), JSON.parse(text));
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test("JSON refuses what JavaScript refuses", () => {
  const piece = fc.constantFrom(...'[]{}:,"\\ 01-+.eEtfnu\n', "true", "null", '"a"', "\\u00", "1.5");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join("");
      let accepted = true;
      try {
        JSON.parse(text);
      } catch {
        accepted = false;
      }
      assert.equal(!(parseJson(text) instanceof Fault), accepted, text);
    }),
    { seed: SEED, numRuns: 5000 },
  );
});

test("every finite value reads back as itself", () => {
  const { value } = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<Value>(null, true, false),
      fc
        .bigInt(-(2n ** 63n), 2n ** 63n - 1n)
        .map((int) => (Number.isSafeInteger(Number(int)) ? Number(int) : int)),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => new Float(number)),
      fc.string({ unit: "grapheme" }),
      fc.array(tie("value"), { maxLength: 4 }).map((items) => List.of(items)),
      fc
        .array(fc.tuple(fc.string(), tie("value")), { maxLength: 4 })
        .map((fields) => ObjectValue.from(fields)),
    ),
  }));
  fc.assert(
    fc.property(value, (one) =>
      assert.equal(debug(passing(parseJson(passing(writeJson(one)) as string))), debug(one)),
    ),
    { seed: SEED, numRuns: 500 },
  );
});

const csv = (text: string) => debug(passing(parseCsv(text))).replaceAll(/Str\(|List\(|\)/g, "");

test("CSV of every shape", () => {
  const known: Record<string, string> = {
    "": "[]",
    "a,b\nc,d": '[["a", "b"], ["c", "d"]]',
    "a,b\r\nc,d\r\n": '[["a", "b"], ["c", "d"]]',
    "a\rb": '[["a"], ["b"]]',
    "a\n\nb": '[["a"], [""], ["b"]]',
    ",\n": '[["", ""]]',
    "a,": '[["a", ""]]',
    "\u{feff}a,b": '[["a", "b"]]',
    '\u{feff}"a","b"': '[["a", "b"]]',
    "\u{feff}": "[]",
    "a,\u{feff}b": '[["a", "\\u{feff}b"]]',
    '"a,b","c""d","e\r\nf"': '[["a,b", "c\\"d", "e\\r\\nf"]]',
    '"",x': '[["", "x"]]',
    'a"b, c ': '[["a\\"b", " c "]]',
  };
  for (const [text, rows] of Object.entries(known)) assert.equal(csv(text), rows, JSON.stringify(text));
});

test("CSV with quotes that do not fit is refused with its place", () => {
  assert.equal(failing(parseCsv('a\n"b')), "CSV_PARSE: this quoted cell has no end (line 2, column 1)");
  assert.equal(
    failing(parseCsv('"a"b')),
    "CSV_PARSE: expected a comma or the end of the row after a quoted cell (line 1, column 4)",
  );
});

test("rows of strings come back as they were written", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", " ", "é") });
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 3 }), { maxLength: 4 }), (rows) => {
      const written = List.of(rows.map((row) => List.of([...row])));
      assert.equal(debug(passing(parseCsv(writeCsv(written)))), debug(written));
    }),
    { seed: SEED, numRuns: 2000 },
  );
});

test("cells are written in display form", () => {
  const row = List.of([1, new Float(1), true, null, "a,b", List.of([1, 2])]);
  assert.equal(writeCsv(List.of([row, List.of(["x"])])), '1,1,true,null,"a,b","[1, 2]"\nx');
});
