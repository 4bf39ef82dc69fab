/** Any text gives a Program or diagnostics within it: never an exception, never a hang. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import fc from "fast-check";
import { type LispSymbols, readLisp } from "../../vm-core/lisp/index.ts";
import { anyCharacter } from "../generate/characters.ts";
import { lispFiles } from "./files.ts";

const PROGRAMS = lispFiles("test/fixtures/lisp").map((file) => readFileSync(file, "utf8"));
const PIECES =
  "( ) [ ] { } ' ` , ,@ #; #| |# \" ; define lambda let let* letrec loop if cond case do set! x y f 1 2.5 :k . ... define-syntax syntax-rules define-macro gensym try catch finally receive after spawn import export else =>".split(
    " ",
  );

function check(text: string): void {
  const { program, diagnostics, symbols } = readLisp(text, "random.lisp");
  checkSymbols(text, symbols);
  for (const { span, message } of diagnostics) {
    assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length, `${message} in ${text}`);
  }
  const failed = diagnostics.some(({ severity }) => severity === "error");
  assert.equal(program === undefined, failed, text);
}

/** Names are where they are said to be, in order, each once. */
function checkSymbols(text: string, { mentions, definitions, scopes }: LispSymbols): void {
  let end = 0;
  for (const { span, meaning } of mentions) {
    assert.ok(span.start >= end && span.end > span.start && span.end <= text.length, text);
    end = span.end;
    const written = text.slice(span.start, span.end);
    if (meaning.kind === "symbol") assert.equal(written, meaning.symbol.name);
  }
  for (const { kind, name, nameSpan, references, documentation } of definitions) {
    if (kind !== "import") assert.equal(text.slice(nameSpan.start, nameSpan.end), name);
    assert.ok(documentation === undefined || typeof documentation === "string");
    for (const { span } of references) assert.equal(text.slice(span.start, span.end), name);
  }
  for (const { span, parent } of scopes) {
    assert.ok(span.start <= span.end && span.end <= text.length, text);
    assert.ok(parent === undefined || scopes.includes(parent));
  }
}

it("reads random bytes", () => {
  fc.assert(fc.property(fc.string({ unit: anyCharacter, maxLength: 80 }), check), {
    seed: 11,
    numRuns: 1500,
  });
});

it("reads random words of the language", () => {
  const words = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 });
  fc.assert(
    fc.property(words, (pieces) => check(pieces.join(" "))),
    { seed: 12, numRuns: 2500 },
  );
});

it("reads programs with random edits", () => {
  const edit = fc.record({
    program: fc.constantFrom(...PROGRAMS),
    at: fc.nat(4000),
    remove: fc.nat(12),
    insert: fc.oneof(fc.constant(""), fc.constantFrom(...PIECES)),
  });
  const edited = fc.property(edit, ({ program, at, remove, insert }) => {
    const from = at % program.length;
    check(program.slice(0, from) + insert + program.slice(from + remove));
  });
  fc.assert(edited, { seed: 13, numRuns: 1000 });
});

it("takes any nesting", () => {
  for (const piece of ["(", "[", "'", "(a ", "(let ((x ", "#;", "#|", "(quote ", "`", ","])
    check(piece.repeat(20_000));
  check(`${"(f ".repeat(20_000)}1${")".repeat(20_000)}`);
});

it("ends macros that never do", () => {
  const macro = (template: string) => `(define-syntax m (syntax-rules () ((_ x ...) ${template}))) (m 1)`;
  for (const template of [
    "(m x ...)",
    "(m x ... x ...)",
    "(m (x ...))",
    "(list (m x ...) (m x ...))",
    "'(m x ...)",
  ]) {
    check(macro(template));
  }
});
