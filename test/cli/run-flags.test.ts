/** A run whose words are understood at once means what the whole command line makes of them. */
import assert from "node:assert/strict";
import test from "node:test";
import { Command } from "commander";
import { givenOptions } from "../../vm-core/node/options.ts";
import { askedRun, runFlags } from "../../vm-core/node/run-flags.ts";
import { addRunFlags, type RunOptions } from "../../vm-core/node/run-options.ts";

const FLAGS = Object.entries(runFlags());

/** Words for a flag, written in each way: those that mean something, and some that do not. */
function written(flags: string): readonly (readonly string[])[] {
  const [long, argument] = flags.split(" ");
  if (argument === undefined) return [[long], [`${long}=1`]];
  const values = ["1", "0", "1_000", "64MB", "2s", "auto", "off", "no-gc", "read", "x=y", "-1", ""];
  return [...values.flatMap((value) => [[long, value], [`${long}=${value}`]]), [long]];
}

/** What the definitions of the command line make of words: the file and what was given, or undefined where they are wrong. */
function defined(words: readonly string[]) {
  let found: { file: string; args: string[]; options: Partial<RunOptions> } | undefined;
  const nowhere = { writeOut: () => undefined, writeErr: () => undefined };
  const command = new Command("run").exitOverride().configureOutput(nowhere);
  addRunFlags(command.argument("<file>").argument("[args...]").passThroughOptions()).action((file, args) => {
    found = { file, args, options: givenOptions<RunOptions>(command) };
  });
  try {
    command.parse(words, { from: "user" });
  } catch {
    return undefined;
  }
  return found;
}

test("A run with flags asks for what the definitions of the flags say", () => {
  let understood = 0;
  for (const [name, { flags, isRepeated }] of FLAGS) {
    let isKnown = isRepeated === true;
    for (const words of written(flags)) {
      const all = [...words, "--no-color", "a.ttvm", "--seed", "x"];
      const asked = askedRun(["run", ...all]);
      if (asked === undefined) continue;
      assert.deepEqual(asked, defined(all), all.join(" "));
      assert.ok(name in asked.options, name);
      isKnown = true;
      understood++;
    }
    assert.ok(isKnown, `${flags} is understood in no way`);
  }
  assert.ok(understood > 40, String(understood));
});

test("What is wrong, unknown or more than a run is left to the command line", () => {
  const words = ["--jit a.ttvm", "--seed x a.ttvm", "--help", "--smp 2 a.ttvm", "-- a.ttvm", "--trace", ""];
  for (const one of [...words, "--allow read a.ttvm", "--trace=1 a.ttvm", "--gc fast a.ttvm"])
    assert.equal(askedRun(["run", ...one.split(" ").filter((word) => word !== "")]), undefined, one);
  assert.equal(askedRun(["check", "a.ttvm"]), undefined);
  assert.deepEqual(askedRun(["run", "-", "--trace"]), { file: "-", args: ["--trace"], options: {} });
});
