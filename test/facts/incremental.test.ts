/**
 * What is known about the versions of a document, with one memory for all of them: exactly what is known without, and
 * only what an edit has changed is followed again.
 *
 * Generated programs, each edited again and again, with a fixed seed; SEED and RUNS change that.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { type AsmSnapshot, analyzeAssembly, DocumentMemory } from "../../vm-core/analyze/index.ts";
import { frameFacts } from "../../vm-core/facts/frames.ts";
import { FactsMemory, rememberIn } from "../../vm-core/facts/memory.ts";
import type { State } from "../../vm-core/facts/state.ts";
import { tally } from "../../vm-core/facts/tally.ts";
import { hints } from "../../vm-core/ide/hints.ts";
import { optimize, type Rewrite } from "../../vm-core/optimize/index.ts";
import { flowGraph } from "../../vm-core/program/flow-graph.ts";
import type { Program } from "../../vm-core/program/program.ts";
import { longProgram } from "../generate/long-program.ts";
import { programText } from "../generate/programs.ts";
import { assembled } from "../machine/run-text.ts";
import { wildText } from "../verify/wild.ts";
import { edits, versionsOf } from "./edits.ts";

const RUNS = Number(process.env.RUNS ?? 36);
const SEED = Number(process.env.SEED ?? 20_261_129);

const COUNT = 200;

/** The lines of a function that calls the next one. */
function functionLines(number: number): string[] {
  const next = number + 1 < COUNT ? [`CALL f${number + 1} x`] : [];
  return [
    `LABEL f${number}`,
    ...[`PUSH_INT ${number + 3}`, "STORE count", `LABEL again${number}`, "LOAD count", `JZ done${number}`],
    ...["TRY", "LOAD x", "LOAD count", "DIV", "POP", "CATCH e", "END_TRY"],
    ...["LOAD count", "PUSH_INT 1", "SUB", "STORE count", `JMP again${number}`, `LABEL done${number}`],
    ...["LOAD x", ...next, "RET"],
  ];
}

/** The program, as one list of lines for the top level and each function. */
function manyFunctions(): string[][] {
  const top = ["PUSH_INT 1", "PUSH_INT 2", "ADD", "CALL f0 x", "PRINT", "HALT"];
  return [top, ...Array.from({ length: COUNT }, (_, number) => functionLines(number))];
}

/** How many regions are followed for what the optimizer says of a version. */
function followed(parts: readonly string[][], memory: DocumentMemory): number {
  const before = tally.frames;
  const { program, rewrites } = analyzeAssembly("many.ttvm", 1, parts.flat().join("\n"), undefined, memory);
  assert.ok(program !== undefined);
  assert.ok(rewrites !== undefined);
  return tally.frames - before;
}

function replaced(parts: readonly string[][], number: number, from: string, ...to: string[]): string[][] {
  return parts.map((lines, i) =>
    i === number + 1 ? lines.flatMap((line) => (line === from ? to : [line])) : lines,
  );
}

describe(`After an edit of a program with ${COUNT} functions`, () => {
  const memory = new DocumentMemory();
  const parts = manyFunctions();
  const [top, ...functions] = parts;

  it("all were followed before it", () => assert.equal(followed(parts, memory), COUNT + 1));

  /** How many are followed after an edit of the program as it was. */
  const followedAfter = (edited: readonly string[][]) => {
    followed(parts, memory);
    return followed(edited, memory);
  };

  it("a constant in a function: that function", () =>
    assert.equal(followedAfter(replaced(parts, 100, "PUSH_INT 103", "PUSH_INT 5000")), 1));

  it("undone: that function at most", () => assert.ok(followed(parts, memory) <= 1));

  it("an instruction more in a function, and all after it move: that function", () =>
    assert.equal(followedAfter(replaced(parts, 100, "RET", "DUP", "POP", "RET")), 1));

  it("an instruction more at the top, and all move: the top level", () =>
    assert.equal(followedAfter([["PUSH_INT 2", "STORE unused", ...top], ...functions]), 1));

  it("a function more, called from the top level: it and the top level", () => {
    const more = ["LABEL more", "PUSH_INT 9", "PUSH_INT 1", "ADD", "RET"];
    assert.equal(followedAfter([["CALL more", "POP", ...top], ...functions, more]), 2);
  });

  it("other parameters of a function: it and its caller", () => {
    const called = replaced(parts, 99, "CALL f100 x", "DUP", "CALL f100 x y");
    assert.equal(followedAfter(replaced(called, 100, "POP", "LOAD y", "POP")), 2);
  });

  it("a function moved to the end: none", () => {
    const moved = [top, ...functions.filter((_, number) => number !== 20), functions[20]];
    assert.equal(followedAfter(moved), 0);
  });

  it("a variable that any code may store: the function, and those that name it", () => {
    const storing = (name: string) =>
      replaced(parts, 140, "RET", "PUSH_INT 5", `STORE_GLOBAL ${name}`, "RET");
    assert.equal(followedAfter(storing("other")), 1);
    assert.equal(followedAfter(storing("x")), COUNT);
  });
});

/** How many functions the verifier looks at for a version. */
function examined(parts: readonly string[][], memory: DocumentMemory): number {
  const before = tally.functions;
  const { diagnostics } = analyzeAssembly("many.ttvm", 1, parts.flat().join("\n"), undefined, memory);
  assert.ok(diagnostics !== undefined);
  return tally.functions - before;
}

describe(`After an edit of a program with ${COUNT} functions the verifier looks at`, () => {
  const memory = new DocumentMemory();
  const parts = manyFunctions();
  const [top, ...functions] = parts;

  it("all before it", () => assert.equal(examined(parts, memory), COUNT + 1));

  const examinedAfter = (edited: readonly string[][]) => {
    examined(parts, memory);
    return examined(edited, memory);
  };

  it("that function, when a constant in it changes", () =>
    assert.equal(examinedAfter(replaced(parts, 100, "PUSH_INT 103", "PUSH_INT 5000")), 1));

  it("and no other takes a turn, when it tells the others the same", () => {
    const edited = replaced(parts, 100, "PUSH_INT 103", "PUSH_INT 5001");
    examined(parts, memory);
    const { turns, asked } = tally;
    assert.equal(examined(edited, memory), 1);
    assert.equal(tally.asked - asked, 1);
    // Its own ones: each other function takes several, too.
    assert.ok(tally.turns - turns <= 16, `${tally.turns - turns} turns`);
  });

  it("that function, when it has an instruction more and all after it move", () =>
    assert.equal(examinedAfter(replaced(parts, 100, "RET", "DUP", "POP", "RET")), 1));

  it("the top level, when it has an instruction more and all move", () =>
    assert.equal(examinedAfter([["PUSH_INT 2", "STORE unused", ...top], ...functions]), 1));

  it("it and its callers, when it returns another value", () => {
    // Each returns what the next one does, up to the top level.
    assert.equal(examinedAfter(replaced(parts, 100, "RET", "POP", "PUSH_STR text", "RET")), COUNT / 2 + 2);
  });

  it("none, when a function is elsewhere", () =>
    assert.equal(examinedAfter([top, ...functions.filter((_, number) => number !== 20), functions[20]]), 0));
});

it("The optimizer follows a function again only when it has changed it", () => {
  const program = assembled(manyFunctions().flat().join("\n"));
  const before = tally.frames;
  const { rewrites } = optimize(program);
  const changed = new Set(rewrites.flatMap(({ addresses }) => addresses)).size;
  assert.ok(changed > 0);
  assert.ok(tally.frames - before <= COUNT + 1 + changed, `${tally.frames - before} for ${changed} changes`);
});

it("What is known of a text with mistakes is kept for some versions without mistakes, and not for ever", () => {
  const memory = new DocumentMemory();
  const whole = longProgram(200);
  const broken = whole.replace("    HALT", "    HA?LT");
  const followedIn = (text: string) => {
    const before = tally.followed;
    const { diagnostics } = analyzeAssembly("a.ttvm", 1, text, undefined, memory);
    assert.ok(diagnostics !== undefined);
    return tally.followed - before;
  };
  const all = followedIn(broken);
  assert.ok(all > 1);
  for (let version = 0; version < 7; version++) followedIn(whole);
  assert.equal(followedIn(broken), 0);
  for (let version = 0; version < 8; version++) followedIn(whole);
  assert.equal(followedIn(broken), all);
});

it("A memory keeps no program but the newest one", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const memory = new DocumentMemory();
  const text = manyFunctions().flat().join("\n");
  const followedOnce = (): WeakRef<Program> => {
    const { program, rewrites } = analyzeAssembly("many.ttvm", 1, text, undefined, memory);
    assert.ok(program !== undefined && rewrites.length >= 0);
    return new WeakRef(program);
  };
  const old = followedOnce();
  const newer = replaced(manyFunctions(), 100, "RET", "DUP", "POP", "RET");
  assert.equal(followed(newer, memory), 1);
  // The engine may hold it for a while, where it optimizes what has been given it.
  for (let turn = 0; turn < 100 && old.deref() !== undefined; turn++) {
    await new Promise<void>((done) => setTimeout(done, turn));
    collect();
  }
  assert.ok(old.deref() === undefined);
  assert.equal(followed(newer, memory), 0);
});

it("Texts with mistakes in which control goes the same ways share what follows from it", () => {
  const memory = new DocumentMemory();
  const found = (number: number, broken: string) => {
    const text = replaced(manyFunctions(), number, "RET", broken, "RET").flat().join("\n");
    const { diagnostics } = analyzeAssembly("many.ttvm", number, text, undefined, memory);
    assert.deepEqual(diagnostics, analyzeAssembly("many.ttvm", number, text).diagnostics);
  };
  found(100, "STORE");
  const { controls } = tally;
  found(100, "LOAD");
  assert.equal(tally.controls, controls);
  found(120, "LOAD");
  assert.equal(tally.controls, controls + 1);
});

it("A memory keeps one value of each function, however many versions make it", () => {
  const memory = new DocumentMemory();
  const functions = ["f0", "f1", "f2", "f3", "f4"];
  const makes = functions.flatMap((name) => [`MAKE_FUNCTION ${name} a`, `STORE ${name}`]);
  const code = functions.flatMap((name) => [`LABEL ${name}`, "LOAD a", "RET"]);
  for (let version = 0; version < 12; version++) {
    const moved = ["PUSH_INT 1", "POP"].slice(0, version % 3);
    if (moved.length === 1) moved.push("PRINT");
    const text = [...moved, ...makes, ...makes, "LOAD f0", "PRINT", "HALT", ...code].join("\n");
    const known = analyzeAssembly("many.ttvm", version, text, undefined, memory).diagnostics;
    assert.deepEqual(known, analyzeAssembly("many.ttvm", version, text).diagnostics);
    assert.equal(memory.facts.whole.values.size, functions.length);
  }
});

/** All that a state says, to be compared. */
function saidBy({ low, high, isVague, values, variables, open, handlers, mayBeClosed }: State) {
  const named = new Map(variables.entries());
  return { low, high, isVague, values: [...values], named, open, handlers, mayBeClosed };
}

/** What is known before each instruction, and what follows from it; undefined where no run gets. */
function allFacts(program: Program) {
  const { blocks } = flowGraph(program);
  const facts = frameFacts(program);
  facts.cover(new Uint8Array(blocks.length).fill(1));
  const found: (ReturnType<typeof saidBy> | undefined)[] = program.code.map(() => undefined);
  for (const block of blocks) {
    facts.visit(block, block.end, (address, _, state) => {
      found[address] = saidBy(state);
    });
  }
  return found;
}

/** All that a rewrite says, whatever it is made of. */
function plain({ pass, start, end, replacement, reason, removes, countsItself }: Rewrite): Rewrite {
  const marks = {
    ...(removes !== undefined && { removes }),
    ...(countsItself !== undefined && { countsItself }),
  };
  return { pass, start, end, replacement, reason, ...marks };
}

/** What hints say, and where. */
function saidByHints(snapshot: AsmSnapshot) {
  return hints(snapshot).map(({ place, diagnostic, marks }) => ({ place, diagnostic, marks }));
}

function checkVersions(texts: readonly string[]): number {
  const memory = new DocumentMemory();
  let assembledTexts = 0;
  for (const [version, text] of texts.entries()) {
    const fresh = analyzeAssembly("main.ttvm", version, text);
    const kept = analyzeAssembly("main.ttvm", version, text, undefined, memory);
    assert.deepEqual(kept.diagnostics, fresh.diagnostics);
    assert.deepEqual(kept.rewrites.map(plain), fresh.rewrites.map(plain));
    assert.deepEqual(saidByHints(kept), saidByHints(fresh));
    if (kept.program === undefined || fresh.program === undefined) continue;
    assembledTexts++;
    assert.deepEqual(allFacts(kept.program), allFacts(fresh.program));
  }
  return assembledTexts;
}

describe("With a memory everything is known that is known without", () => {
  for (const [kind, texts] of [
    ["written", programText],
    ["wild", wildText],
  ] as const) {
    it(`in the versions of ${RUNS} ${kind} programs that are edited again and again`, () => {
      const before = tally.frames;
      let versions = 0;
      fc.assert(
        fc.property(texts, fc.array(edits(), { minLength: 1, maxLength: 6 }), (text, some) => {
          versions += checkVersions(versionsOf(text, some));
        }),
        { numRuns: RUNS, seed: SEED },
      );
      assert.ok(versions > RUNS, `${versions} versions could run`);
      assert.ok(tally.frames > before);
    });
  }

  it("and an optimized program is the same, whatever its memory", () => {
    fc.assert(
      fc.property(programText, (text) => {
        const [plain, remembered] = [assembled(text), assembled(text)];
        rememberIn(FactsMemory.empty(), remembered);
        frameFacts(remembered).cover(new Uint8Array(flowGraph(remembered).blocks.length).fill(1));
        assert.deepEqual(optimize(remembered).program.code, optimize(plain).program.code);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
