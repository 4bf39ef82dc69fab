/** Commands in one process do not share a working directory, an environment or standard streams. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { ttvm } from "./command.ts";
import { type Ended, inFolder, ttvmHere } from "./in-process.ts";

const PROGRAM = [
  'PUSH_STR "WHO"',
  "GET_ENV",
  "PRINT",
  "READ_LINE",
  "PRINT",
  'PUSH_STR "file"',
  "READ_FILE",
  "PRINT",
  'PUSH_STR "WHO"',
  'PUSH_STR "changed"',
  "SET_ENV",
  'IMPORT "beside.ttvm"',
  "LOAD name",
  "PRINT",
  "POP",
].join("\n");

const module = (name: string) => `PUSH_STR "${name}"\nSTORE name\nEXPORT name\n`;

describe("Commands in one process", () => {
  it("have their own directory, environment and streams while others run", async () => {
    const runs = await Promise.all(
      ["a", "b", "c"].map((name) =>
        inFolder({ "main.ttvm": PROGRAM, file: name, "beside.ttvm": module(name) }, (cwd) =>
          ttvmHere(["run", "main.ttvm"], { cwd, stdin: `line ${name}\n`, env: { WHO: name } }),
        ),
      ),
    );
    for (const [index, name] of ["a", "b", "c"].entries()) {
      assert.equal(runs[index].stdout, `${name}\nline ${name}\n${name}\n${name}\n`);
      assert.match(runs[index].stderr, /^Error: Stack underflow during POP\n/);
      assert.equal(runs[index].code, 1);
    }
    assert.equal(process.env.WHO, undefined);
    assert.equal(process.exitCode, undefined);
  });

  it("do what the command of a process does, also with flags, with wrong ones and for bytecode", () =>
    inFolder(
      {
        "main.ttvm": 'PUSH_STR "x"\nPRINT\nPUSH_INT 3\nEXIT\n',
        "main.lisp": "(print 1) ; expect: 1\n",
        "wrong.ttvm": "ADD 1\nNONSENSE\n",
      },
      async (cwd) => {
        for (const words of [
          ["main.ttvm", "argument"],
          ["run", "--gc-stats", "--no-table", "main.ttvm"],
          ["wrong.ttvm"],
          ["absent.ttvm"],
          ["--no-such-flag", "main.ttvm"],
          ["--allow", "nonsense", "main.ttvm"],
          ["--help"],
          ["compile", "main.ttvm", "out.ttb"],
          ["out.ttb"],
          ["disassemble", "out.ttb"],
          ["check", "--format", "sarif", "main.ttvm", "wrong.ttvm"],
          ["optimize", "main.ttvm", "-", "--explain"],
          ["compile-lisp", "main.lisp", "lisp.ttvm"],
          ["test", "main.lisp", "wrong.ttvm"],
          ["--run-tests"],
          ["--profile", "--profile-out", "p.cpuprofile", "--no-table", "--timeout", "20s", "out.ttb"],
        ]) {
          const there = await ttvm(words, { cwd });
          const here = await ttvmHere(words, { cwd });
          const untimed = (text: string) => text.replace(/[\d.]+ ?(ms|µs|s|%)/g, "TIME");
          const compared = ({ code, stdout, stderr }: Ended) => ({
            code,
            stdout: untimed(stdout),
            stderr: untimed(stderr),
          });
          assert.deepEqual(compared(here), compared(there), words.join(" "));
        }
        assert.ok(readFileSync(path.join(cwd, "p.cpuprofile"), "utf8").startsWith("{"));
      },
    ));
});
