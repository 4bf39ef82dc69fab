/** What a debugger shows of frames in Lisp, and what expressions in Lisp mean there. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Complaint } from "../../vm-core/index.ts";
import { Debugged } from "./debugged.ts";

const TEXT = `(import "std/math")
(define-syntax twice (syntax-rules () ((_ e) (+ e e))))
(define (plus-one form) (list '+ 1 form))
(define-macro (inc form) (plus-one form))
(define total 10)
(define (make-counter start)
  (let ((count start) (label "c") (unused 1))
    (lambda (by)
      (let* ((next (+ count by)) (text (str label next)))
        (set! count next)
        text))))
(define c (make-counter 5))
(define (fact n) (if (< n 2) 1 (* n (fact (- n 1)))))
(define (add! by) (set! total (+ total by)) total)
(define (sum items)
  (define (scaled x) (* x total))
  (let loop ((i 0) (sum 0))
    (if (< i (length items))
        (loop (+ i 1) (+ sum (scaled (nth items i))))
        sum)))
(print (c 2))
(print (sum [1 2]))
(try (throw "oh") (catch problem (print "caught")))
(define things (list 1 2.0 "x" #t null {:a {:b 1}} fact c (lambda (x) x) '()))
(define shadowed 1)
(let ((shadowed 2))
  (print shadowed total things))
`;

async function at(line: number, hitCondition?: string): Promise<Debugged> {
  const debugged = new Debugged(TEXT, { file: "values.lisp" });
  debugged.breakAt([line], { hitCondition });
  await debugged.resume();
  debugged.breakAt([]);
  return debugged;
}

/** The scopes that the text has, without those of the machine and without functions. */
function scopes(debugged: Debugged, frame = 0): string[] {
  return debugged.scopes(frame).filter((scope) => !/^(Globals|Process|Operand Stack):/.test(scope));
}

describe("Scopes of Lisp", () => {
  it("are those of the text, innermost first, with what the function has captured", async () => {
    const debugged = await at(10);
    assert.deepEqual(scopes(debugged), [
      'let (line 9): text = "c7", next = 7',
      "lambda (line 8): by = 2",
      'let (line 7): count = 5, label = "c"',
    ]);
    assert.deepEqual(debugged.where(), ["lambda (line 8) 10", "main 21"]);
  });

  it("have loops and functions", async () => {
    const debugged = await at(19, "2");
    assert.deepEqual(scopes(debugged), ["loop (line 17): i = 1, sum = 10", "sum (line 15): items = (1 2)"]);
  });

  it("have what a handler has caught", async () => {
    const debugged = await at(23);
    while (debugged.form() !== '(print "caught")') await debugged.step("over");
    assert.deepEqual(scopes(debugged), ["catch (line 23): problem = #<exception oh>"]);
    assert.equal(debugged.value("(get problem :message)"), '"oh"');
  });

  it("end with the globals, functions last, and what the machine has", async () => {
    const debugged = await at(26);
    const all = debugged.view().scopes(debugged.view().frames(0, 1)[0]);
    assert.deepEqual(
      all.map(({ name }) => name),
      ["Globals", "Process", "Operand Stack"],
    );
    const globals = Object.entries(debugged.scope("Globals"));
    const names = globals.map(([name]) => name);
    assert.ok(names.indexOf("total") < names.indexOf("fact"));
    assert.ok(names.indexOf("things") < names.indexOf("make-counter"));
  });
});

describe("Values of Lisp", () => {
  it("are written as Lisp", async () => {
    const debugged = await at(27);
    assert.equal(
      debugged.value("things"),
      '(1 2.0 "x" #t null {:a {:b 1}} #<function fact> #<function lambda (line 8)> #<function lambda (line 24)> ())',
    );
    assert.deepEqual(scopes(debugged), ["let (line 26): shadowed = 2"]);
    assert.equal(debugged.scope("Globals").shadowed, "1");
    assert.equal(debugged.value("shadowed"), "2");
  });

  it("expand, with an expression for each part", async () => {
    const debugged = await at(27);
    const things = debugged.view().evaluate("things");
    assert.ok(!(things instanceof Complaint));
    const object = things.contents?.page(5, 6)[0];
    const field = object?.contents?.page(0, 1)[0];
    const inner = field?.contents?.page(0, 1)[0];
    assert.deepEqual([object?.name, field?.name, inner?.name], ["[5]", "a", "b"]);
    assert.deepEqual([inner?.expression, inner?.text], ['(get (get (nth things 5) "a") "b")', "1"]);
    assert.equal(debugged.value(inner?.expression ?? ""), "1");
    // What a function has captured shows without its cell.
    const captured = things.contents?.page(7, 8)[0].contents?.page(0, 5);
    assert.deepEqual(captured?.map(({ name, text }) => `${name} ${text}`).sort(), ["count 7", 'label "c"']);
  });

  it("can be changed: variables, captured ones, globals", async () => {
    const debugged = await at(10);
    const [frame] = debugged.view().frames(0, 1);
    const scopes = debugged.view().scopes(frame);
    const assign = (scope: number, name: string, expression: string): string => {
      const result = debugged.view().assign(scopes[scope].contents, name, expression, frame);
      return result instanceof Complaint ? `! ${result.message}` : result.text;
    };
    assert.equal(assign(0, "next", "(* by 50)"), "100");
    assert.equal(assign(2, "label", "(str label label)"), '"cc"');
    assert.equal(assign(3, "total", "{:a 1}"), "{:a 1}");
    assert.equal(assign(0, "nothing", "1"), "! there is no variable `nothing` here");
    assert.match(assign(0, "next", "(+ 1"), /^! this `\(` is never closed/);
    assert.deepEqual(
      scopes[0].contents.page(0, 9).map(({ text }) => text),
      ['"c7"', "100"],
    );
    assert.equal(debugged.value("(list next label total)"), '(100 "cc" {:a 1})');
  });
});

describe("Expressions of Lisp", () => {
  it("see what the form sees, and call functions of the program and the library", async () => {
    const debugged = await at(10);
    const values: Record<string, string> = {
      "(+ count by)": "7",
      "(fact 20)": "2432902008176640000",
      "(map (lambda (x) (* x by)) [1 2 3])": "(2 4 6)",
      "(reduce + 0 (range 5))": "10",
      "(let loop ((i 0)) (if (< i 5) (loop (+ i 1)) i))": "5",
      "(twice count)": "10",
      "(inc count)": "6",
      "(define-syntax a b)": "! a definition has no value",
      "(sqrt 16.0)": "4.0",
      "(self)": "1",
      "1 2 3": "3",
      "'(a b)": '("a" "b")',
      map: "#<function map>",
      "+": "#<function +>",
      fact: "#<function fact>",
      "(lambda (x) x)": "#<function lambda>",
      "(try (throw 1) (catch e 2))": "2",
    };
    for (const [expression, value] of Object.entries(values)) {
      assert.equal(debugged.value(expression), value, expression);
    }
  });

  it("say why they have no value", async () => {
    const debugged = await at(10);
    const complaints: Record<string, RegExp> = {
      "": /the expression is empty/,
      "(": /never closed/,
      ")": /./,
      "(if)": /written `\(if test then else\)`/,
      "nothing-at-all": /there is no variable `nothing-at-all`/,
      labell: /did you mean `label`/,
      unused: /`unused` has no value here/,
      start: /`start` has no value here/,
      "(/ 1 0)": /Division by zero/,
      '(throw "bad")': /^! bad$/,
      "(fact)": /`fact` takes 1 argument, not 0/,
      "(let loop () (loop))": /no value after \d+ instructions/,
      "(let loop ((all [])) (loop (list all all)))": /no value after|Resource limit/,
      "(define (f n) (+ 1 (f n))) (f 1)": /Resource limit reached: frames/,
      "(+ 1 (range 3))": /\+: expected numbers, got 1 and \(0 1 2\)/,
      "(define x 1)": /a definition has no value/,
    };
    for (const [expression, complaint] of Object.entries(complaints)) {
      assert.match(debugged.value(expression), /^! /, expression);
      assert.match(debugged.value(expression), complaint, expression);
    }
  });

  it("have no effect on the world", async () => {
    const debugged = await at(10);
    const effects: Record<string, RegExp> = {
      '(print "x")': /would write output/,
      '(display "x")': /would write output/,
      "(spawn fact 1)": /would work with processes/,
      "(send (self) 1)": /would work with processes/,
      "(receive (x x))": /would work with processes/,
      "(register me)": /would work with processes/,
      '(write-file "x" "y")': /would use files/,
      "(read-line)": /would read input/,
      "(sleep 10)": /left to the program/,
      "(exit 3)": /left to the program/,
      "(for-each print [1 2])": /would write output/,
    };
    for (const [expression, refusal] of Object.entries(effects)) {
      assert.match(debugged.execute(expression), refusal, expression);
    }
    assert.equal(debugged.written("stdout"), "");
    assert.equal(await debugged.resume(), "ended");
    assert.match(debugged.written("stdout"), /^c7\n30\ncaught\n2 10 /);
  });

  it("change nothing, unless they are executed", async () => {
    const debugged = await at(10);
    for (const expression of ["(begin (set! count 99) count)", "(begin (set! next 99) next)"]) {
      assert.equal(debugged.value(expression), "99");
    }
    assert.equal(debugged.value("(begin (add! 5) (add! 5))"), "20");
    assert.equal(debugged.value("(begin (c 1) (c 1))"), '"c7"');
    assert.equal(debugged.value("(list count next total)"), "(5 7 10)");
    assert.equal(debugged.execute("(begin (set! count 50) (set! next 60) (add! 5))"), "15");
    assert.equal(debugged.value("(list count next total)"), "(50 60 15)");
    // What fails half way leaves everything as it was.
    assert.equal(debugged.execute("(begin (set! count 1) (add! 1) (/ 1 0))"), "! /: Division by zero");
    assert.equal(debugged.value("(list count next total)"), "(50 60 15)");
    assert.equal(debugged.execute("(set! total fact)"), "null");
    assert.equal(
      debugged.execute("(set! label (list (lambda () 1)))"),
      "! a function that is made here cannot stay in the program",
    );
    assert.equal(debugged.execute("(set! total 3)"), "null");
    await debugged.resume();
    assert.match(debugged.written("stdout"), /^c7\n9\n/);
    assert.equal(debugged.outcome?.exitCode, 0);
  });

  it("in outer frames see what those see", async () => {
    const debugged = new Debugged(TEXT, { file: "values.lisp" });
    debugged.debugger.breakpoints.setAtFunctions([{ id: 1, name: "scaled" }]);
    await debugged.resume();
    assert.deepEqual(
      debugged.where().map((frame) => frame.split(" ")[0]),
      ["scaled", "sum", "main"],
    );
    assert.equal(debugged.value("x"), "1");
    assert.equal(debugged.value("(list i items)", 1), "(0 (1 2))");
    assert.match(debugged.value("items", 2), /there is no variable `items`/);
    assert.equal(debugged.value("(scaled 3)", 1), "! `scaled` has no value here: the program only calls it");
    assert.equal(debugged.execute("(set! sum 100)", 1), "null");
    assert.equal(debugged.value("sum", 1), "100");
  });

  it("do not disturb what the program counts and numbers", async () => {
    const text = `(define (work n) (if (= n 0) (self) (work (- n 1))))
(define child (spawn work 5))
(define ref (monitor child))
(print child ref (length (processes)))
(receive (x (print (work 3))))
`;
    const run = async (expressions: readonly string[]): Promise<string> => {
      const debugged = new Debugged(text, { file: "quiet.lisp" });
      let stop = await debugged.start();
      while (stop !== "ended") {
        for (const expression of expressions) debugged.execute(expression);
        stop = await debugged.step("in");
      }
      return debugged.written("stdout") + debugged.outcome?.exitCode;
    };
    const plain = await run([]);
    assert.equal(await run(["(work 10)", "(spawn work 1)", "(map work (range 3))", "(throw 1)"]), plain);
  });
});
