/** A pause in the middle of an instruction that takes long: it stops in front of it, and continuing executes it again. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Debugged, soon } from "./debugged.ts";

/** The sorting takes some seconds. */
const TEXT = `    PUSH_INT 0
    PUSH_INT 1000000
    NATIVE list.range
    NATIVE list.reverse
    STORE l
    LOAD l
    NATIVE list.sort
    LEN
    PRINT
`;

describe("A pause while an instruction takes long", () => {
  for (const threads of ["all", "one"] as const) {
    it(`stops in front of it: threads ${threads}`, async () => {
      const debugged = new Debugged(TEXT, { threads });
      debugged.breakAt([7]);
      assert.equal(await debugged.resume(), "breakpoint 7");
      debugged.debugger.control.resume(1);
      await soon(100);
      debugged.debugger.control.pause(1);
      assert.equal(await debugged.stopped(), "pause 7");
      // A stopped process does not change.
      for (let looks = 0; looks < 3; looks++) {
        assert.match(Object.values(debugged.scope("Operand Stack")).join(), /^[^,]*999999, 999998/);
        await soon(20);
      }
      debugged.breakAt([]);
      assert.equal(await debugged.resume(), "ended");
      assert.equal(debugged.output.map(({ text }) => text).join(""), "1000000\n");
    });
  }
});
