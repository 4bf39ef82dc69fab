/** Stack, frames and values live in heap memory; a limit ends in a fault that can be caught, never in a crash. */
import assert from "node:assert/strict";
import test from "node:test";
import { runText } from "../machine/run-text.ts";

const SUM = (depth: number) => `
PUSH_INT ${depth}
CALL sum n
PRINT
HALT
LABEL sum
LOAD n
JNZ go
PUSH_INT 0
RET
LABEL go
LOAD n
PUSH_INT 1
SUB
CALL sum n
LOAD n
ADD
RET
`;

const caught = (body: string) =>
  `TRY out\n${body}\nLABEL out\nCATCH e\nLOAD e\nGET_FIELD kind\nPRINT\nLOAD e\nTO_STR\nPRINT\n`;

test("a million frames of recursion run", async () => {
  const { stdout, error } = await runText(SUM(1_000_000));
  assert.equal(error, "");
  assert.equal(stdout, "500000500000\n");
});

test("frames beyond the limit are a fault that can be caught", async () => {
  const endless = caught("CALL f\nLABEL f\nCALL f");
  const { stdout } = await runText(endless, { limits: { maxFrames: 1_000 } });
  assert.equal(stdout, "ResourceLimit\nResource limit reached: frames\n");
});

const GROWING: Readonly<Record<string, string>> = {
  "a list": "MAKE_LIST 0\nSTORE l\nLABEL x\nLOAD l\nPUSH_INT 1\nLIST_APPEND\nSTORE l\nJMP x",
  "the operand stack": "LABEL x\nPUSH_INT 1\nJMP x",
  "a string": 'PUSH_STR "0123456789"\nLABEL x\nDUP\nCONCAT\nJMP x',
  "an object":
    "MAKE_OBJECT\nSTORE o\nPUSH_INT 0\nSTORE i\nLABEL x\nLOAD o\nLOAD i\nTO_STR\nLOAD i\nOBJECT_SET\nSTORE o\nLOAD i\nPUSH_INT 1\nADD\nSTORE i\nJMP x",
  "nested lists": "NULL\nLABEL x\nMAKE_LIST 1\nJMP x",
  closures: "NULL\nSTORE c\nLABEL x\nCAPTURE c\nMAKE_LAMBDA f\nSTORE c\nJMP x\nLABEL f\nRET",
};

for (const [what, body] of Object.entries(GROWING)) {
  test(`memory that ${what} takes beyond the limit is a fault that can be caught`, async () => {
    const { stdout, error } = await runText(caught(body), { limits: { maxMemory: 8 * 2 ** 20 } });
    assert.equal(error, "");
    assert.equal(stdout, "ResourceLimit\nResource limit reached: memory\n");
  });
}

test("what is dead counts no more: a long run within its limit goes on", async () => {
  const churn =
    'PUSH_INT 200000\nSTORE n\nLABEL x\nLOAD n\nJZ out\nPUSH_INT 1\nPUSH_INT 2\nPUSH_INT 3\nMAKE_LIST 3\nPOP\nPUSH_STR "garbage"\nLOAD n\nTO_STR\nCONCAT\nPOP\nLOAD n\nPUSH_INT 1\nSUB\nSTORE n\nJMP x\nLABEL out\nPUSH_STR "done"\nPRINT';
  const { stdout, error } = await runText(churn, { limits: { maxMemory: 2 ** 20 } });
  assert.equal(error, "");
  assert.equal(stdout, "done\n");
});

test("instructions beyond the limit end the run, and nobody can catch it", async () => {
  const { stdout, error, exitCode } = await runText(caught("LABEL x\nJMP x"), {
    limits: { maxInstructions: 10_000 },
  });
  assert.equal(stdout, "");
  assert.equal(error, "Resource limit reached: instructions");
  assert.equal(exitCode, 1);
});
