/** Both grammars, in the tokenizer that VS Code uses. dist/ holds them: they are made in the build. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar } from "vscode-textmate";
import { ALIASES, MNEMONICS } from "../../vm-core/isa/index.ts";
import { FORM_WORDS, WRITTEN_FORMS } from "../../vm-core/lisp/forms.ts";
import { lispFunctions } from "../../vm-core/lisp/library-docs.ts";

const GRAMMARS: Record<string, string> = {
  "source.ttvm": "dist/ttvm.tmLanguage.json",
  "source.ttvm-lisp": "dist/ttvm-lisp.tmLanguage.json",
};

let assembly: IGrammar;
let lisp: IGrammar;

before(async () => {
  await oniguruma.loadWASM(readFileSync("node_modules/vscode-oniguruma/release/onig.wasm"));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) =>
      textmate.parseRawGrammar(readFileSync(GRAMMARS[scope], "utf8"), GRAMMARS[scope]),
  });
  const load = async (scope: string) => {
    const grammar = await registry.loadGrammar(scope);
    assert.ok(grammar);
    return grammar;
  };
  assembly = await load("source.ttvm");
  lisp = await load("source.ttvm-lisp");
});

describe("The assembly grammar", () => {
  it("colours every instruction and every alias", () => {
    for (const word of [...MNEMONICS, ...Object.keys(ALIASES)]) {
      assert.match(scopes(assembly, `    ${word}`)[word] ?? "", /^(keyword|support\.function)\./, word);
    }
  });

  it("leaves unknown words plain", () => {
    assert.deepEqual(scopes(assembly, "PRNT 1"), { "PRNT 1": "" });
    assert.deepEqual(scopes(assembly, "PUSH_INTS"), { PUSH_INTS: "" });
  });

  it("colours operands by their kind", () => {
    assert.match(scopes(assembly, "PUSH_INT -1_000")["-1_000"], /numeric/);
    assert.match(scopes(assembly, "PUSH_FLOAT -inf")["-inf"], /numeric/);
    assert.match(scopes(assembly, "PUSH_BOOL true")["true"], /boolean/);
    const call = scopes(assembly, "CALL my-function.x first second ; why");
    assert.match(call["my-function.x"], /entity\.name\.function/);
    assert.match(call["first"], /variable\.parameter/);
    assert.match(call["second"], /variable\.parameter/);
    assert.match(call["; why"], /comment/);
    assert.match(scopes(assembly, "STORE x ; y")["x"], /variable\.other/);
  });

  it("ends a string where the assembler ends it", () => {
    const inner = scopes(assembly, 'PUSH_STR "say "hi" \\n; twice" ; done');
    assert.match(inner["\\n"], /escape/);
    assert.match(inner["; done"], /comment/);
    assert.equal(inner['say "hi" '], "string.quoted.double.ttvm");
    assert.equal(inner["; twice"], "string.quoted.double.ttvm");
  });

  it("colours a name in quotes as the name that it is", () => {
    const call = scopes(assembly, 'CALL "my fn" n "other one" ; why');
    assert.match(call[' "my fn"'], /entity\.name\.function/);
    assert.match(call["n"], /variable\.parameter/);
    assert.match(call['"other one"'], /variable\.parameter/);
    assert.match(call["; why"], /comment/);
    assert.match(scopes(assembly, 'JMP "the end" ; done')[' "the end"'], /entity\.name\.function/);
    const store = scopes(assembly, 'STORE "a "b" c" ; done');
    assert.match(store['"a "b" c"'], /variable\.other/);
    assert.match(store["; done"], /comment/);
    assert.match(scopes(assembly, 'CATCH "an error"')['"an error"'], /variable\.other/);
  });

  it("colours names by what they are", () => {
    assert.match(scopes(assembly, "SET_FIELD age")["age"], /variable\.other\.property/);
    assert.match(scopes(assembly, "NATIVE math.abs")["math.abs"], /support\.function/);
    assert.match(scopes(assembly, "STORE_GLOBAL total")["total"], /variable\.other/);
  });

  it("has keywords for control alone, which themes may colour like errors", () => {
    for (const word of ["PUSH_INT", "DUP", "LOAD", "STORE", "ADD", "PRINT"]) {
      assert.match(scopes(assembly, word)[word], /^support\.function/, word);
    }
    for (const word of ["JMP", "CALL", "TRY", "IMPORT", "SPAWN"]) {
      assert.match(scopes(assembly, word)[word], /^keyword\.control/, word);
    }
  });

  it("colours a label's definition, with blanks in its name", () => {
    const label = scopes(assembly, "LABEL the end ; of it");
    assert.match(label["LABEL"], /^support\.type/);
    assert.match(label["the end"], /entity\.name\.function/);
    assert.match(label["; of it"], /comment/);
  });
});

describe("The Lisp grammar", () => {
  it("colours definitions, forms and literals", () => {
    const found = scopes(lisp, '(define (twice f x) (if #t (f "a\\n" 1.5 :key) null)) ; end');
    assert.match(found["define"], /storage\.type/);
    assert.match(found["twice"], /entity\.name\.function/);
    assert.match(found["if"], /keyword\.control/);
    assert.match(found["#t"], /constant\.language/);
    assert.match(found["a"], /string/);
    assert.match(found["1.5"], /numeric/);
    assert.match(found[":key"], /keyword/);
    assert.match(found["; end"], /comment/);
  });

  it("colours every form and every word of one", () => {
    const words = [...WRITTEN_FORMS.map(([name]) => name), ...Object.keys(FORM_WORDS)];
    for (const word of words.filter((word) => word !== "=>")) {
      assert.match(scopes(lisp, `(${word} x)`)[word] ?? "", /^(keyword|storage)\./, word);
    }
  });

  it("colours functions of the library", () => {
    for (const name of lispFunctions().keys()) {
      assert.match(scopes(lisp, `(${name} x)`)[name] ?? "", /^(support\.function|keyword|storage)\./, name);
    }
    assert.match(scopes(lisp, "(cars x)")["cars"], /entity\.name\.function\.call/);
  });

  it("nests block comments", () => {
    const found = scopes(lisp, "#| a #| b |# c |# (print 1)");
    assert.match(found["1"], /numeric/);
  });
});

describe("Bracket handling of Lisp", () => {
  const { indentationRules, brackets, colorizedBracketPairs } = JSON.parse(
    readFileSync("syntaxes/ttvm-lisp.language-configuration.json", "utf8"),
  );

  it("indents after a form that is open", () => {
    const isOpen = new RegExp(indentationRules.increaseIndentPattern);
    const open = ["(define (f x)", "  (let ((a 1)", "(cond ((= a 1) ; so", "(a) (b", "'(1 2", "{:a"];
    const closed = ["    (+ x 1))", "(print 1)", '(print "(" 1)', "; (foo", "x", "(a [b {c (d)}])"];
    for (const line of open) assert.match(line, isOpen);
    for (const line of closed) assert.doesNotMatch(line, isOpen);
  });

  it("knows all brackets that the reader knows", () => {
    const pairs = [
      ["(", ")"],
      ["[", "]"],
      ["{", "}"],
    ];
    assert.deepEqual(brackets, pairs);
    assert.deepEqual(colorizedBracketPairs, pairs);
  });
});

/** The innermost scope of each piece of a line, without blanks around it; "" where there is none. */
function scopes(grammar: IGrammar, line: string): Record<string, string> {
  const { tokens } = grammar.tokenizeLine(line, null);
  const pieces = tokens.map(({ startIndex, endIndex, scopes }) => {
    const piece = line.slice(startIndex, endIndex);
    return [piece.trim() === "" ? "" : piece, scopes.length > 1 ? scopes[scopes.length - 1] : ""] as const;
  });
  return Object.fromEntries(
    pieces.filter(([piece]) => piece).map(([piece, scope]) => [trimmed(piece), scope]),
  );
}

/** Blanks before a label's target belong to its token. */
const trimmed = (piece: string) => (/[";]/.test(piece) ? piece : piece.trim());
