/** `ttvm test` and `ttvm test-all`. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { folder, HELLO, lines, ttvm } from "./command.ts";
import { ttvmHere } from "./in-process.ts";

const PASSING = {
  "a.test.ttvm": HELLO,
  "b.ttvm": lines(
    'PUSH_STR "; expect: not this"  ; expect: ; expect: not this',
    "PRINT",
    "READ_LINE",
    "PRINT ; expect: a line",
    "READ_LINE",
    "PRINT ; expect: another",
    "GET_ARGS",
    "PRINT ; expect: [b.ttvm, one, two words]",
    "; stdin: a line",
    "; stdin: another",
    '; args: one "two words"',
  ),
  "sub/fault.ttvm": lines("PUSH_INT 0", "PUSH_INT 0", "DIV", "; expect-error: Division by zero"),
  "sub/exit.ttvm": lines("PUSH_INT 3", "EXIT ; expect-exit: 3"),
  "sub/wrong.test.ttvm": lines("PUSH_INT x ; expect-error: Parse error on line 1: Invalid integer: x"),
  "sub/reads.test.ttvm": lines('PUSH_STR "data.txt"', "READ_FILE", "PRINT ; expect: beside the test"),
  "sub/data.txt": "beside the test",
  "sub/no-test.ttvm": lines("PUSH_INT 0", "EXIT"),
};

const FAILING = {
  "differs.ttvm": lines("PUSH_INT 1", "PRINT ; expect: 1", "PUSH_INT 2", "PRINT ; expect: 3", "; expect: 4"),
  "fault.test.ttvm": lines("ADD"),
  "exit.ttvm": lines("PUSH_INT 1", "EXIT", "; expect-exit: 2"),
  "error.ttvm": lines("PUSH_INT 0", "PUSH_INT 0", "DIV", "; expect-error: Undefined variable: x"),
};

/** What has to be ended from outside. */
const ENDLESS = lines("LABEL x", "JMP x");
const FLOOD = lines("LABEL x", `PUSH_STR "${"x".repeat(1000)}"`, "PRINT", "JMP x");

describe("ttvm test", () => {
  it("finds tests by name and by their comments, and runs them in their folders", async () => {
    const { stdout, stderr, code } = await ttvmHere(["test"], { cwd: folder(PASSING) });
    assert.equal(stderr, "");
    assert.match(stdout, /^6 passed, 0 failed$/m);
    assert.ok(!stdout.includes("no-test"));
    assert.equal(code, 0);
  });

  it("shows what is wrong, and one test never stops the others", async () => {
    const { stdout, code } = await ttvmHere(["test"], { cwd: folder({ ...FAILING, ...PASSING }) });
    assert.equal(code, 1);
    assert.match(stdout, /^6 passed, 4 failed$/m);
    assert.match(stdout, /FAIL differs\.ttvm.*\n.*differs.*\n.*line 1:\n {7}1\n {5}- 3\n {5}- 4\n {5}\+ 2\n/);
    assert.match(
      stdout,
      /FAIL fault\.test\.ttvm.*\n {5}exit code 1, expected 0\n.*\n.*Error: Stack underflow during ADD/,
    );
    assert.match(stdout, /exit code 1, expected 2/);
    assert.match(stdout, /standard error lacks:\n {5}- Undefined variable: x\n/);
  });

  it("runs each test in a process of its own, and ends one that writes without end", async () => {
    const files = { ...PASSING, "differs.ttvm": FAILING["differs.ttvm"], "flood.test.ttvm": FLOOD };
    const { stdout, stderr, code } = await ttvm(["test"], { cwd: folder(files) });
    assert.match(stdout, /^6 passed, 2 failed$/m);
    assert.match(stdout, /FAIL differs\.ttvm.*\n.*differs.*\n.*line 1:\n {7}1\n {5}- 3\n {5}- 4\n {5}\+ 2\n/);
    assert.match(stdout, /FAIL flood\.test\.ttvm.*\n {5}it wrote more than 4 MiB/);
    assert.deepEqual({ stderr, code }, { stderr: "", code: 1 });
  });

  it("ends a test after its time", async () => {
    const cwd = folder({ "endless.test.ttvm": ENDLESS });
    const { stdout, code } = await ttvm(["test", "--timeout", "1s"], { cwd });
    assert.match(stdout, /FAIL endless\.test\.ttvm.*\n {5}it was not done after 1s\n0 passed, 1 failed\n$/);
    assert.equal(code, 1);
  });

  it("takes files, directories and a filter", async () => {
    const cwd = folder(PASSING);
    assert.match((await ttvmHere(["test", "sub"], { cwd })).stdout, /^4 passed/m);
    assert.match((await ttvmHere(["test", "sub/no-test.ttvm", "a.test.ttvm"], { cwd })).stdout, /^2 passed/m);
    assert.match((await ttvmHere(["test", "--filter", "fault"], { cwd })).stdout, /^1 passed/m);
  });

  it("fails when there is nothing to test, and when a path is missing", async () => {
    const cwd = folder(PASSING);
    assert.equal((await ttvmHere(["test", "--filter", "nothing like it"], { cwd })).code, 1);
    const { stderr, code } = await ttvmHere(["test", "absent"], { cwd });
    assert.match(stderr, /^Error: File operation failed on absent/);
    assert.equal(code, 1);
  });

  it("runs tests in Lisp", async () => {
    const passing = folder({ "x.test.lisp": "(assert (= 1 1))", "y.lisp": "(print 2) ; expect: 2" });
    assert.equal((await ttvmHere(["test"], { cwd: passing })).code, 0);
    const failing = folder({ "x.test.lisp": '(assert (= 1 2) "not one")' });
    assert.equal((await ttvmHere(["test"], { cwd: failing })).code, 1);
  });

  it("writes JUnit", async () => {
    const cwd = folder({
      "a.test.ttvm": HELLO,
      "b.ttvm": lines('PUSH_STR "<&\\u{1}>"', 'PRINT ; expect: "'),
    });
    assert.equal((await ttvmHere(["test", "--junit", "out.xml"], { cwd })).code, 1);
    const xml = readFileSync(path.join(cwd, "out.xml"), "utf8");
    assert.match(
      xml,
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="ttvm" tests="2" failures="1"/,
    );
    assert.match(
      xml,
      /<testcase classname="ttvm" name="a\.test\.ttvm" file="a\.test\.ttvm" time="\d+\.\d{3}"\/>/,
    );
    assert.ok(xml.includes("+ &lt;&amp;\u{fffd}&gt;"));
    assert.equal(xml.match(/<testcase/g)?.length, 2);
  });
});

describe("ttvm test --update", () => {
  const cases: { name: string; before: string; after: string }[] = [
    {
      name: "replaces",
      before: lines("PUSH_INT 1", "PRINT  ; expect: 2"),
      after: lines("PUSH_INT 1", "PRINT  ; expect: 1"),
    },
    {
      name: "adds below the last",
      before: lines("PUSH_INT 1", "PRINT ; expect: 1", "PUSH_INT 2", "PRINT", "HALT"),
      after: lines("PUSH_INT 1", "PRINT ; expect: 1", "; expect: 2", "PUSH_INT 2", "PRINT", "HALT"),
    },
    {
      name: "removes what is too much",
      before: lines("PUSH_INT 1", "PRINT ; expect: 1", "HALT  ; expect: 2", "; expect: 3"),
      after: lines("PUSH_INT 1", "PRINT ; expect: 1", "HALT"),
    },
    {
      name: "adds at the end where nothing is expected",
      before: 'PUSH_STR ""\nPRINT\nPUSH_INT 2\nPRINT',
      after: 'PUSH_STR ""\nPRINT\nPUSH_INT 2\nPRINT\n; expect:\n; expect: 2\n',
    },
    {
      name: "takes errors and exit codes",
      before: lines("PUSH_INT 0", "DUP", "DIV ; expect-error: nothing like it"),
      after: lines("PUSH_INT 0", "DUP", "DIV ; expect-error: Error: Division by zero"),
    },
    {
      name: "keeps CRLF",
      before: "PUSH_INT 1\r\nPRINT\r\n",
      after: "PUSH_INT 1\r\nPRINT\r\n; expect: 1\r\n",
    },
  ];
  for (const { name, before, after } of cases) {
    it(name, async () => {
      const cwd = folder({ "x.test.ttvm": before });
      assert.equal((await ttvmHere(["test", "--update"], { cwd })).code, 0);
      assert.equal(readFileSync(path.join(cwd, "x.test.ttvm"), "utf8"), after);
      const again = await ttvmHere(["test", "--update"], { cwd });
      assert.match(again.stdout, /^ok {3}x\.test\.ttvm/);
    });
  }
});

describe("ttvm test-all", () => {
  it("runs every example", async () => {
    const { stdout, code } = await ttvmHere(["test-all"]);
    assert.match(stdout, /^\d+ passed, 0 failed$/m);
    assert.match(stdout, /hello\.ttvm/);
    assert.equal(code, 0);
  });
});
