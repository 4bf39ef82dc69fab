/** Every feature answers for any Lisp text, with spans that are in it: no exception, no hang. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import fc from "fast-check";
import {
  analyzeLisp,
  applyEdits,
  callableAt,
  codeActions,
  completions,
  declaration,
  definition,
  documentLinks,
  documentSymbols,
  findings,
  foldingRanges,
  highlights,
  hover,
  implementation,
  incomingCalls,
  inlayHints,
  type LispSnapshot,
  libraryExports,
  linkedPlaces,
  outgoingCalls,
  prepareRename,
  references,
  rename,
  type Span,
  selections,
  semanticTokens,
  signatureHelp,
} from "../../vm-core/index.ts";
import { anyCharacter } from "../generate/characters.ts";
import { lispFiles } from "../lisp/files.ts";
import { LISP_MAIN, resolveFixture } from "./modules.ts";

const PROGRAMS = lispFiles("test/fixtures/lisp").map((file) => readFileSync(file, "utf8"));
const PIECES =
  '( ) [ ] { } \' ` , ,@ #; #| |# " ; (define (lambda (let let* letrec (loop (if (cond (case (do (set! x y f 1 2.5 :k . ... (define-syntax syntax-rules (define-macro try (catch finally (receive after (import "std/math" (export else =>'.split(
    " ",
  );

const ALL_HINTS = { parameterNames: "all", addresses: true, stackDepth: "lines", types: true } as const;

function analyse(text: string): LispSnapshot {
  return analyzeLisp(LISP_MAIN, 1, text, { exportsOf: libraryExports });
}

function check(text: string, offset: number): void {
  const snapshot = analyse(text);
  for (const { span, related = [], fixes = [] } of [
    ...snapshot.diagnostics,
    ...findings(snapshot, resolveFixture),
  ]) {
    checkSpans(text, span, ...related.flatMap((place) => (place.document === undefined ? [place.span] : [])));
    for (const { edits } of fixes) applyEdits(text, edits);
  }
  const found = definition(snapshot, offset, resolveFixture);
  if (found !== undefined) checkSpans(text, found.origin);
  for (const { document, span, name } of found?.targets ?? []) checkSpans(document.text, span, name);
  checkSpans(text, ...references(snapshot, offset).map(({ span }) => span));
  checkSpans(text, ...highlights(snapshot, offset).map(({ span }) => span));
  const hovered = hover(snapshot, offset, resolveFixture);
  if (hovered !== undefined) checkSpans(text, hovered.span);
  for (const { insert, replace } of completions(snapshot, offset, {
    resolve: resolveFixture,
    snippets: true,
  })) {
    checkSpans(text, insert, replace);
    assert.ok(replace.start <= offset && offset <= replace.end, "a completion that is not at the cursor");
  }
  const help = signatureHelp(snapshot, offset, false, resolveFixture);
  assert.ok(help === undefined || help.active < help.parameters.length);
  for (const { span, nameSpan } of documentSymbols(snapshot)) {
    assert.ok(span.start <= nameSpan.start && nameSpan.end <= span.end, "a symbol without its name");
  }
  checkSpans(text, ...foldingRanges(snapshot).map(({ span }) => span));
  let end = 0;
  for (const { span } of semanticTokens(snapshot)) {
    assert.ok(span.start >= end && span.end > span.start, "tokens in order, none over another");
    assert.ok(!text.slice(span.start, span.end).includes("\n"), "a token is on one line");
    end = span.end;
  }
  const grown = selections(snapshot, offset);
  grown.forEach((span, i) => {
    checkSpans(text, span);
    assert.ok(i === 0 || (span.start <= grown[i - 1].start && span.end >= grown[i - 1].end));
  });
  checkSpans(text, ...documentLinks(snapshot, resolveFixture).map(({ span }) => span));
  checkSpans(text, ...(linkedPlaces(snapshot, offset) ?? []));
  declaration(snapshot, offset, resolveFixture);
  implementation(snapshot, offset, resolveFixture);
  const callable = callableAt(snapshot, offset, resolveFixture);
  if (callable !== undefined) outgoingCalls(callable, resolveFixture);
  incomingCalls(snapshot, offset, resolveFixture);
  for (const { offset: at } of inlayHints(snapshot, ALL_HINTS, undefined, resolveFixture)) {
    checkSpans(text, { start: at, end: at });
  }
  codeActions(snapshot, { start: offset, end: offset }, undefined, resolveFixture);
  checkRename(snapshot, offset);
}

/** A rename changes names alone: the program does the same. */
function checkRename(snapshot: LispSnapshot, offset: number): void {
  const target = prepareRename(snapshot, offset);
  const result = rename(snapshot, offset, "another-name", resolveFixture);
  if ("refusal" in result) return;
  assert.ok(target !== undefined);
  const after = analyse(applyEdits(snapshot.text, result.edits));
  assert.equal(after.program === undefined, snapshot.program === undefined);
  assert.deepEqual(
    after.program?.code.map(({ op }) => op),
    snapshot.program?.code.map(({ op }) => op),
  );
}

function checkSpans(text: string, ...spans: readonly Span[]): void {
  for (const { start, end } of spans) {
    assert.ok(0 <= start && start <= end && end <= text.length, `the span ${start}..${end} is outside`);
  }
}

it("answers for random bytes", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 60 }), fc.nat(60), (text, at) =>
      check(text, Math.min(at, text.length)),
    ),
    { seed: 21, numRuns: 210 },
  );
});

it("answers for random words of the language", () => {
  const words = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 });
  fc.assert(
    fc.property(words, fc.nat(200), (pieces, at) => {
      const text = pieces.join(" ");
      check(text, Math.min(at, text.length));
    }),
    { seed: 22, numRuns: 420 },
  );
});

it("answers for programs with random edits", () => {
  const edit = fc.record({
    program: fc.constantFrom(...PROGRAMS.filter(({ length }) => length < 3000)),
    at: fc.nat(4000),
    remove: fc.nat(12),
    insert: fc.oneof(fc.constant(""), fc.constantFrom(...PIECES)),
    cursor: fc.nat(4000),
  });
  fc.assert(
    fc.property(edit, ({ program, at, remove, insert, cursor }) => {
      const from = at % program.length;
      const text = program.slice(0, from) + insert + program.slice(from + remove);
      check(text, cursor % (text.length + 1));
    }),
    { seed: 23, numRuns: 160 },
  );
});
