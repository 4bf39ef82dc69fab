/** Breakpoints in Lisp, and steps that begin in the middle of things. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LineIndex } from "../../vm-core/index.ts";
import { Debugged, type Options } from "./debugged.ts";

const FILE = "stops.lisp";

function lisp(text: string, options: Options = {}): Debugged {
  return new Debugged(text, { file: FILE, ...options });
}

const TEXT = `(define (fact n)
  (if (< n 2)
      1
      (* n (fact (- n 1)))))

(define (safe f)
  (try (f)
       (catch e
         (str "caught " e))
       (finally (print "finally"))))

(define (even n) (if (= n 0) #t (odd (- n 1))))
(define (odd n) (if (= n 0) #f (even (- n 1))))

(let ((x 1)
      (y (fact 2)))
  ; nothing here
  (print x y))
(print (map (lambda (x) (* x x)) [1 2]))
(safe (lambda () (/ 1 0)))
(safe (lambda () 5))
(print
  (even 3))
`;

/** Sets a breakpoint at the form that begins with `start`, and says which form it got. */
function breakAtForm(debugged: Debugged, start: string): string {
  const offset = debugged.text.indexOf(start);
  const [binding] = debugged.debugger.breakpoints.setInFile(FILE, [{ id: 1, offset, exact: true }]);
  return binding.verified ? debugged.text.slice(binding.span.start, binding.span.end) : binding.message;
}

describe("Breakpoints on lines of Lisp", () => {
  it("are at the first thing that is evaluated there, else on the next line with code", () => {
    const debugged = lisp(TEXT);
    assert.deepEqual(debugged.breakAt([2, 3, 4, 5, 7, 8, 9, 10, 12, 15, 16, 17, 19, 22, 24]), [
      2,
      3,
      4,
      7,
      7,
      9,
      9,
      10,
      12,
      15,
      16,
      18,
      19,
      22,
      "there is no instruction at this line or after it",
    ]);
  });

  it("at the definition of a function are in the function", async () => {
    const debugged = lisp(TEXT);
    assert.deepEqual(debugged.breakAt([1]), [2]);
    assert.equal(await debugged.resume(), "breakpoint 2");
    assert.deepEqual(debugged.where(), ["fact 2", "main 16"]);
    assert.equal(debugged.form(), "(< n 2)");
    const { debugger: one } = debugged;
    assert.equal(
      one.breakpoints.setInFile(FILE, [{ id: 2, offset: TEXT.indexOf("(define (even") }])[0].verified,
      true,
    );
    assert.equal(await debugged.resume(), "breakpoint 12");
    assert.deepEqual(debugged.where(), ["even 12", "main 23"]);
  });

  it("show the form that is begun there, which the next step does not show again", async () => {
    const debugged = lisp(TEXT);
    debugged.breakAt([2]);
    assert.equal(await debugged.resume(), "breakpoint 2");
    assert.equal(debugged.form(), "(< n 2)");
    debugged.breakAt([]);
    await debugged.step("over");
    assert.equal(debugged.form(), "(- n 1)");
  });

  it("stop on both ways out of a `try`", async () => {
    const debugged = lisp(TEXT);
    debugged.breakAt([10]);
    assert.equal(await debugged.resume(), "breakpoint 10");
    assert.equal(debugged.form(), '(print "finally")');
    assert.equal(await debugged.resume(), "breakpoint 10");
    assert.equal(await debugged.resume(), "ended");
  });

  it("stop in each call of a function that the library makes", async () => {
    const debugged = lisp(TEXT);
    breakAtForm(debugged, "(* x x)");
    assert.equal(await debugged.resume(), "breakpoint 19");
    assert.deepEqual(
      debugged.where().map((frame) => frame.split(" ").slice(0, -1).join(" ")),
      ["lambda (line 19)", "map", "main"],
    );
    assert.equal(await debugged.resume(), "breakpoint 19");
    assert.equal(debugged.value("x"), "2");
    assert.equal(await debugged.resume(), "ended");
  });
});

describe("Breakpoints on forms", () => {
  it("are where the parts of the form are computed", async () => {
    const debugged = lisp(TEXT);
    assert.equal(breakAtForm(debugged, "(fact (- n 1))"), "(fact (- n 1))");
    assert.equal(await debugged.resume(), "breakpoint 4");
    assert.equal(debugged.scopes().at(-1), "Operand Stack: [0] top = 1, [1] = 2");
    await debugged.step("in");
    assert.deepEqual(debugged.where(), ["fact 2", "fact 4", "main 16"]);
  });

  it("in a form that is no stop itself are at the one around it", () => {
    const debugged = lisp(TEXT);
    assert.equal(breakAtForm(debugged, "n 2)\n"), "(< n 2)");
    assert.equal(breakAtForm(debugged, "1\n"), "1");
  });

  it("can be at every stop of a part of the text", () => {
    const debugged = lisp(TEXT);
    const lines = new LineIndex(TEXT);
    const part = { start: lines.lineStart(1), end: lines.lineStart(4) - 1 };
    const forms = debugged.debugger.breakpoints
      .placesIn(FILE, part)
      .map(({ start, end }) => TEXT.slice(start, end));
    assert.deepEqual(forms, ["(< n 2)", "1", "(* n (fact (- n 1)))", "(fact (- n 1))", "(- n 1)"]);
  });

  it("take conditions and messages in Lisp", async () => {
    const debugged = lisp(TEXT);
    const offset = TEXT.indexOf("(< n 2)");
    const set = (more: object) =>
      debugged.debugger.breakpoints.setInFile(FILE, [{ id: 1, offset, exact: true, ...more }]);
    assert.deepEqual(set({ condition: "(= n" }), [
      { id: 1, verified: false, message: "condition: this `(` is never closed: `)` is missing" },
    ]);
    set({ condition: "(= (fact n) 1)", logMessage: 'n is {n}, {(list n "a")}, {missing}' });
    assert.equal(await debugged.resume(), "ended");
    assert.equal(debugged.written("log"), 'n is 1, (1 "a"), {there is no variable `missing`}\n');
  });

  it("find the end of an expression in a message by reading it", async () => {
    const offset = TEXT.indexOf("(< n 2)");
    const message = async (logMessage: string): Promise<string> => {
      const debugged = lisp(TEXT);
      debugged.debugger.breakpoints.setInFile(FILE, [
        { id: 1, offset, exact: true, condition: "(= n 1)", logMessage },
      ]);
      await debugged.resume();
      return debugged.written("log");
    };
    assert.equal(await message("{(get {:a n} :a)}!"), "1!\n");
    assert.equal(await message('{(str n "}")}!'), "1}!\n");
    assert.equal(await message('{"{"} {n}'), "{ 1\n");
    assert.equal(await message("{{:a {:b n}}}"), "{:a {:b 1}}\n");
    assert.equal(await message("{n #| } |#}"), "1\n");
    assert.equal(await message("open { and {n}"), "open { and 1\n");
    const debugged = lisp(TEXT);
    const [binding] = debugged.debugger.breakpoints.setInFile(FILE, [
      { id: 1, offset, exact: true, logMessage: "{(str n}" },
    ]);
    assert.match(JSON.stringify(binding), /is never closed/);
    const [long, condition] = debugged.debugger.breakpoints.setInFile(FILE, [
      { id: 2, offset, exact: true, logMessage: "{".repeat(300_000) },
      { id: 3, offset, exact: true, condition: "(".repeat(300_000) },
    ]);
    assert.match(JSON.stringify(long), /log message: it is too long/);
    assert.match(JSON.stringify(condition), /condition: the expression is too long/);
  });

  it("with a condition that has no value stop, and say why", async () => {
    const debugged = lisp(TEXT);
    debugged.breakAt([2], { condition: "(car n)" });
    assert.equal(await debugged.resume(), "breakpoint 2");
    assert.match(debugged.written("log"), /The breakpoint's condition has no value: /);
  });

  it("on functions are at their beginning", async () => {
    const debugged = lisp(TEXT);
    debugged.debugger.breakpoints.setAtFunctions([{ id: 1, name: "odd" }]);
    assert.equal(await debugged.resume(), "breakpoint 13");
    assert.deepEqual(debugged.where(), ["odd 13", "main 23"]);
  });
});

describe("Steps from the middle", () => {
  it("over a tail call end where its value is wanted", async () => {
    const debugged = lisp(TEXT);
    breakAtForm(debugged, "(odd (- n 1))");
    await debugged.resume();
    debugged.breakAt([]);
    await debugged.step("over");
    assert.deepEqual([debugged.form(), ...debugged.where()], ["(print (even 3))", "main 22"]);
  });

  it("out of tail calls end there, too", async () => {
    const debugged = lisp(TEXT);
    breakAtForm(debugged, "(even (- n 1))");
    await debugged.resume();
    debugged.breakAt([]);
    await debugged.step("out");
    assert.deepEqual([debugged.form(), ...debugged.where()], ["(print (even 3))", "main 22"]);
  });

  it("out of a function that the library calls end after the library", async () => {
    const debugged = lisp(TEXT);
    breakAtForm(debugged, "(* x x)");
    await debugged.resume();
    debugged.breakAt([]);
    await debugged.step("out");
    assert.equal(debugged.form(), "(print (map (lambda (x) (* x x)) [1 2]))");
  });

  it("go through the library where somebody has stopped in it", async () => {
    const debugged = lisp(TEXT);
    debugged.debugger.breakpoints.setAtFunctions([{ id: 1, name: "map" }]);
    await debugged.resume();
    assert.match(debugged.where()[0], /^map /);
    await debugged.step("over");
    assert.match(debugged.where()[0], /^map /);
    await debugged.step("out");
    assert.equal(debugged.form(), "(print (map (lambda (x) (* x x)) [1 2]))");
  });

  it("of instructions are single ones", async () => {
    const debugged = lisp(TEXT);
    debugged.breakAt([2]);
    await debugged.resume();
    debugged.breakAt([]);
    const ops: string[] = [];
    for (let i = 0; i < 4; i++) {
      ops.push(debugged.view().frames(0, 1)[0].place?.instruction.op ?? "");
      debugged.debugger.control.step("in", 1, false, "instruction");
      await debugged.stopped();
    }
    assert.deepEqual(ops, ["LOAD", "PUSH_INT", "LESS", "JZ"]);
  });

  it("at the entry of a program go to its first form", async () => {
    const debugged = lisp(TEXT);
    assert.equal(await debugged.start(), "entry 1");
    await debugged.step("in");
    assert.equal(debugged.form(), "(fact 2)");
  });

  it("at an exception show the form that raised it", async () => {
    const debugged = lisp(TEXT);
    debugged.debugger.conditions.exceptionFilter = "all";
    assert.equal(await debugged.resume(), "exception 20");
    assert.equal(debugged.form(), "(/ 1 0)");
    await debugged.step("over");
    assert.equal(debugged.form(), '(str "caught " e)');
  });

  it("go into modules of both languages", async () => {
    const modules = {
      "words.lisp": '(define (shout text) (string-append text "!"))\n(export shout)\n',
      "twice.ttvm":
        "MAKE_FUNCTION twice x\nSTORE twice\nEXPORT twice\nHALT\nLABEL twice\nLOAD x\nPUSH_INT 2\nMUL\nRET\n",
    };
    const text = '(import "words.lisp")\n(import "twice.ttvm")\n(print (shout "a"))\n(print (twice 4))\n';
    const debugged = lisp(text, { modules });
    debugged.breakAt([3]);
    await debugged.resume();
    const forms: string[] = [];
    for (let i = 0; i < 8; i++) {
      forms.push(debugged.form());
      await debugged.step("in");
    }
    assert.deepEqual(forms, [
      '(shout "a")',
      '(string-append text "!")',
      '(print (shout "a"))',
      "(twice 4)",
      "LOAD x",
      "PUSH_INT 2",
      "MUL",
      "RET",
    ]);
    assert.equal(debugged.form(), "(print (twice 4))");
  });
});
