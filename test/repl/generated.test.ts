/** Random programs that are typed in form by form do what they do as files: what a direct evaluator says. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { SeededRandom } from "../../vm-core/run/random.ts";
import { Evaluator, Raised, Unsure } from "../lisp/direct-evaluator/index.ts";
import { MACROS, RandomPrograms, write } from "../lisp/random-programs/index.ts";
import { Talk } from "./talk.ts";

const PROGRAMS = 90;

it("inputs agree with a direct evaluator", async () => {
  let compared = 0;
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const random = new SeededRandom(seed);
    const forms = new RandomPrograms(() => random.next()).program();
    const evaluator = new Evaluator();
    const talk = new Talk();
    for (const macro of MACROS.trim().split(/\n(?=\()/))
      assert.equal((await talk.raw(macro)).kind, "done", macro);
    for (const form of forms) {
      let fails = false;
      try {
        evaluator.run([form]);
      } catch (error) {
        if (error instanceof Unsure || error instanceof RangeError) break;
        if (!(error instanceof Raised)) throw error;
        fails = true;
      }
      const text = write(form);
      const { kind } = await talk.raw(text);
      const found = { kind, output: talk.written };
      assert.deepEqual(
        found,
        { kind: fails ? "failed" : "done", output: evaluator.output },
        `seed ${seed}: ${text}`,
      );
      compared++;
      // What it should have defined is not there.
      if (fails) break;
    }
  }
  assert.ok(compared > PROGRAMS * 8, `${compared} inputs were compared`);
});
