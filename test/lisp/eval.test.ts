/** `eval`: what the limits of a run are to it, and what it may reach. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze } from "../../vm-core/index.ts";
import { createMachine } from "../../vm-core/machine/index.ts";
import { drive } from "../../vm-core/run/drive.ts";
import { captureHost, noModules, type RunOptions, runProgram } from "../machine/run-text.ts";

function programOf(text: string) {
  const { program, problems } = analyze("main.lisp", 1, text);
  assert.ok(program !== undefined, problems[0]?.message);
  return program;
}

const errorOf = async (text: string, options?: RunOptions) =>
  (await runProgram(programOf(text), options)).error;

/** Runs a text, and gives how many programs the code space has then. */
async function modulesOf(text: string): Promise<number> {
  const run = createMachine(programOf(text), { readModule: noModules });
  const written = { stdout: "", stderr: "" };
  const { failure } = await drive(run, captureHost(written));
  assert.equal(failure, null);
  return run.space.modules.length;
}

const forEver = (datum: string) => `(let loop ((n 0)) (begin (eval ${datum}) (loop (+ n 1))))`;

describe("eval", () => {
  it("is held by the limits of the run", async () => {
    const memory = { limits: { maxMemory: 2 ** 20 } };
    // The code that data become is never given back.
    assert.match(await errorOf(forEver("(list (quote +) n n)"), memory), /Resource limit reached: memory/);
    const instructions = { limits: { maxInstructions: 100_000 } };
    for (const datum of ["'(+ 1 2)", "(list (quote +) n n)", "'(while true 1)"]) {
      assert.match(
        await errorOf(forEver(datum), instructions),
        /Resource limit reached: instructions/,
        datum,
      );
    }
    const nested = "(eval '(define (deep) (+ 1 (eval '(deep)))))\n(eval '(deep))";
    assert.match(await errorOf(nested), /Resource limit reached: frames/);
  });

  it("counts what a program takes that is kept, with its text", async () => {
    const codeOf = async (text: string): Promise<number> => {
      const run = createMachine(programOf(text), { readModule: noModules });
      await drive(run, captureHost({ stdout: "", stderr: "" }));
      return run.heap.code;
    };
    // Measured: a name that is quoted takes 4,200 bytes.
    const few = await codeOf('(do ((i 0 (+ i 1))) ((= i 50)) (eval (list "quote" (str "a" i))))');
    assert.ok(few > 50 * 4_000 && few < 50 * 6_000, `${few} bytes`);
    const long = await codeOf('(eval (list "quote" (string-repeat "a" 100000)))');
    assert.ok(long > 100_000, `${long} bytes`);
  });

  it("compiles a datum that comes again once", async () => {
    const times = (count: number) =>
      `(eval '(define x 1))\n(do ((i 0 (+ i 1))) ((= i ${count})) (eval '(set! x (+ x 1))))\n(print (eval 'x))`;
    assert.equal(await modulesOf(times(10)), await modulesOf(times(1_000)));
  });

  it("reaches what the run may reach, and no more", async () => {
    const asked: string[] = [];
    const host = {
      perform: (request: { readonly kind: string }) => {
        asked.push(request.kind);
        return null;
      },
    };
    assert.equal(await errorOf("(eval '(read-file (quote secret)))", { host }), "");
    assert.deepEqual(asked, ["read-file"]);
  });

  it("says what is wrong with data that are no program", async () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ["'(if)", /^eval: .*, in \(if\)$/],
      ["'(car 1 2 3)", /^eval: `car` takes 1 argument, not 3, in \(car 1 2 3\)$/],
      ["(make-hash-table)", /^eval: .* cannot be a part of a program$/],
      ["'(define-macro (m) (while true 1))", /^$/],
      ["'((define-macro (m) (while true 1)) (m))", /^eval: /],
      [
        "(let loop ((i 0) (l 1)) (if (= i 1000) l (loop (+ i 1) (list l))))",
        /^eval: the data are nested too deeply$/,
      ],
      ["(cons '+ (iota 30000))", /^eval: the data have more than 20,000 parts or 200,000 characters$/],
      ["(make-string 300000 (quote x))", /^eval: the data have more than/],
      ["(cons '+ (iota 10000))", /^$/],
      ['\'""', /^eval: a string in data is a name, and "" is none/],
    ];
    for (const [datum, error] of cases) assert.match(await errorOf(`(eval ${datum})`), error, datum);
  });

  it("is not there for the code of macros", () => {
    const { problems } = analyze("main.lisp", 1, "(define-macro (m) (eval '(+ 1 2)))\n(print (m))");
    assert.match(problems[0]?.message ?? "", /does not reach outside/);
  });
});
