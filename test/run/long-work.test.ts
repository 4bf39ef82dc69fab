/** Instructions on large values: done in portions, with the same result and the same turns in every engine. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createMachine, type MachineOptions } from "../../vm-core/machine/index.ts";
import { Driver, drive } from "../../vm-core/run/drive.ts";
import { execute } from "../../vm-core/run/execute.ts";
import { NATIVES } from "../../vm-core/std/index.ts";
import type { Fault } from "../../vm-core/value/callable.ts";
import { debug } from "../../vm-core/value/display.ts";
import { effort } from "../../vm-core/value/effort.ts";
import { List } from "../../vm-core/value/list.ts";
import { ObjectValue } from "../../vm-core/value/object.ts";
import { Float, type Value } from "../../vm-core/value/value.ts";
import { Work } from "../../vm-core/value/work.ts";
import { assembled, captureHost, noModules, runText } from "../machine/run-text.ts";
import { startMany } from "../machine/start-many.ts";

const LIST = "PUSH_INT 0\nPUSH_INT 150000\nNATIVE list.range\n";
const PAIRS = `${LIST}NATIVE list.enumerate\n`;
const TEXT = 'PUSH_STR "aB→\\n"\nPUSH_INT 200000\nNATIVE string.repeat\n';
/** A text whose last character is looked at: so long that its characters are counted in portions. */
const HUGE = 'PUSH_STR "a→"\nPUSH_INT 9000000\nNATIVE string.repeat\n';

/** The variable `all`: a list of 150,000 cells. */
const CELLS = `PUSH_INT 150000
STORE left
MAKE_LIST 0
STORE all
LABEL grow
LOAD all
PUSH_INT 1
MAKE_CELL
LIST_APPEND
STORE all
LOAD left
PUSH_INT 1
SUB
DUP
STORE left
JNZ grow
`;
/** A child that ends at once, beside a list of cells. */
const CHILD = "PUSH_INT 1\nHALT\nLABEL child\nRET\n";
const VARIABLES = Array.from({ length: 200 }, (_, i) => `LOAD all\nSTORE v${i}\n`).join("");

/** Instructions that take long, each on values that it walks. */
const LONG: Readonly<Record<string, string>> = {
  range: LIST,
  sum: `${LIST}NATIVE list.sum`,
  list_max: `${LIST}NATIVE list.list_max`,
  reverse: `${LIST}NATIVE list.reverse`,
  sort: `${LIST}NATIVE list.reverse\nNATIVE list.sort`,
  unique: `${LIST}NATIVE list.unique`,
  "unique of lists": `${PAIRS}NATIVE list.unique`,
  flatten: `${PAIRS}NATIVE list.flatten`,
  enumerate: PAIRS,
  zip: `${LIST}DUP\nNATIVE list.zip`,
  index_of: `${LIST}PUSH_INT -1\nNATIVE list.index_of`,
  list_contains: `${LIST}PUSH_INT -1\nNATIVE list.list_contains`,
  equal: `${LIST}${LIST}NATIVE value.equal`,
  EQUALS: `${LIST}${LIST}EQUALS`,
  upper: `${TEXT}NATIVE string.upper`,
  lower: `${TEXT}NATIVE string.lower`,
  lines: `${TEXT}NATIVE string.lines`,
  chars: `${TEXT}NATIVE string.chars`,
  reverse_str: `${TEXT}NATIVE string.reverse_str`,
  contains: `${TEXT}PUSH_STR "x"\nNATIVE string.contains`,
  split: `${TEXT}PUSH_STR "a"\nNATIVE string.split`,
  replace: `${TEXT}PUSH_STR "a"\nPUSH_STR "bb"\nNATIVE string.replace`,
  join: `${LIST}PUSH_STR ","\nNATIVE string.join`,
  format: `PUSH_STR "{} "\nPUSH_INT 150000\nNATIVE string.repeat\n${LIST}NATIVE string.format`,
  strlen: `${HUGE}NATIVE string.strlen`,
  CHAR_AT: `${HUGE}PUSH_INT 17999999\nCHAR_AT`,
  SLICE: `${HUGE}PUSH_INT 17999990\nPUSH_INT 18000000\nSLICE`,
  TO_STR: `${LIST}TO_STR`,
  PRINT: `${LIST}PRINT\nPUSH_INT 1`,
  DUMP_SCOPE: `${LIST}STORE all\n${VARIABLES}DUMP_SCOPE\nPUSH_INT 1`,
  "GET_FIELD of frames": `PUSH_INT 150000
TRY failed
CALL deep n
LABEL failed
CATCH
GET_FIELD frames
HALT
LABEL deep
LOAD n
JZ bottom
LOAD n
PUSH_INT 1
SUB
CALL deep n
RET
LABEL bottom
PUSH_STR "thrown"
THROW
`,
  SEND: `${CELLS}LOAD all\nSELF\nSEND\nRECEIVE`,
  PROCESSES: `${startMany(12_000, "waiting")}PROCESSES
PUSH_INT 0
EXIT
LABEL waiting
RECEIVE
RET
`,
  SPAWN: `${CELLS}MAKE_FUNCTION child\nSPAWN\n${CHILD}`,
  "SPAWN with arguments": `${CELLS}MAKE_FUNCTION child\nSTORE f\nLOAD all\nMAKE_FUNCTION child x\nSPAWN\n${CHILD}`,
  "SPAWN of a module": `${CELLS}PUSH_STR "nowhere"\nSPAWN\nPUSH_INT 1`,
  SUPERVISE_CHILD: `${CELLS}START_SUPERVISOR\nPOP\nSUPERVISE_CHILD child temporary\n${CHILD}`,
  RESTART_CHILD: `START_SUPERVISOR
POP
SUPERVISE_CHILD child temporary
POP
${CELLS}RESTART_CHILD child
PUSH_INT 1
HALT
LABEL child
RECEIVE
POP
RET
`,
  JSON_STRINGIFY: `${PAIRS}JSON_STRINGIFY`,
  JSON_PARSE: `${PAIRS}JSON_STRINGIFY\nJSON_PARSE`,
  CSV_WRITE: `${PAIRS}CSV_WRITE`,
  CSV_PARSE: `${PAIRS}CSV_WRITE\nCSV_PARSE`,
};

/** The most effort that is done without a look at the clock. */
const MOST = 300_000;

/** Runs a program; tells what it has left, what else has run, and the most effort between two looks at the clock. */
async function tell(text: string, options: Partial<MachineOptions> = {}) {
  const machine = createMachine(assembled(text), { readModule: noModules, ...options });
  const written = { stdout: "", stderr: "" };
  let most = 0;
  let before = 0;
  const look = (): number => {
    // It begins anew with each slice.
    if (effort.spent > before) most = Math.max(most, effort.spent - before);
    before = effort.spent;
    return performance.now();
  };
  const outcome = await drive(machine, { ...captureHost(written), now: look });
  return { ...written, failure: outcome.failure?.message, instructions: machine.system.instructions, most };
}

describe("An instruction on a large value", () => {
  for (const [name, code] of Object.entries(LONG)) {
    it(`is done in portions: ${name}`, async () => {
      const { most, failure } = await tell(`${code}\nPOP\nHALT\n`);
      assert.equal(failure, undefined);
      assert.ok(most < MOST, `${most}`);
    });
  }

  it("takes turns with others in the same order in every engine", async () => {
    const spawning = (label: string, code: string) => `MAKE_FUNCTION ${label}\nSPAWN\nPOP\n${code}`;
    const code = ["sort", "EQUALS", "JSON_PARSE", "TO_STR", "split", "CHAR_AT"].map((name) => LONG[name]);
    const text = `${spawning("other", code.map((one) => `${one}\nPOP\nPUSH_STR "one"\nPRINT`).join("\n"))}
HALT
LABEL other
PUSH_INT 300
STORE n
LABEL again
${"PUSH_INT 1\nPOP\n".repeat(200)}
PUSH_STR "two"
PRINT
LOAD n
PUSH_INT 1
SUB
DUP
STORE n
JZ end
JMP again
LABEL end
`;
    const plain = await tell(text);
    assert.match(plain.stdout, /one\n(two\n)+one/);
    for (const options of [{ useIr: true }, { jit: "auto" }, { jit: "always" }, { fusedAfter: 0 }] as const) {
      const { stdout, instructions } = await tell(text, options);
      assert.deepEqual([stdout, instructions], [plain.stdout, plain.instructions], JSON.stringify(options));
    }
  });

  it("starts processes with cells of their own, before anybody runs, in every engine", async () => {
    const text = `START_SUPERVISOR one_for_one 2 100000
POP
${CELLS}LOAD all
PUSH_INT 0
INDEX
PUSH_INT 7
CELL_SET
SUPERVISE_CHILD child
PRINT
PUSH_STR "own"
CALL show
YIELD
RESTART_CHILD child
PRINT
LOAD all
PUSH_INT 0
INDEX
PUSH_INT 8
CELL_SET
WHICH_CHILDREN
PRINT
MAKE_FUNCTION child
SPAWN
PRINT
HALT
LABEL child
PUSH_STR "child"
CALL show
LOAD all
PUSH_INT 0
INDEX
PUSH_INT 9
CELL_SET
RECEIVE
POP
RET
LABEL show
PRINT
LOAD all
PUSH_INT 0
INDEX
CELL_GET
PRINT
LOAD all
LEN
PRINT
RET
`;
    const plain = await tell(text);
    // The main process, the child, the same restarted with what was there then, and one with what has been changed since.
    assert.deepEqual(plain.stdout.match(/^[789]$/gm), ["7", "7", "7", "8"]);
    assert.match(plain.stdout, /name: child, pid: 3, restarts: 1/);
    for (const options of [{ useIr: true }, { jit: "auto" }, { jit: "always" }, { fusedAfter: 0 }] as const) {
      const { stdout, instructions } = await tell(text, options);
      assert.deepEqual([stdout, instructions], [plain.stdout, plain.instructions], JSON.stringify(options));
    }
  });

  it("starts a process again from the beginning that a stop has given up", async () => {
    const text = `${CELLS}PUSH_STR "nowhere"\nSPAWN\nPRINT\nLOAD all\nLEN\nPRINT\n`;
    const { stdout } = await runText(text);
    assert.deepEqual(stdout.split("\n").sort(), ["", "150000", "2", "Spawned process: nowhere"]);
    const machine = createMachine(assembled(text), { readModule: noModules });
    const written = { stdout: "", stderr: "" };
    let stop = new AbortController();
    let stops = 0;
    let time = 0;
    const host = {
      ...captureHost(written),
      now: () => (time += 100),
      breathe: async () => {
        if (machine.system.starts.length > 0 && stops < 3) stop.abort();
      },
    };
    const driver = new Driver(machine, host, (process, fuel) => execute(process, machine.system, fuel));
    while ((await driver.go(stop.signal)) === "interrupted") {
      stops++;
      assert.equal(machine.main.state, "waiting");
      stop = new AbortController();
    }
    assert.equal(stops, 3);
    assert.equal(written.stdout, stdout);
  });

  it("raises the memory fault where what a process gets does not fit", async () => {
    const text = `TRY failed\n${CELLS}LABEL more\nMAKE_FUNCTION child\nSPAWN\nPOP\nJMP more
LABEL failed
CATCH
PRINT
PUSH_INT 0
EXIT
LABEL child
RECEIVE
RET
`;
    const { stdout } = await runText(text, { limits: { maxMemory: 2 ** 25 } });
    assert.match(stdout, /Resource limit reached: memory/);
  });

  it("leaves the thread to others in each turn, as does what is no work", async () => {
    const loop = "PUSH_INT 300000\nLABEL loop\nPUSH_INT 1\nSUB\nDUP\nJNZ loop\n";
    for (const text of [loop, LONG.sort]) {
      for (const jit of [undefined, "auto"] as const) {
        const machine = createMachine(assembled(text), { readModule: noModules, jit });
        let time = 0;
        let looks = 0;
        let breaths = 0;
        const host = {
          ...captureHost({ stdout: "", stderr: "" }),
          // Each look at the clock finds that the turn is over; there is one more when a turn begins.
          now: () => {
            looks++;
            return (time += 20);
          },
          breathe: async () => {
            breaths++;
          },
        };
        await drive(machine, host);
        assert.ok(breaths >= 8 && breaths >= looks / 2 - 2, `${breaths} of ${looks}`);
      }
    }
  });

  it("is given up by a stop, and executed again by who continues", async () => {
    const machine = createMachine(assembled(`${LONG.sort}\nLEN\nPRINT\n`), { readModule: noModules });
    const written = { stdout: "", stderr: "" };
    const stop = new AbortController();
    let turns = 0;
    let time = 0;
    const host = {
      ...captureHost(written),
      // Each look at the clock is a turn.
      now: () => (time += 100),
      breathe: async () => {
        if (++turns === 40) stop.abort();
      },
    };
    const driver = new Driver(machine, host, (process, fuel) => execute(process, machine.system, fuel));
    assert.equal(await driver.go(stop.signal), "interrupted");
    const { main, system } = machine;
    assert.equal(machine.space.place(main.ip)?.instruction.op, "NATIVE");
    assert.equal(main.stack.length, 1);
    assert.equal(system.instructions, main.instructions);
    assert.equal(await driver.go(), "ended");
    assert.equal(written.stdout, "150000\n");
    assert.equal(system.instructions, 7);
  });

  it("ends in the memory fault before its result is whole", async () => {
    const limits = { maxMemory: 2 ** 20 };
    for (const code of [LONG.enumerate, LONG.chars, `${TEXT}PUSH_STR ""\nNATIVE string.split`]) {
      const { stdout } = await runText(`TRY failed\n${code}\nHALT\nLABEL failed\nCATCH\nPRINT\n`, { limits });
      assert.match(stdout, /Resource limit reached: memory/);
    }
  });

  it("raises its fault where it is", async () => {
    const text = `PUSH_STR "[1,"\nPUSH_INT 200000\nNATIVE string.repeat\nJSON_PARSE\n`;
    const { error } = await runText(text);
    assert.match(error, /JSON_PARSE: expected a value, the text ends/);
  });
});

function call(name: string, ...values: Value[]): Value | Fault {
  let result = (NATIVES[name].call as (...values: Value[]) => Value | Fault)(...values);
  while (result instanceof Work) result = result.advance() ?? result;
  return result;
}

describe("Portions give what the engine gives", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", "aa", "ab", "\n", "\r\n", "Σ", "ß", "😀", " "), { maxLength: 30 })
    .chain((parts) => fc.constantFrom(1, 7, 9_000).map((times) => parts.join("").repeat(times)));
  const small = fc.array(fc.constantFrom("a", "b", "😀", "\n"), { minLength: 1, maxLength: 3 });
  const options = { seed: 5, numRuns: 110 };
  const items = (value: Value | Fault) => (value instanceof List ? value.toArray() : value);

  it("texts", () => {
    fc.assert(
      fc.property(text, small, fc.constantFrom(1, 40), (whole, parts, times) => {
        const sub = parts.join("").repeat(times);
        assert.equal(call("string.upper", whole), whole.toUpperCase());
        assert.equal(call("string.lower", whole), whole.toLowerCase());
        assert.equal(call("string.contains", whole, sub), whole.includes(sub));
        assert.ok(call("string.replace", whole, sub, "$&") === whole.split(sub).join("$&"));
        assert.deepEqual(items(call("string.split", whole, sub)), whole.split(sub));
        const offset = whole.indexOf(sub);
        const position = offset < 0 ? -1 : [...whole.slice(0, offset)].length;
        assert.equal(call("list.index_of", whole, sub), position);
        const lines = whole.split(/\r?\n/);
        if (lines.at(-1) === "") lines.pop();
        assert.deepEqual(items(call("string.lines", whole)), lines);
        assert.ok(call("string.reverse_str", whole) === [...whole].reverse().join(""));
        assert.deepEqual(items(call("string.chars", whole)), [...whole]);
      }),
      options,
    );
  });

  it("sorted lists", () => {
    const number = fc.oneof(
      fc.integer({ min: -5, max: 5 }),
      fc.double().map((x) => new Float(x)),
    );
    fc.assert(
      fc.property(fc.array(number, { maxLength: 200 }), (values) => {
        const sorted = [...values].sort((a, b) => {
          const [x, y] = [a, b].map((one) => (one instanceof Float ? one.value : one));
          if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
          return x < y ? -1 : x > y ? 1 : 0;
        });
        assert.deepEqual(items(call("list.sort", List.of([...values]))), sorted);
      }),
      options,
    );
  });

  it("values once", () => {
    const scalar = fc.constantFrom<Value>(
      0,
      1,
      "a",
      null,
      new Float(0.1),
      new Float(0.1 + 2 ** -53),
      new Float(3),
    );
    const { value } = fc.letrec<{ value: Value }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        scalar,
        fc.array(tie("value"), { maxLength: 3 }).map((inner) => List.of(inner)),
        fc
          .uniqueArray(fc.tuple(fc.constantFrom("x", "y", "z"), tie("value")), { selector: ([key]) => key })
          .map((fields) => ObjectValue.from(fields)),
      ),
    }));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), (values) => {
        const kept: Value[] = [];
        for (const one of values)
          if (!kept.some((other) => call("value.equal", other, one) === true)) kept.push(one);
        const once = items(call("list.unique", List.of([...values]))) as Value[];
        assert.deepEqual(once.map(debug), kept.map(debug));
      }),
      { seed: 5, numRuns: 1_000 },
    );
  });
});

it("Values are found once in time that grows with them", () => {
  const effortOf = (size: number): number => {
    const rows = Array.from({ length: size }, (_, i) =>
      ObjectValue.from([["id", i] as const, ["at", new Float(i / size)] as const]),
    );
    const points = rows.map((_, i) => List.of([new Float(i / size), new Float(0.5)]));
    const before = effort.spent;
    assert.equal((call("list.unique", List.of([...rows, ...points])) as List).length, 2 * size);
    return effort.spent - before;
  };
  effortOf(10);
  const [one, ten] = [effortOf(1_000), effortOf(10_000)];
  assert.ok(ten < 15 * one, `${one} for 1,000, ${ten} for 10,000`);
});
