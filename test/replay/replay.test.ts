/** After each of many random steps, the server answers as a fresh one does; and so after those that once showed a difference. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import fc from "fast-check";
import { capabilitiesOf, FEATURES } from "../../server/features/index.ts";
import { caseOf, type ReplayCase, replay } from "./replay.ts";
import { OF_CAPABILITIES, REQUESTS } from "./requests.ts";
import { doing } from "./steps.ts";

const SEED = Number(process.env.SEED ?? 20_260_701);
/** `npm run fuzz -- replay` takes 10,000. */
const STEPS = Number(process.env.RUNS ?? 60);
/** Each from the start, so that what has gathered in a server is not the same for all. */
const SESSIONS = 4;
/** The last steps of a kept case are compared: the very last showed the difference, and the others lead there. */
const OF_FOUND = 10;

const FOUND = path.join(process.cwd(), "test", "fixtures", "replay");

describe("A server that has seen everything answers as a fresh one", () => {
  it("is asked for every capability", () => {
    const asked = new Set([...Object.keys(REQUESTS), "workspace/willRenameFiles"]);
    const known = Object.keys({ ...capabilitiesOf(FEATURES), diagnosticProvider: {} });
    assert.deepEqual(known.sort(), Object.keys(OF_CAPABILITIES).sort());
    for (const method of Object.values(OF_CAPABILITIES)) assert.ok(asked.has(method), method);
  });

  for (let session = 0; session < SESSIONS; session++) {
    it(`after each of ${STEPS / SESSIONS} steps, session ${session + 1}`, async () => {
      const doings = fc.sample(doing, { numRuns: STEPS / SESSIONS, seed: SEED + session });
      await replay(caseOf(doings));
    });
  }

  for (const name of readdirSync(FOUND).filter((one) => one.endsWith(".json"))) {
    it(name, async () => {
      const found = JSON.parse(readFileSync(path.join(FOUND, name), "utf8")) as ReplayCase;
      await replay(found, OF_FOUND);
    });
  }
});
