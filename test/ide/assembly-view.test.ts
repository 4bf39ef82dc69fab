/** The assembly of a Lisp text, and the links between the two. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { analyze, assemblyView, type LinkedText, type Span } from "../../vm-core/index.ts";

const TEXT = `(define (twice n)
  (* 2 n))
(print (twice 4))
`;

const WRITTEN = `; The assembly of this Lisp: 10 instructions

; 1: (define (twice n)
    MAKE_FUNCTION twice n
    STORE twice
; 3: (print (twice 4))
    PUSH_INT 4
    CALL twice n
    PRINT
    HALT

LABEL twice
; 2: (* 2 n))
    PUSH_INT 2
    LOAD n
    MUL
    RET
`;

describe("The assembly of a Lisp text", () => {
  it("is below a line that says what it is", () => {
    assert.equal(viewOf(TEXT).text, WRITTEN);
    assert.match(viewOf("").text, /^; The assembly of this Lisp: 1 instruction\n/);
  });

  it("is linked to the forms, instruction by instruction", () => {
    const { lines, text } = viewOf(TEXT);
    const written = text.split("\n");
    assert.deepEqual(
      lines.map(({ line, span }) => `${written[line].trim()} ← ${slice(TEXT, span)}`),
      [
        "MAKE_FUNCTION twice n ← (define (twice n)\n  (* 2 n))",
        "STORE twice ← (define (twice n)\n  (* 2 n))",
        "PUSH_INT 4 ← 4",
        "CALL twice n ← (twice 4)",
        "PRINT ← (print (twice 4))",
        "PUSH_INT 2 ← 2",
        "LOAD n ← n",
        "MUL ← (* 2 n)",
        "RET ← (* 2 n)",
      ],
    );
  });

  it("counts labels and comments to the instruction below them", () => {
    const { lines, text } = viewOf(TEXT);
    const written = text.split("\n");
    const above = lines.flatMap(({ first, line }) => (first < line ? [written.slice(first, line)] : []));
    assert.deepEqual(above, [
      ["; 1: (define (twice n)"],
      ["; 3: (print (twice 4))"],
      ["LABEL twice", "; 2: (* 2 n))"],
    ]);
  });

  it("knows the forms that something comes from, and no others", () => {
    const text = "(define (f x)\n  ; a comment\n  (cond ((> x 0) 'a) (else (f 1))))";
    assert.deepEqual(
      viewOf(text).forms.map((form) => slice(text, form)),
      [
        text,
        text.slice(text.indexOf("(cond"), -1),
        "((> x 0) 'a)",
        "(> x 0)",
        "x",
        "0",
        "'a",
        "a",
        "(else (f 1))",
        "(f 1)",
        "1",
      ],
    );
  });

  it("links nothing to what comes from the library", () => {
    const { lines, text } = viewOf('(print (empty? ""))');
    const written = text.split("\n");
    const library = written.findIndex((line) => line.startsWith("; library "));
    assert.ok(library > 0);
    assert.ok(lines.every(({ line }) => line < library));
  });

  it("is not there for a text with an error, which is named", () => {
    const view = assemblyView(analyze("a.lisp", 1, "(print 1)\n(print"));
    assert.ok(view && "error" in view);
    assert.equal(view.error.severity, "error");
    assert.equal(view.error.span.start, 10);
  });

  it("is not there for what is assembly already", () => {
    assert.equal(assemblyView(analyze("a.ttvm", 1, "    HALT\n")), undefined);
  });
});

describe("The links of a program", () => {
  for (const name of readdirSync("examples").filter((file) => file.endsWith(".lisp"))) {
    it(`hold for examples/${name}`, () => {
      const source = readFileSync(`examples/${name}`, "utf8");
      const { text, lines, forms } = viewOf(source);
      const written = text.split("\n");
      let last = -1;
      for (const { first, line, span } of lines) {
        assert.ok(first > last && first <= line);
        assert.match(written[line], /^ {4}[A-Z]/);
        for (const above of written.slice(first, line)) assert.match(above, /^(;|LABEL )/);
        assert.ok(forms.some(({ start, end }) => start <= span.start && span.end <= end));
        last = line;
      }
      for (const [i, form] of forms.entries()) {
        assert.ok(i === 0 || forms[i - 1].start <= form.start);
        assert.ok(lines.some(({ span }) => form.start <= span.start && span.end <= form.end));
      }
    });
  }
});

function viewOf(text: string): LinkedText {
  const view = assemblyView(analyze("a.lisp", 1, text));
  assert.ok(view && "text" in view);
  return view;
}

function slice(text: string, { start, end }: Span): string {
  return text.slice(start, end);
}
