/**
 * The facts of whole programs and of texts with mistakes, with one memory for all versions of a document: exactly those
 * without, and an edit has only those functions followed again that it changes or that see something else of others.
 *
 * Generated programs, each edited again and again, with a fixed seed; SEED and RUNS change that.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { readAssembly, sketch } from "../../vm-core/asm/index.ts";
import type { Context } from "../../vm-core/facts/context.ts";
import { FactsMemory, rememberIn } from "../../vm-core/facts/memory.ts";
import { type Interpretation, interpretSketch } from "../../vm-core/facts/solve.ts";
import type { State } from "../../vm-core/facts/state.ts";
import { tally } from "../../vm-core/facts/tally.ts";
import { wholeFacts } from "../../vm-core/facts/whole.ts";
import { VerifierMemory, verify, verifySketch } from "../../vm-core/verify/index.ts";
import { programText } from "../generate/programs.ts";
import { wildText } from "../verify/wild.ts";
import { edits, versionsOf } from "./edits.ts";

const RUNS = Number(process.env.RUNS ?? 85);
const SEED = Number(process.env.SEED ?? 20_261_130);

/** A document's versions, with what is kept from each to the next. */
class Document {
  private readonly facts = FactsMemory.empty();
  private readonly verifier = new VerifierMemory();

  /** The facts of a version, and what the verifier says. */
  interpretation(text: string) {
    return found(text, this.facts, this.verifier);
  }

  /** How many functions are followed for a version, and how many the verifier looks at. */
  counts(text: string) {
    const before = { ...tally };
    this.interpretation(text);
    return {
      followed: tally.followed - before.followed,
      examined: tally.functions - before.functions,
    };
  }
}

function found(text: string, facts?: FactsMemory, verifier?: VerifierMemory) {
  const { program, syntax } = readAssembly(text, "main.ttvm");
  if (program === undefined) {
    const mistaken = sketch(syntax, "main.ttvm");
    const findings = verifySketch(mistaken, facts && verifier && { facts: facts.sketches, verifier });
    return { findings, facts: interpretSketch(mistaken, facts?.sketches) };
  }
  if (facts !== undefined) rememberIn(facts, program);
  return { findings: verify(program, { memory: verifier }), facts: wholeFacts(program) };
}

/** All that is known, to be compared: of one program in any version of a document. */
function saidBy(facts: Interpretation | undefined) {
  if (facts === undefined) return undefined;
  const { globals } = facts.machine;
  const stored = NAMES.map((name) => [name, globals.has(name), globals.known(name)]);
  return [stored, ...[...facts.contexts.values()].map(contextSaid)];
}

const NAMES = ["a", "b", "c", "d", "e", "x", "shared", "count", "unused"];

function contextSaid(context: Context) {
  return {
    id: context.id,
    nodes: [...context.nodes.values()].map(({ address, state, from, fromNode, visits, context: own }) => ({
      ...{ address, from, visits, isOwn: own === context, fromAddress: fromNode?.address },
      isThere: fromNode === undefined || context.nodes.get(fromNode.address) === fromNode,
      state: stateSaid(state),
    })),
    exit: context.exit && stateSaid(context.exit),
    origin: context.origin,
    escapes: context.escapes,
    depth: context.depth,
    closes: [...context.closes],
    tries: [...context.tries],
    calls: [...context.calls],
    callers: context.callers,
  };
}

function stateSaid({ low, high, isVague, values, variables, open, handlers, mayBeClosed }: State) {
  return { low, high, isVague, values: [...values], named: variables.entries(), open, handlers, mayBeClosed };
}

function checkVersions(texts: readonly string[]): void {
  const document = new Document();
  for (const text of texts) {
    const [fresh, kept] = [found(text), document.interpretation(text)];
    assert.deepEqual(kept.findings, fresh.findings);
    assert.deepEqual(saidBy(kept.facts), saidBy(fresh.facts));
  }
}

/** Functions that call each other, themselves and what is on the stack, store what others read, and close each other's handlers. */
const LINES = [
  ...["LABEL p", "LABEL q", "LABEL r", "LABEL s", "LABEL t", "RET", "RET", "HALT"],
  ...["CALL p", "CALL q a", "CALL r b", "CALL s a b", "TAIL_CALL t a", "JMP t", "JZ q", "JMP p"],
  ...["MAKE_FUNCTION r b", "MAKE_FUNCTION s a b", "MAKE_LAMBDA t a", "CAPTURE a", "CALL_FUNCTION", "SPAWN"],
  ...["PUSH_INT 1", "PUSH_INT 2", "PUSH_STR x", "POP", "DUP", "ADD", "SWAP", "DIV"],
  ...["STORE d", "PUSH_INT 4\nSTORE d", "NULL\nSTORE d"],
  ...["STORE a", "STORE b", "LOAD a", "LOAD b", "LOAD c", "DELETE a", "STORE_GLOBAL c", "PRINT"],
  ...[
    "TRY t",
    "TRY r",
    "CATCH e",
    "CATCH",
    "END_TRY",
    "TRY\nLOAD c\nCATCH e\nCALL q a\nEND_TRY",
    "THROW",
    "CALL_WITH 1",
  ],
];

const MISTAKES = ["FROB", "FROB a", "PUSH_INT many", "JMP nowhere", "LOAD", "CALL", "END_TRY q", "LABEL p"];

const denseText = fc
  .array(fc.constantFrom(...LINES), { minLength: 5, maxLength: 40 })
  .map((lines) => `${lines.join("\n")}\nLABEL p\nLABEL q\nRET\nLABEL r\nLABEL s\nRET\nLABEL t\nRET\n`);

const wellFormed = denseText.map((text) => {
  const seen = new Set<string>();
  return text
    .split("\n")
    .filter((line) => !line.startsWith("LABEL") || (!seen.has(line) && seen.add(line)))
    .join("\n");
});

const anyEdit = edits(
  [...LINES, ...MISTAKES, "IMPORT math", "STORE_GLOBAL a"].map((line) => line.split("\n")),
);

describe("With a memory the facts of whole programs are those without", () => {
  for (const [kind, texts] of [
    ["dense", wellFormed],
    ["broken", denseText],
    ["written", programText],
    ["wild", wildText],
  ] as const) {
    it(`in the versions of ${RUNS} ${kind} texts that are edited again and again`, () => {
      fc.assert(
        fc.property(texts, fc.array(anyEdit, { minLength: 1, maxLength: 6 }), (text, some) =>
          checkVersions(versionsOf(text, some)),
        ),
        { numRuns: RUNS, seed: SEED },
      );
    });
  }
});

const COUNT = 200;

/** A function that calls the next one. */
function functionLines(number: number): string[] {
  const next = number + 1 < COUNT ? [`CALL f${number + 1} x`] : [];
  return [
    `LABEL f${number}`,
    ...[`PUSH_INT ${number + 3}`, "STORE count", `LABEL again${number}`, "LOAD count", `JZ done${number}`],
    ...["TRY", "LOAD x", "LOAD count", "DIV", "POP", "CATCH e", "END_TRY"],
    ...["LOAD count", "PUSH_INT 1", "SUB", "STORE count", `JMP again${number}`, `LABEL done${number}`],
    ...["LOAD x", "LOAD shared", "ADD", ...next, "RET"],
  ];
}

const TOP = ["PUSH_INT 1", "STORE shared", "PUSH_INT 2", "CALL f0 x", "PRINT", "HALT"];
const FUNCTIONS = Array.from({ length: COUNT }, (_, number) => functionLines(number));

/** The program with another line, or other lines, in a function. */
function replaced(number: number, from: string, ...to: string[]): string[][] {
  return FUNCTIONS.map((lines, i) =>
    i === number ? lines.flatMap((line) => (line === from ? to : [line])) : lines,
  );
}

function textOf(functions: readonly string[][], top: readonly string[] = TOP): string {
  return [top, ...functions].flat().join("\n");
}

describe(`After an edit of a program with ${COUNT} functions are followed again`, () => {
  const document = new Document();
  const plain = textOf(FUNCTIONS);

  it("all before it", () =>
    assert.deepEqual(document.counts(plain), { followed: COUNT + 1, examined: COUNT + 1 }));

  for (const [name, edited, followed] of [
    ["that function, when a constant in it changes", textOf(replaced(100, "PUSH_INT 103", "PUSH_INT 9")), 1],
    ["that function, when it has an instruction more", textOf(replaced(100, "RET", "DUP", "POP", "RET")), 1],
    ["the top level, when all others move", textOf(FUNCTIONS, ["NULL", "STORE unused", ...TOP]), 1],
    ["it and its callers, when it returns something else", textOf(replaced(120, "RET", "NULL", "RET")), 122],
    [
      "all, when it passes something else to all that it leads to",
      textOf(replaced(140, "CALL f141 x", "PUSH_FLOAT 1.5", "CALL f141 x")),
      COUNT + 1,
    ],
    [
      "all that read it, when a variable is stored by any code",
      textOf(replaced(140, "RET", "NULL", "STORE_GLOBAL shared", "RET")),
      COUNT + 1,
    ],
  ] as const) {
    it(name, () => {
      document.counts(plain);
      assert.equal(document.counts(edited).followed, followed);
    });
  }
});

it("no other function takes a turn when the top level stores what nobody reads, wherever the code is then", () => {
  const document = new Document();
  const tops = [
    TOP,
    ["NULL", "STORE unused", ...TOP],
    TOP.toSpliced(2, 0, "PUSH_INT 5", "STORE unused"),
    TOP,
  ];
  document.counts(textOf(FUNCTIONS));
  for (const top of tops) {
    const { turns } = tally;
    document.counts(textOf(FUNCTIONS, top));
    assert.ok(tally.turns - turns <= 20, `${tally.turns - turns} turns`);
  }
  const { turns } = tally;
  document.counts(textOf(FUNCTIONS, ["NULL", "STORE shared", ...TOP]));
  assert.ok(tally.turns - turns > COUNT, "others read it");
});

it("functions that no run gets to for some versions are not followed again when one does", () => {
  const document = new Document();
  document.counts(textOf(FUNCTIONS));
  for (const line of ["NULL\nTHROW", "HALT"]) {
    const { followed } = document.counts(textOf(FUNCTIONS, [line, ...TOP]));
    assert.ok(followed <= 1, `${followed} followed`);
  }
  const changed = document.counts(textOf(replaced(100, "PUSH_INT 103", "PUSH_INT 9"), ["HALT", ...TOP]));
  assert.ok(changed.followed <= 1);
  const again = document.counts(textOf(replaced(100, "PUSH_INT 103", "PUSH_INT 9")));
  assert.ok(again.followed > 0 && again.followed <= 3, `${again.followed} followed`);
  assert.ok(again.examined <= 3, `${again.examined} examined`);
});

describe(`After an edit of a text with a mistake and ${COUNT} functions are followed again`, () => {
  const document = new Document();
  const broken = (line: string) => textOf(replaced(100, "PUSH_INT 103", line));

  it("all when the mistake is made, each as its callers enter it and as a hole may", () => {
    const { followed, examined } = document.counts(broken("PUSH_INX one"));
    assert.ok(followed > 2 * COUNT && examined > 2 * COUNT);
  });

  it("none, when the mistake is another one", () =>
    assert.deepEqual(document.counts(broken("PUSH_INX two")), { followed: 0, examined: 0 }));

  it("that function, when it has a line more and all after it move", () => {
    const more = replaced(100, "PUSH_INT 103", "PUSH_INX two", "PUSH_INT 1", "POP");
    const { followed, examined } = document.counts(textOf(more));
    assert.ok(followed > 0 && followed <= 4, `${followed} followed`);
    assert.ok(examined <= 4, `${examined} examined`);
  });
});
