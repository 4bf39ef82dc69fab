/**
 * Any text at all: reading it and every feature return, quickly, with spans that lie in the text.
 *
 * Texts with a fixed seed; SEED and RUNS change that.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { readAssembly } from "../../vm-core/asm/index.ts";
import { isError } from "../../vm-core/asm/problem.ts";
import {
  analyze,
  callableAt,
  codeActions,
  completions,
  declaration,
  definition,
  documentLinks,
  documentSymbols,
  findings,
  fixAll,
  fixesOf,
  foldingRanges,
  highlights,
  hints,
  hover,
  implementation,
  incomingCalls,
  inlayHints,
  linkedPlaces,
  mendAll,
  outgoingCalls,
  prepareRename,
  references,
  rename,
  type Snapshot,
  type Span,
  selections,
  signatureHelp,
} from "../../vm-core/index.ts";
import { operandsByName, type Program } from "../../vm-core/program/program.ts";
import { applyEdits, type TextEdit } from "../../vm-core/text/diagnostic.ts";
import { MAIN, resolveFixture } from "./modules.ts";
import { anyText, editedProgram, writtenPrograms } from "./programs.ts";

const RUNS = Number(process.env.RUNS ?? 2_600);
const SEED = Number(process.env.SEED ?? 20_260_701);

describe("Any text", () => {
  it(`is read, and every feature answers: ${RUNS} texts`, () => {
    const text = fc.oneof(anyText, editedProgram(writtenPrograms()));
    fc.assert(
      fc.property(text, fc.double({ min: 0, max: 1, noNaN: true }), (text, at) => {
        const snapshot = analyze(MAIN, 1, text);
        checkSnapshot(snapshot);
        checkFeatures(snapshot, Math.round(at * text.length));
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it("is read in time that grows with its length alone", () => {
    const count = 20_000;
    const texts = {
      "unknown instructions": "FROB 1\n".repeat(count),
      "unknown labels": "JMP nowhere\nLABEL nowhere1\n".repeat(count),
      "labels that are nearly others": numbered(2_000, (i) => `JMP first${i}\nLABEL second${i}\n`),
      "open handlers": "TRY\nLABEL a\n".repeat(count),
      "handlers with labels":
        numbered(5_000, (i) => `TRY h${i}\n`) + numbered(5_000, (i) => `LABEL h${i}\nPOP\n`),
      constants: "PUSH_INT 1\nADD\n".repeat(count),
      strings: `PUSH_STR "a"\n${'PUSH_STR "b"\nCONCAT\n'.repeat(count)}`,
      "unreachable code": "HALT\nLABEL a\n".repeat(count),
      comments: "; a\n".repeat(count),
      "one long word": "a".repeat(20 * count),
      "many words": `CALL f ${"a ".repeat(count)}`,
      quotes: `PUSH_STR ${'" '.repeat(count)}`,
      "quotes and no end": `PUSH_STR "${'" a'.repeat(count)}`,
      "words with quotes": `CALL f ${'a=" '.repeat(count)}`,
      backslashes: `PUSH_STR "${"\\q".repeat(count)}`,
      escapes: `PUSH_STR "${"\\u{1".repeat(count)}"`,
      imports: "IMPORT std/list\nLOAD map\n".repeat(count),
      "imports of what is not there": "IMPORT nowhere\n".repeat(count),
      exports: "IMPORT std/math\nSTORE abs\nEXPORT abs\nEXPORT pow\n".repeat(count),
      "unknown natives": "NATIVE string.uppr\n".repeat(count),
      "unknown processes": 'PUSH_STR "a"\nSPAWN\nSUPERVISE_CHILD b\n'.repeat(count),
      blanks: `PUSH_STR "a${" ".repeat(count)}b"${" ".repeat(count)}`,
    };
    for (const [name, text] of Object.entries(texts)) {
      const started = process.cpuUsage();
      checkFeatures(analyze(MAIN, 1, text), text.length >> 1, { rewrites: false });
      const { user, system } = process.cpuUsage(started);
      const seconds = (user + system) / 1e6;
      // What looks at each pair of the lines takes longer.
      assert.ok(seconds < 5, `${name}: ${seconds.toFixed(1)} s`);
    }
  });
});

const ALL_HINTS = { parameterNames: "all", addresses: true, stackDepth: "lines", types: true } as const;

function numbered(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => line(i)).join("");
}

function checkSnapshot(snapshot: Snapshot): void {
  const { text, diagnostics, syntax, program } = snapshot;
  for (const diagnostic of diagnostics) {
    checkSpans(text, diagnostic.span, ...(diagnostic.related ?? []).map((place) => place.span));
    for (const fix of fixesOf(snapshot, diagnostic, resolveFixture)) {
      checkEdits(text, fix.edits);
      assert.notEqual(applyEdits(text, fix.edits), text, `${fix.title} changes nothing`);
    }
  }
  checkSpans(
    text,
    ...(syntax.language === "asm" ? syntax.lines : syntax.forms).map(({ span }) => span),
    ...syntax.comments.map((comment) => comment.span),
  );
  const broken = readAssembly(text, MAIN).problems.some(isError);
  assert.equal(program === undefined, broken, "findings about what a run does withhold no program");
}

function checkHovered(text: string, span: Span, offset: number): void {
  checkSpans(text, span);
  assert.ok(span.start <= offset && offset <= span.end, "a hover that is not at the cursor");
}

function checkFeatures(snapshot: Snapshot, offset: number, { rewrites = true } = {}): void {
  const { text } = snapshot;
  const found = definition(snapshot, offset, resolveFixture);
  if (found !== undefined) checkSpans(text, found.origin);
  for (const { document, span, name } of found?.targets ?? []) checkSpans(document.text, span, name);
  for (const { span, related = [] } of findings(snapshot, resolveFixture)) {
    checkSpans(text, span);
    for (const { span, document } of related)
      checkSpans(document === undefined ? text : textOf(document), span);
  }
  checkSpans(text, ...references(snapshot, offset).map(({ span }) => span));
  checkSpans(text, ...highlights(snapshot, offset).map(({ span }) => span));
  const hovered = hover(snapshot, offset, resolveFixture);
  if (hovered !== undefined) checkHovered(text, hovered.span, offset);
  for (const { insert, replace } of completions(snapshot, offset, { resolve: resolveFixture })) {
    checkSpans(text, insert, replace);
    assert.ok(insert.start === replace.start && insert.end <= replace.end);
    assert.ok(insert.start <= offset && offset <= insert.end, "a completion that is not at the cursor");
    assert.ok(!text.slice(replace.start, replace.end).includes("\n"), "a completion over a line end");
  }
  signatureHelp(snapshot, offset);
  for (const { span, nameSpan } of documentSymbols(snapshot)) {
    checkSpans(text, span, nameSpan);
    assert.ok(span.start <= nameSpan.start && nameSpan.end <= span.end, "a symbol without its name");
  }
  checkSpans(text, ...foldingRanges(snapshot).map(({ span }) => span));
  checkSpans(text, ...documentLinks(snapshot, resolveFixture).map(({ span }) => span));
  checkSpans(text, ...(linkedPlaces(snapshot, offset) ?? []));
  checkSpans(text, ...selections(snapshot, offset));
  declaration(snapshot, offset, resolveFixture);
  implementation(snapshot, offset, resolveFixture);
  const callable = callableAt(snapshot, offset, resolveFixture);
  if (callable !== undefined) outgoingCalls(callable, resolveFixture);
  incomingCalls(snapshot, offset, resolveFixture);
  for (const { offset: at } of inlayHints(snapshot, ALL_HINTS, undefined, resolveFixture)) {
    checkSpans(text, { start: at, end: at });
  }
  checkSpans(text, ...hints(snapshot).map(({ diagnostic }) => diagnostic.span));
  checkRename(snapshot, offset);
  checkEdits(text, mendAll(snapshot, resolveFixture));
  if (rewrites) checkEdits(text, fixAll(snapshot, resolveFixture));
  const range = { start: offset, end: rewrites ? Math.min(text.length, offset + 20) : offset };
  for (const { edits } of codeActions(snapshot, range, rewrites ? undefined : [])) checkEdits(text, edits);
}

/** A rename gives a text that assembles when the old one did, with the labels at the same addresses. */
function checkRename(snapshot: Snapshot, offset: number): void {
  const target = prepareRename(snapshot, offset);
  const result = rename(snapshot, offset, "a new name");
  if ("refusal" in result) return;
  assert.ok(target !== undefined);
  checkEdits(snapshot.text, result.edits);
  if (snapshot.program === undefined) return;
  const renamed = analyze(MAIN, 2, applyEdits(snapshot.text, result.edits)).program;
  assert.ok(renamed !== undefined, "a rename broke the text");
  assert.deepEqual([...renamed.labels.values()], [...snapshot.program.labels.values()]);
  renamed.code.forEach((one, address) => {
    const before = (snapshot.program as Program).code[address];
    assert.equal(one.op, before.op);
    const [old, now] = [before, one].map((one) => Object.values(operandsByName(one)).flat());
    old.forEach((value, i) => {
      assert.ok(Object.is(value, now[i]) || (value === target.name && now[i] === "a new name"), one.op);
    });
  });
}

/** The documents of findings are snapshots. */
function textOf(document: object): string {
  return (document as Snapshot).text;
}

function checkEdits(text: string, edits: readonly TextEdit[]): void {
  checkSpans(text, ...edits.map(({ span }) => span));
  const ordered = [...edits].sort((a, b) => a.span.start - b.span.start);
  ordered.forEach(({ span }, i) => {
    assert.ok(i === 0 || ordered[i - 1].span.end <= span.start, "edits overlap");
  });
}

function checkSpans(text: string, ...spans: readonly Span[]): void {
  for (const { start, end } of spans) {
    assert.ok(
      0 <= start && start <= end && end <= text.length,
      `the span ${start}..${end} is outside the text`,
    );
  }
}
