/**
 * Finding what there is to say about a version is given up when nobody waits for it any more: at once, wherever it has got to,
 * and what later versions are found to be does not depend on it.
 *
 * Generated edits of generated programs with a fixed seed; SEED and RUNS change that.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { DocumentMemory, languageOfName } from "../../vm-core/analyze/index.ts";
import { tally } from "../../vm-core/facts/tally.ts";
import { diagnostics } from "../../vm-core/ide/diagnostics.ts";
import { libraryOnly } from "../../vm-core/ide/modules.ts";
import { tally as lispTally } from "../../vm-core/lisp/tally.ts";
import { PASS_NAMES } from "../../vm-core/optimize/index.ts";
import { GivenUp, whileWanted } from "../../vm-core/text/wanted.ts";
import { edits, versionsOf } from "../facts/edits.ts";
import { longLisp } from "../generate/long-lisp.ts";
import { longProgram } from "../generate/long-program.ts";
import { programText } from "../generate/programs.ts";

const RUNS = Number(process.env.RUNS ?? 24);
const SEED = Number(process.env.SEED ?? 20_261_130);

/** What is found in a text, which asks `isCancelled` now and then. */
function found(name: string, text: string, memory: DocumentMemory, isCancelled = () => false) {
  const { analyze } = languageOfName(name);
  return whileWanted(isCancelled, () =>
    diagnostics(analyze(name, 1, text, undefined, memory), libraryOnly, { hints: PASS_NAMES }),
  );
}

/** Begins to look at a text, and gives up when it is asked for the time of that number; whether it has come to that. */
function begin(name: string, text: string, memory: DocumentMemory, number: number): boolean {
  let asked = 0;
  try {
    found(name, text, memory, () => ++asked > number);
    return false;
  } catch (error) {
    if (!(error instanceof GivenUp)) throw error;
    return true;
  }
}

describe("Findings that are given up", () => {
  it("in assembly: what is found in later versions is what a fresh analysis finds", () => {
    const sessions = fc.tuple(
      programText,
      fc.array(fc.tuple(edits(), fc.nat(60)), { minLength: 1, maxLength: 6 }),
    );
    let givenUp = 0;
    fc.assert(
      fc.property(sessions, ([text, all]) => {
        const memory = new DocumentMemory();
        const versions = versionsOf(
          text,
          all.map(([edit]) => edit),
        );
        versions.forEach((version, i) => {
          if (begin("file:///a.ttvm", version, memory, all[i]?.[1] ?? 1)) givenUp++;
          if (i % 3 === 1) return;
          const fresh = found("file:///a.ttvm", version, new DocumentMemory());
          assert.deepEqual(found("file:///a.ttvm", version, memory), fresh);
        });
      }),
      { numRuns: RUNS, seed: SEED },
    );
    assert.ok(givenUp > RUNS, `${givenUp} were given up`);
  });

  for (const [name, text, before, after] of [
    ["file:///long.lisp", longLisp(600), "(* part 100)", "(* part (+ 99 1))"],
    ["file:///long.ttvm", longProgram(600), "    STORE precision", "    DUP\n    STORE precision\n    POP"],
  ]) {
    it(`${name}: wherever it has got to`, () => {
      const edited = text.replace(before, after);
      assert.notEqual(edited, text);
      const fresh = found(name, edited, new DocumentMemory());
      let number = 0;
      for (let isGivenUp = true; isGivenUp; number += 7) {
        const memory = new DocumentMemory();
        begin(name, text, memory, number);
        isGivenUp = begin(name, edited, memory, number);
        assert.deepEqual(found(name, edited, memory), fresh);
      }
      assert.ok(number > 50, `asked ${number} times`);
    });
  }

  it("a version of a Lisp text is given up between analysing it, settling its closures and making its code", () => {
    const name = "file:///long.lisp";
    const text = longLisp(300);
    const edited = text.replace("(* part 100)", "(* part (let ((step 99)) (+ step 1)))");
    assert.notEqual(edited, text);
    const stages = new Set<string>();
    for (let number = 0, isGivenUp = true; isGivenUp && number < 12; number++) {
      const memory = new DocumentMemory();
      found(name, text, memory);
      const { analysed, settled, generated } = lispTally;
      isGivenUp = begin(name, edited, memory, number);
      const did = { analysed, settled, generated };
      stages.add(
        Object.entries(did)
          .filter(([work, before]) => lispTally[work as keyof typeof did] > before)
          .map(([work]) => work)
          .join(" "),
      );
    }
    assert.deepEqual([...stages].slice(0, 3), ["", "analysed", "analysed settled"]);
  });

  it("what was found before an edit that is given up serves the next one", () => {
    const text = longProgram(2_000);
    const memory = new DocumentMemory();
    found("file:///a.ttvm", text, memory);
    const edited = text.replace("    STORE precision", "    FALSE\n    STORE precision");
    assert.ok(begin("file:///a.ttvm", edited, memory, 5), "while functions are followed");
    const [followed, functions] = [tally.followed, tally.functions];
    found("file:///a.ttvm", edited, memory);
    assert.ok(tally.followed - followed < 5, `${tally.followed - followed} followed`);
    assert.ok(tally.functions - functions < 5, `${tally.functions - functions} looked at`);
  });
});
