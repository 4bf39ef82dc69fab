/** `ttvm optimize`, and `--optimize` where programs run and are compiled. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { ttvm } from "../cli/command.ts";
import { ttvmHere } from "../cli/in-process.ts";

const cwd = mkdtempSync(path.join(tmpdir(), "ttvm-optimize-"));
after(() => rmSync(cwd, { recursive: true, force: true }));
const source =
  "PUSH_INT 1\nPUSH_INT 2\nADD ; three\nPRINT\nMAKE_FUNCTION f\nPRINT\nHALT\nPRINT\nLABEL f\nRET\n";
writeFileSync(path.join(cwd, "sum.ttvm"), source);

test("writes the optimized program, and statistics on stderr", async () => {
  const { stdout, stderr, code } = await ttvm(["optimize", "sum.ttvm", "out.ttvm"], { cwd });
  assert.deepEqual({ stdout, code }, { stdout: "", code: 0 });
  assert.match(stderr, /^9 → 6 instructions \(−33 %\)\n/);
  assert.match(stderr, /constant-folding +1 rewrite +−2\n/);
  assert.equal(
    readFileSync(path.join(cwd, "out.ttvm"), "utf8"),
    "PUSH_INT 3\nPRINT\nMAKE_FUNCTION f\nPRINT\nHALT\nLABEL f\nRET\n",
  );
});

test("explains each rewrite, and runs only the passes that are wanted", async () => {
  const words = ["optimize", "sum.ttvm", "-", "--passes", "dead-code-elimination", "--explain"];
  const { stdout, stderr, code } = await ttvmHere(words, { cwd });
  assert.equal(code, 0);
  assert.equal(stdout, source.replace("HALT\nPRINT\n", "HALT\n"));
  assert.match(stderr, /^sum\.ttvm:8: dead-code-elimination: this instruction is never reached/);
  assert.doesNotMatch(stderr, /constant-folding/);
});

test("writes assembly of a program in Lisp, and the Lisp beside it", async () => {
  writeFileSync(path.join(cwd, "sum.lisp"), "(define (twice x) (* 2 x))\n(print (twice (+ 1 2)))\n");
  const { stdout, stderr, code } = await ttvmHere(["optimize", "sum.lisp", "-", "--explain"], { cwd });
  assert.equal(code, 0);
  assert.match(stdout, /; 2: \(print \(twice \(\+ 1 2\)\)\)\n {4}PUSH_INT 3\n/);
  assert.match(stderr, /sum\.lisp:2: constant-folding: .*\n(.*\n)*\d+ → \d+ instructions/);
  assert.equal((await ttvmHere(["optimize", "sum.lisp", "lisp.ttvm"], { cwd })).code, 0);
  assert.equal((await ttvmHere(["run", "lisp.ttvm"], { cwd })).stdout, "6\n");
});

test("refuses a pass that there is not, and a file that is none", async () => {
  assert.equal((await ttvmHere(["optimize", "sum.ttvm", "-", "--passes", "magic"], { cwd })).code, 2);
  assert.equal((await ttvmHere(["optimize", "absent.ttvm", "-"], { cwd })).code, 1);
});

test("runs and compiles optimized programs, which show the addresses of their source", async () => {
  const wanted = "3\nfunction@8 ()\n";
  assert.equal((await ttvmHere(["run", "--optimize", "sum.ttvm"], { cwd })).stdout, wanted);
  assert.equal((await ttvmHere(["compile", "--optimize", "sum.ttvm", "sum.ttb"], { cwd })).code, 0);
  assert.equal((await ttvmHere(["run", "sum.ttb"], { cwd })).stdout, wanted);
  assert.equal((await ttvmHere(["run", "--optimize", "sum.ttb"], { cwd })).stdout, wanted);
});
