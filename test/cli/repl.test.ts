/** `ttvm repl`, through pipes and at a terminal of its own. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { folder, TTVM, ttvm } from "./command.ts";
import { Transcript } from "./transcript.ts";

describe("ttvm repl from a pipe", () => {
  it("writes values and output, and asks for nothing", async () => {
    const stdin = `(+ 1 2)
(define (fact n)
  (if (< n 2) 1
      (* n (fact (- n 1)))))
(fact 20)
"two\\nlines"
{:a (list 1 "x" #t null)}
(print "printed")
PUSH_INT 2
PUSH_INT 3
ADD
PRINT
LABEL double
  LOAD n
  DUP
  ADD
  RET

PUSH_INT 4
CALL double n
PRINT
`;
    assert.deepEqual(await ttvm(["repl"], { stdin }), {
      stdout: '3\n2432902008176640000\n"two\\nlines"\n{:a (1 "x" #t null)}\nprinted\n5\n8\n',
      stderr: "",
      code: 0,
    });
  });

  it("shows some of very many problems, and of a long line what is around them", async () => {
    const { stderr } = await ttvm(["repl"], { stdin: `${")".repeat(200_000)}\n` });
    assert.equal(stderr.match(/nothing that this/g)?.length, 20);
    assert.match(stderr, /\n {2}and \d{3,} more\n$/);
    assert.ok(stderr.length < 10_000, `${stderr.length} characters`);
  });

  it("writes each of several values by itself, and what changes as what it holds", async () => {
    const { stdout } = await ttvm(["repl"], {
      stdin: `(values 1 (list "a") null)
(values)
{:values (list 1 2)}
(define-record-type point (make-point x y) point? (x point-x) (y point-y set-point-y!))
(make-point 1 2)
(define v (vector 1 2))
(list v v)
(vector-set! v 0 v)
v
(make-promise 5)
`,
    });
    assert.equal(
      stdout,
      `1
("a")
null
{:values (1 2)}
{:record "point" :x 1 :y 2}
(#(1 2) #(1 2))
#(#<cycle> 2)
{:type "promise" :state ("done" 5)}
`,
    );
  });

  it("begins a new line after output that ended within one", async () => {
    const { stdout } = await ttvm(["repl"], {
      stdin: '(begin (display "a") 5)\n(display "b")\n(display "c")\n(+ 1 1)\n',
    });
    assert.equal(stdout, "a\n5\nbc\n2\n");
  });

  it("continues after an error, shows where it is, and exits with 1", async () => {
    const { stdout, stderr, code } = await ttvm(["repl"], {
      stdin:
        '(print foo)\n(define (f x)\n\t(car x))\n(f (list))\nPUSH_INT\n(throw "thrown")\n(define-macro (m x) (car x))\n(m ())\n(+ 2 2)\n',
    });
    assert.equal(stdout, "4\n");
    assert.equal(
      stderr,
      `Error: there is no variable \`foo\`
  (print foo)
         ^^^
Error: car: expected a list with an item, got ()
  \t(car x))
  \t^^^^^^^
  at input 2:2
  called at input 3:1
Error: PUSH_INT needs an operand: \`PUSH_INT value\`
  PUSH_INT
  ^^^^^^^^
Error: thrown
  (throw "thrown")
  ^^^^^^^^^^^^^^^^
  at input 5:1
Error: the macro \`m\` failed: car: expected a list with an item, got ()
  (m ())
  ^^^^^^
`,
    );
    assert.equal(code, 1);
  });

  it("has what is open at the end reported", async () => {
    const { stderr, code } = await ttvm(["repl"], { stdin: "(car (list 1\n" });
    assert.match(stderr, /^Error: this `\(` is never closed: `\)` is missing\n {2}\(car \(list 1\n {2}\^\n$/);
    assert.equal(code, 1);
  });

  it("ends with the code of EXIT, with :quit, and waits for processes", async () => {
    assert.equal((await ttvm(["repl"], { stdin: "(exit 7)\n(print 1)\n" })).code, 7);
    assert.deepEqual(await ttvm(["repl"], { stdin: ":quit\n(print 1)\n" }), {
      stdout: "",
      stderr: "",
      code: 0,
    });
    const later = "(spawn (lambda () (sleep 50) (print 9)))\n";
    assert.equal((await ttvm(["repl"], { stdin: later })).stdout, "2\n9\n");
  });

  it("leaves no process alive at :quit", async () => {
    const stdin = "(spawn (lambda () (while true 1)))\n(spawn (lambda () (sleep 1000000)))\n(+ 1 1)\n:quit\n";
    assert.deepEqual(await ttvm(["repl"], { stdin }), { stdout: "2\n3\n2\n", stderr: "", code: 0 });
  });

  it("ends with 130 at Ctrl-C, whether it runs, waits for input or for processes", async () => {
    const spinning = '(begin (print "running") (while true 1))\n';
    const waiting = "(spawn (lambda () (print 1) (sleep 1000000)))\n";
    const interrupted = async (stdin: string, isAll: boolean, shown: string): Promise<void> => {
      const { code } = await ttvm(["repl"], {
        during: async (child, transcript) => {
          if (isAll) child.stdin.end(stdin);
          else child.stdin.write(stdin);
          await transcript.next(shown);
          child.kill("SIGINT");
        },
      });
      assert.equal(code, 130, stdin);
    };
    await interrupted(spinning, false, "running");
    await interrupted("(+ 40 2)\n", false, "42");
    await interrupted(waiting, true, "1");
  });

  it("reads lines that end as on Windows, and continues after empty ones", async () => {
    const stdin =
      "(+ 1\r\n\r\n2)\r\n\r\n; a comment\r\nLABEL one\r\nPUSH_INT 1\r\nRET\r\n\r\nCALL one\r\nPRINT\r\n";
    assert.deepEqual(await ttvm(["repl"], { stdin }), { stdout: "3\n1\n", stderr: "", code: 0 });
  });

  it("has commands", async () => {
    const { stdout, stderr, code } = await ttvm(["repl"], {
      stdin:
        ':stack\nPUSH_INT 1\nPUSH_STR "x"\n:stack\n:time\n(+ 1 1)\n:time\n:trace\n(+ 1 1)\n:trace\n:asm\nHALT\n:lisp\nHALT\n:auto\n:help\n:nothing\n',
    });
    assert.equal(stdout, "2\n2\n");
    assert.match(
      stderr,
      /^the stack is empty\n {2}"x"\n {2}1\ntimes are shown\n\d+\.\d ms, \d+ instructions\ntimes are not shown\n/,
    );
    assert.match(
      stderr,
      /instructions are traced\n(?:\[trace\] process 1 @ \S+ input 4:1 {2}.*\n)+instructions are not traced\n/,
    );
    assert.match(stderr, /Error: there is no variable `HALT`/);
    assert.match(stderr, /:load FILE/);
    assert.match(stderr, /there is no command :nothing; :help lists them\n$/);
    assert.equal(code, 1);
  });

  it("tells what names mean, and what uses of macros stand for", async () => {
    const stdin =
      "(define-syntax twice (syntax-rules () ((_ e) (begin e e))))\n:doc add\n:doc cons\n:apropos vector-ref\n:expand (twice (f))\n:expand (twice)\n:doc\n:apropos\n:expand\n:doc nothing-here\n";
    const { stdout, stderr } = await ttvm(["repl"], { stdin });
    assert.equal(stdout, "(begin (f) (f))\n");
    assert.match(stderr, /^ADD {2}; \( .* \) {2}\(instruction\)\n {2}\S/);
    assert.match(
      stderr,
      /\n\(cons item list\) {2}\(function\)\n {2}A list with `item` before the others\.\n/,
    );
    assert.match(stderr, /\n {2}vector-ref \(function\): The item of a vector/);
    assert.match(stderr, /\n {2}\(twice\)\n {2}\^{7}\n/);
    assert.match(
      stderr,
      /which name\?\nError: :apropos TEXT: which text\?\nError: :expand FORM: which form\?\n/,
    );
    assert.match(stderr, /nothing is documented as nothing-here; :apropos TEXT searches\n$/);
  });

  it("loads files", async () => {
    const cwd = folder({
      "square.lisp": "(define (square x)\n  (* x x))\n(define (broken) (car 1))\n",
      "words.ttvm": 'PUSH_STR "loaded"\nPRINT\n',
      "wrong.lisp": "(define a\n",
    });
    const { stdout, stderr } = await ttvm(["repl"], {
      cwd,
      stdin:
        ":load square.lisp\n(square 9)\n:load words.ttvm\n:load none.lisp\n:load wrong.lisp\n:load\n(broken)\n",
    });
    assert.equal(stdout, "81\nloaded\n");
    assert.match(
      stderr,
      /^Error: File operation failed on none\.lisp: No such file or directory \(os error 2\)\n/,
    );
    assert.match(stderr, /is never closed.*\n {2}\(define a\n {2}\^\n/);
    assert.match(stderr, /which file\?\n/);
    assert.match(
      stderr,
      /\(define \(broken\) \(car 1\)\)\n {19}\^{7}\n {2}at square\.lisp:3\n {2}called at input 2:1\n$/,
    );
  });

  it("takes permissions", async () => {
    const stdin = '(read-file "secret")\n';
    const { stderr, code } = await ttvm(["repl", "--sandbox"], { cwd: folder({ secret: "s" }), stdin });
    assert.match(stderr, /^Error: Permission denied: read secret\n/);
    assert.equal(code, 1);
    const wrong = await ttvm(["repl", "--allow", "everything"]);
    assert.equal(wrong.code, 2);
    assert.match((await ttvm(["repl", "--help"])).stdout, /--no-history/);
  });
});

const PROMPT = "ttvm> ";
const OPEN_PROMPT = "... ";

/** The command at a terminal that `script` of util-linux makes; resolves when it has prompted. */
async function terminal(state: string, words: readonly string[] = []) {
  const command = [process.execPath, TTVM, "repl", ...words].map((word) => `'${word}'`).join(" ");
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    env: { ...process.env, XDG_STATE_HOME: state, TERM: "xterm", NO_COLOR: "1" },
  });
  const transcript = new Transcript(child);
  /** Types, and waits for all that is shown in answer to it, in order. */
  const press = async (keys: string, ...shown: string[]): Promise<void> => {
    child.stdin.write(keys);
    for (const text of shown) await transcript.next(text);
  };
  /** Types a line and Enter, and waits for the echo of both: what comes after it is an answer. */
  const send = (line: string, ...shown: string[]) => press(`${line}\r`, line, "\n", ...shown);
  /** The same for a line that ends an entry: the next may be typed afterwards. */
  const enter = (line: string, ...shown: string[]) => send(line, ...shown, PROMPT);
  await transcript.next(PROMPT);
  return { press, send, enter, transcript };
}

const hasScript = spawnSync("script", ["--version"]).stdout?.toString().includes("util-linux") === true;

describe("ttvm repl at a terminal", {
  skip: hasScript ? false : "the `script` of util-linux is not here",
}, () => {
  it("prompts, continues over lines, completes, and keeps a history", async () => {
    const state = folder({});
    const { press, send, enter, transcript } = await terminal(state);
    await enter('(display "in a line")', "in a line\r\n");
    await send("(+ 40", OPEN_PROMPT);
    await enter("2)", "42");
    await press("(string-upp\t", "(string-upper");
    await enter(' "abc")', '"ABC"');
    await enter("PUSH_INT 7", "  7");
    await press("\x1b[A\x1b[A", '(string-upper "abc")');
    await enter("", '"ABC"');
    await press("\x04");
    assert.equal(await transcript.ended(), 0);
    const history = path.join(state, "tinytotvm", "repl-history");
    assert.equal(
      readFileSync(history, "utf8"),
      '(display "in a line")\n(+ 40\x1e2)\n(string-upper "abc")\nPUSH_INT 7\n(string-upper "abc")\n',
    );
  });

  it("recalls an entry of several lines as one, and searches with Ctrl-R", async () => {
    const state = folder({});
    const { press, send, enter, transcript } = await terminal(state);
    await send("(list 1", OPEN_PROMPT);
    await enter("2)", "(1 2)");
    await enter("(+ 3 4)", "7");
    await press("\x1b[A\x1b[A", "2)");
    await enter("", "(1 2)");
    await press("+ 3\x12", "(+ 3 4)");
    await enter("", "7");
    await press("(list\x12", "2)");
    await enter("", "(1 2)");
    await press("\x04");
    assert.equal(await transcript.ended(), 0);
    const history = readFileSync(path.join(state, "tinytotvm", "repl-history"), "utf8");
    const [list, sum] = ["(list 1\x1e2)\n", "(+ 3 4)\n"];
    assert.equal(history, list + sum + list + sum + list);
  });

  it("walks the entries that begin with what is typed, to older ones and back", async () => {
    const { press, send, enter, transcript } = await terminal(folder({}), ["--no-history"]);
    await enter("(+ 1 1)", "2");
    await send("(list 1", OPEN_PROMPT);
    await send("2", OPEN_PROMPT);
    await enter("3)", "(1 2 3)");
    await enter("(+ 2 2)", "4");
    await press("(+\x1b[A", `${PROMPT}(+ 2 2)`);
    await press("\x1b[A", `${PROMPT}(+ 1 1)`);
    await press("\x1b[A", `${PROMPT}(+\x1b`);
    await press("\x1b[B", `${PROMPT}(+ 1 1)`);
    await press("\x1b[B\x1b[B", `${PROMPT}(+\x1b`);
    await press("\x7f\x7f\x10\x10", "3)");
    await enter("", "(1 2 3)");
    await press("\x10\x10\x0e", "3)");
    await enter("", "(1 2 3)");
    await press("\x04");
    assert.equal(await transcript.ended(), 0);
  });

  it("searches while the text is typed after Ctrl-R on an empty line", async () => {
    const { press, send, enter, transcript } = await terminal(folder({}), ["--no-history"]);
    await enter("(+ 3 4)", "7");
    await send("(list 1", OPEN_PROMPT);
    await enter("2)", "(1 2)");
    await enter("(list 5)", "(5)");
    await press("\x12", "search : ");
    await press("li", "search li: (list 5)");
    await press("\x12", "(list 1");
    await press("\r", "(1 2)", PROMPT);
    await press("\x12", "search : ");
    await press("+x", "search +x: ");
    await press("\x7f", "search +: (+ 3 4)");
    await press("\x1b[D", `${PROMPT}(+ 3 4)`);
    await press("\r", "7", PROMPT);
    await press("\x12", "search : ");
    await press("lis\x07", PROMPT);
    await enter("(* 6 7)", "42");
    await press("\x04");
    assert.equal(await transcript.ended(), 0);
  });

  it("keeps what is typed while something runs, with the cursor after it", async () => {
    const { press, send, enter, transcript } = await terminal(folder({}), ["--no-history"]);
    await send("(sleep 500)");
    // The prompt and the text are drawn, then the cursor is put into the column after them.
    await press("(+ 20", "(+ 20", `${PROMPT}(+ 20\x1b[12G`);
    await enter(" 22)", "42");
    await press("\x04");
    assert.equal(await transcript.ended(), 0);
  });

  it("shows the partner of the bracket at the cursor, also in the lines before", async () => {
    const { press, send, transcript } = await terminal(folder({}), ["--no-history"]);
    const inverse = "\x1b[7m(\x1b[27m";
    // Back by the width of the text, the bracket, and forth again.
    await press("(list (car x)", "(list (car x)", `\x1b[7D${inverse}\x1b[6C`);
    // The next key takes it away before it does anything.
    await press(" ", "\x1b[7D(\x1b[6C");
    await press("\x15", PROMPT);
    await send("(list 1", OPEN_PROMPT);
    // Two columns less than the prompt: the parenthesis is in the row above.
    await press("2)", `2)\x1b[1A${inverse}\x1b[1D\x1b[1B`);
    await press("\r", "(1 2)");
    // One in a string is none, and Home looks at the one after the cursor.
    await press('(str ")', '(str ")');
    await press('")', `\x1b[9D${inverse}`);
    await press("\x01", "\x1b[7m)\x1b[27m");
    await press("\x05\x15\x04");
    assert.equal(await transcript.ended(), 0);
  });

  it("interrupts what runs and drops what is typed at Ctrl-C", async () => {
    const state = folder({});
    const { press, send, enter, transcript } = await terminal(state, ["--no-history"]);
    await send('(begin (display "running") (while true 1))', "running");
    await press("\x03", "interrupted", PROMPT);
    await send("(list 1", OPEN_PROMPT);
    await press("\x03", PROMPT);
    await enter("(+ 4 5)", "9");
    await send(":quit");
    assert.equal(await transcript.ended(), 0);
    assert.equal(existsSync(path.join(state, "tinytotvm")), false);
  });
});
