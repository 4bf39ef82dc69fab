/** The session of the editor: the bundled process, its terminal and its messages. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { describe, it } from "node:test";
import { folder } from "../cli/command.ts";
import { Transcript } from "../cli/transcript.ts";

const BUNDLE = path.resolve("dist/debug-adapter.js");

interface Answer {
  readonly id: number;
  readonly isError?: boolean;
  readonly text?: string;
  readonly isOpen?: boolean;
}

/** Starts a session in a folder with some files. */
function start(files: Readonly<Record<string, string>>, ...words: string[]) {
  const cwd = folder(files);
  const child: ChildProcess = spawn(process.execPath, [BUNDLE, "repl", ...words], {
    cwd,
    env: { ...process.env, TERM: "xterm", XDG_STATE_HOME: path.join(cwd, "state") },
    stdio: ["pipe", "pipe", "inherit", "ipc"],
  });
  const transcript = new Transcript(child);
  let asked = 0;
  const ask = (question: object): Promise<Answer> => {
    const id = ++asked;
    return new Promise((resolve) => {
      const take = (answer: Answer): void => {
        if (answer.id !== id) return;
        child.off("message", take);
        resolve(answer);
      };
      child.on("message", take);
      child.send({ id, ...question });
    });
  };
  const send = (form: string, line = 0, column = 0, file = "main.lisp") =>
    ask({ form, file: path.join(cwd, file), line, column });
  return { child, transcript, ask, send };
}

describe("The session of the editor", () => {
  it("evaluates forms between what is typed, and answers with their results", async () => {
    const { child, transcript, send } = start({}, "--terminal");
    await transcript.next("ttvm> ");
    child.stdin?.write("(area 3");
    await transcript.next("(area 3");
    const [defined, value] = [send("(define (area a b) (* a b))"), send('(list (area 2 3) "x")', 4)];
    assert.deepEqual(await defined, { id: 1, isError: false, text: "" });
    assert.deepEqual(await value, { id: 2, isError: false, text: '(6 "x")' });
    // What was typed is there again, and belongs to the same session.
    await transcript.next('; main.lisp:5\n(list (area 2 3) "x")\n(6 "x")\n');
    await transcript.next("ttvm> (area 3");
    child.stdin?.write(" 4)\r");
    await transcript.next("\n12\n");
    child.stdin?.write("\x04");
    assert.equal(await transcript.ended(), 0);
  });

  it("tells what is wrong, at its place in the file", async () => {
    const { child, transcript, send } = start({});
    assert.deepEqual(await send("(car (list))", 9, 2), {
      id: 1,
      isError: true,
      text: "car: expected a list with an item, got ()",
    });
    await transcript.next("at main.lisp:10\n");
    const unknown = await send("(print\n  unknown-name)", 9, 2);
    assert.match(unknown.text ?? "", /^there is no variable `unknown-name`/);
    await transcript.next("(line 11)");
    const thrown = await send('(raise (list 1 "x"))');
    assert.ok(thrown.isError && thrown.text === '(1 "x")', thrown.text);
    assert.equal((await send("(values 1 (list 2) null)")).text, "1\n(2)\nnull");
    assert.equal((await send("(values)")).text, "");
    // Without the editor it ends.
    const exit = new Promise((resolve) => child.once("exit", resolve));
    child.disconnect();
    assert.equal(await exit, 0);
  });

  it("finds modules beside the file that a form is of", async () => {
    const module = "(export twice)\n(define (twice n) (* 2 n))\n";
    const { ask, transcript, send } = start({ "inner/twice.lisp": module });
    await send("(import twice.lisp (twice))", 0, 0, "inner/main.lisp");
    assert.equal((await send("(twice 21)", 1, 0, "inner/main.lisp")).text, "42");
    await ask({ input: ":quit" });
    assert.equal(await transcript.ended(), 0);
  });

  it("takes lines where there is no terminal, and can be interrupted", async () => {
    const { child, transcript, ask, send } = start({ "secret.txt": "s" }, "--sandbox");
    assert.equal((await ask({ input: "(+ 40" })).isOpen, true);
    // A form does not meet an input that is open.
    assert.equal((await send("(* 6 7)")).text, "42");
    assert.equal((await ask({ input: "2)" })).isOpen, false);
    await transcript.next("42\n");
    assert.match((await send('(read-file "secret.txt")')).text ?? "", /^Permission denied: read secret.txt/);
    const endless = send('(begin (print "runs") (while true 1))');
    await transcript.next("runs\n");
    child.send({ interrupt: true });
    assert.deepEqual(await endless, { id: 5, isError: true, text: "interrupted" });
    const ended = send("(exit 3)");
    assert.equal((await ended).text, "exit 3");
    assert.equal(await transcript.ended(), 3);
  });
});
