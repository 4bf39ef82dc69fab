/**
 * Steps through Lisp: each program in `test/fixtures/debug/steps` with the forms that stepping into, and over,
 * stops at, as `NAME.in.txt` and `NAME.over.txt` say. `UPDATE=1` writes these anew.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { StepKind } from "../../vm-core/index.ts";
import { Debugged } from "./debugged.ts";

const FOLDER = "test/fixtures/debug/steps";
const LIMIT = 200;

/** Where it stops, a line each: indented by the depth of calls. What it writes is between them. */
async function trace(text: string, kind: StepKind): Promise<string> {
  const debugged = new Debugged(text, { file: "steps.lisp" });
  const lines: string[] = [];
  let written = "";
  let stop = await debugged.start();
  for (let steps = 0; steps < LIMIT; steps++) {
    const output = debugged.written("stdout");
    for (const line of output.slice(written.length).split("\n").slice(0, -1)) lines.push(`> ${line}`);
    written = output;
    if (stop === "ended") return `${lines.join("\n")}\n`;
    const pid = Number(/ of (\d+)$/.exec(stop)?.[1] ?? 1);
    const frames = debugged.where(0, 100, pid).length;
    lines.push(`${"  ".repeat(frames - 1)}${debugged.form(0, pid)}`);
    stop = await debugged.step(kind, pid);
  }
  throw new Error(`no end after ${LIMIT} steps`);
}

describe("Steps through forms", () => {
  for (const name of readdirSync(FOLDER).filter((file) => file.endsWith(".lisp"))) {
    for (const kind of ["in", "over"] as const) {
      it(`${name}: ${kind}`, async () => {
        const golden = `${FOLDER}/${name.replace(/lisp$/, `${kind}.txt`)}`;
        const found = await trace(readFileSync(`${FOLDER}/${name}`, "utf8"), kind);
        if (process.env.UPDATE === "1") writeFileSync(golden, found);
        assert.equal(found, readFileSync(golden, "utf8"));
      });
    }
  }
});
