/** Which instructions become one step. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readGroup } from "../../vm-core/fused/group.ts";
import { createMachine } from "../../vm-core/machine/index.ts";
import { assembled, noModules } from "../machine/run-text.ts";

/** The groups of a program, one after the other: instructions, values that are taken and left, and the end. */
function groups(text: string): readonly string[] {
  const program = assembled(text);
  const { heap } = createMachine(program, { readModule: noModules });
  const found: string[] = [];
  for (let address = 0; address < program.code.length; ) {
    const around = { heap, isOrdered: () => false, functionAt: () => undefined };
    const { size, taken, stores, left, end } = readGroup(program, address, around);
    found.push(`${size} ${taken} ${stores.length} ${left.length} ${end.is}`);
    address += size;
  }
  return found;
}

test("An expression, what is done with it, and a jump after it are one step", () => {
  const loop = `
    LABEL loop
    LOAD i
    LOAD n
    LT
    JZ done
    LOAD acc
    LOAD i
    PUSH_INT 3
    MUL
    ADD
    STORE acc
    JMP loop
    LABEL done
    LOAD acc
    PRINT`;
  assert.deepEqual(groups(loop), ["4 0 0 0 branch", "7 0 1 0 nothing", "2 0 0 1 step"]);
});

test("What was on the stack before is taken, and what a call leaves there stays", () => {
  const fib = `
    PUSH_INT 20
    CALL fib n
    PRINT
    HALT
    LABEL fib
    LOAD n
    PUSH_INT 1
    SUB
    CALL fib n
    LOAD n
    PUSH_INT 2
    SUB
    CALL fib n
    ADD
    RET`;
  assert.deepEqual(groups(fib), [
    "2 0 0 0 call",
    "1 0 0 0 step",
    "1 0 0 0 step",
    "4 0 0 0 call",
    "4 0 0 0 call",
    "2 2 0 1 return",
  ]);
});

test("A list that others may hold the room of is made at the end of a step only", () => {
  const twice = `
    LOAD a
    LOAD b
    LIST_APPEND
    LOAD c
    LIST_APPEND
    STORE a`;
  assert.deepEqual(groups(twice), ["3 0 0 2 step", "3 1 1 0 nothing"]);
});

test("What is dropped is computed, and what is used twice is computed once", () => {
  assert.deepEqual(groups("LOAD a\nPOP\nLOAD a\nLOAD b\nADD\nDUP\nMUL\nSTORE a"), [
    "1 0 0 1 nothing",
    "1 0 0 0 step",
    "3 0 0 1 nothing",
    "3 1 1 0 nothing",
  ]);
});

test("A variable that is stored is read from what was computed where that costs nothing", () => {
  const stored = "PUSH_INT 1\nSTORE a\nLOAD b\nSTORE c\nLOAD a\nLOAD c\nADD\nSTORE d\nLOAD d\nPRINT";
  assert.deepEqual(groups(stored), ["8 0 3 0 nothing", "2 0 0 1 step"]);
});
