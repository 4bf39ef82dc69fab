/** Rows name the fields of objects that only the machine makes, for those who must not give a field another name. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { rowOf } from "../../vm-core/isa/index.ts";
import { downMessage, exitMessage } from "../../vm-core/run/ties.ts";
import type { ObjectValue } from "../../vm-core/value/object.ts";
import { assembled, runProgram } from "../machine/run-text.ts";

it("Messages of exits and monitors have the fields that a receive may give", () => {
  const fields = [exitMessage(2, "normal"), downMessage(2, "mon_1_2", "normal")].flatMap((message) =>
    [...(message as ObjectValue).entries()].map(([name]) => name),
  );
  for (const op of ["RECEIVE", "RECEIVE_MATCH", "RECEIVE_TIMEOUT"] as const)
    assert.deepEqual([...new Set(fields)].sort(), [...(rowOf(op).givesFields ?? [])].sort());
});

it("Processes and children are listed with the fields that their rows name", async () => {
  const supervised = "START_SUPERVISOR\nPOP\nSUPERVISE_CHILD worker temporary\nPOP\n";
  for (const [op, before] of [
    ["PROCESSES", ""],
    ["WHICH_CHILDREN", supervised],
  ] as const) {
    const text = `${before}${op}\nPUSH_INT 0\nINDEX\nKEYS\nPRINT\nHALT\nLABEL worker\nRECEIVE\nRET\n`;
    const { stdout, error } = await runProgram(assembled(text));
    assert.equal(error, "");
    assert.equal(stdout, `[${(rowOf(op).givesFields as readonly string[]).join(", ")}]\n`);
  }
});
