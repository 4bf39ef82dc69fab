/**
 * Around a line that cannot be read only that is said which holds whatever the line is meant to do: programs with one
 * broken line are compared with runs of the same programs with a valid line in its place.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { readAssembly, sketch } from "../../vm-core/asm/index.ts";
import { observeFunction } from "../../vm-core/facts/solve.ts";
import { wholeFacts } from "../../vm-core/facts/whole.ts";
import type { Program } from "../../vm-core/program/program.ts";
import { type Finding, verify, verifySketch } from "../../vm-core/verify/index.ts";
import { programText } from "../generate/programs.ts";
import { checkTruth } from "./truth.ts";
import { wildLine, wildText } from "./wild.ts";

const RUNS = Number(process.env.RUNS ?? 800);
const SEED = Number(process.env.SEED ?? 20_261_129);

/** Lines that are no instruction: an unknown word, an operand that cannot be read, one that is missing. */
const BROKEN = ["FROB", "SWPA", "PUSH_INT many", "JMP nowhere", "LOAD", "LABEL", "TRY 99999", "FROB a"];

/** What may come in the place of the broken line; no start of a handler, under which a fault may be meant. */
const mended = fc.oneof(
  wildLine.filter((line) => !line.startsWith("TRY")),
  fc.constantFrom("LABEL nowhere", "DUP", "POP", "RET", "CALL stores", "STORE_GLOBAL a", "DELETE b", "TRUE"),
  fc.constantFrom("JMP p", "JMP q", "JMP r", "JMP s", "JZ t", "CALL p a", "CALL q b", "STORE a", "STORE b"),
);

const fewLines = fc.array(
  fc.constantFrom(
    ...[
      "LOAD a",
      "LOAD b",
      "PUSH_INT 1",
      'PUSH_STR "x"',
      "LINK",
      "POP",
      "ADD",
      "STORE a",
      "JMP q",
      "CALL r a",
      "JZ q",
      "JMP p",
      "HALT",
    ],
    "TRY\nPUSH_INT 1\nSTORE a\nCATCH e\nPUSH_INT 2\nEND_TRY",
    'TRY\nPUSH_INT 1\nPUSH_INT 0\nDIV\nCATCH\nPUSH_STR "x"\nLINK\nEND_TRY',
    ...["LABEL p", "LABEL q", "LABEL r", "PRINT", "RET"],
  ),
  { minLength: 4, maxLength: 12 },
);

/** What is done with the result of a function in which the broken line may be. */
const callers = fc.constantFrom(
  "",
  "",
  'PUSH_STR "y"\nCALL r a\nLINK\nHALT\nLABEL r\n',
  "CALL r\nADD\nHALT\nLABEL r\n",
  'CALL r\nLINK\nHALT\nLABEL r\nPUSH_STR "x"\nPRINT\nRET\n',
);

/** A few lines in which the broken one matters to what follows. */
const close = fc.tuple(callers, fewLines).map(([start, few]) => {
  const all = `${start}${few.join("\n")}`.split("\n");
  const lines = all.filter((line, i) => !line.startsWith("LABEL") || all.indexOf(line) === i);
  const labels = ["p", "q", "r", "s", "t"]
    .map((name) => `LABEL ${name}`)
    .filter((line) => !lines.includes(line));
  return `${[...lines, ...labels].join("\n")}\n`;
});

const programs = fc.record({
  text: fc.oneof(
    { weight: 4, arbitrary: close },
    { weight: 1, arbitrary: wildText },
    { weight: 1, arbitrary: programText },
  ),
  place: fc.oneof(fc.nat(8), fc.nat(1_000)),
  broken: fc.constantFrom(...BROKEN),
  lines: fc.array(mended, { minLength: 6, maxLength: 6 }),
  starts: fc.constantFrom(
    "",
    "",
    "",
    "LOAD nothing\n",
    'PUSH_STR "x"\nLINK\n',
    "PUSH_INT 1\nPUSH_INT 0\nDIV\n",
  ),
});

/** Names that the lines in the place of the broken one store, which count as stored somewhere. */
const STORES = "HALT\nLABEL stores\nSTORE a\nSTORE b\nSTORE c\nCALL stores a b c\n";

function lineStart(text: string, line: number): number {
  return text
    .split("\n")
    .slice(0, line)
    .reduce((length, one) => length + one.length + 1, 0);
}

/**
 * Checks that warnings and hints are said of a whole program, too, and tells how many. Where no way without an error leads any
 * more, nothing is left to be said: another error than those of the sketch may have cut one of the ways.
 */
function keptIn(program: Program, said: readonly Finding[], errors: number): number {
  if (said.length === 0) return 0;
  const again = verify(program);
  const reached = reachedIn(program);
  const isCut = again.filter(({ severity }) => severity === "error").length > errors;
  for (const { cause, span } of said) {
    const address = program.code.findIndex((one) => one.span.start === span.start);
    const isKept =
      (cause.kind !== "unreachable-code" && (isCut || !reached.has(address))) ||
      again.some(
        (one) => one.cause.kind === cause.kind && one.span.start <= span.start && span.end <= one.span.end,
      );
    assert.ok(isKept, `${cause.kind} at ${span.start} of:\n${program.files[0].text}`);
  }
  return said.length;
}

function reachedIn(program: Program): ReadonlySet<number> {
  const reached = new Set<number>();
  const facts = wholeFacts(program);
  assert.ok(facts !== undefined);
  for (const context of facts.contexts.values())
    observeFunction(facts, context, {
      instruction: (_, address) => reached.add(address),
      edge() {},
      exit() {},
    });
  return reached;
}

describe("What is said around a line that cannot be read", () => {
  it("holds whatever valid line comes in its place", async () => {
    let compared = 0;
    let kept = 0;
    const property = fc.asyncProperty(programs, async ({ text, place, broken, lines, starts }) => {
      const all = `${starts}${text}${STORES}`.trimEnd().split("\n");
      const at = place % all.length;
      const withLine = (line: string) => `${all.map((old, i) => (i === at ? line : old)).join("\n")}\n`;
      const { syntax, program } = readAssembly(withLine(broken), "main.ttvm");
      if (program !== undefined) return;
      const findings = verifySketch(sketch(syntax, "main.ttvm"));
      const lineOf = (source: string, offset: number) => source.slice(0, offset).split("\n").length;
      for (const line of findings.length === 0 ? [] : lines) {
        const whole = withLine(line);
        const replaced = readAssembly(whole, "main.ttvm").program;
        if (replaced === undefined) continue;
        const grown = whole.length - syntax.text.length;
        const hole = lineStart(syntax.text, at);
        const moved = (offset: number) => (offset > hole ? offset + grown : offset);
        const said = findings
          .filter(({ severity }) => severity !== "error")
          .map((one) => ({ ...one, span: { start: moved(one.span.start), end: moved(one.span.end) } }));
        const errors = findings.filter(({ severity }) => severity === "error");
        const there = errors.map((finding) => {
          const number = lineOf(syntax.text, finding.span.start);
          const instruction = replaced.code.find(({ span }) => lineOf(whole, span.start) === number);
          assert.ok(instruction !== undefined, "a finding about no instruction");
          return { ...finding, span: instruction.span };
        });
        there.push(...said);
        compared += (await checkTruth(replaced, there)).errors;
        // A label without a name is a label: what is elsewhere is followed through it.
        if (broken !== "LABEL" || line.startsWith(broken)) kept += keptIn(replaced, said, errors.length);
      }
    });
    await fc.assert(property, { numRuns: RUNS, seed: SEED });
    assert.ok(compared > RUNS / 10, `only ${compared} errors`);
    assert.ok(kept > RUNS / 10, `only ${kept} warnings and hints`);
  });
});
