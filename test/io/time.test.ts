/** Clocks, and times as text. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { createMachine, drive } from "../../vm-core/index.ts";
import { nodeHost } from "../../vm-core/node/host/index.ts";
import { Fault } from "../../vm-core/value/callable.ts";
import { formatTime } from "../../vm-core/value/format-time.ts";
import { assembled, noModules } from "../machine/run-text.ts";
import { runIn } from "./run-in-folder.ts";

test("every letter means what the C library means by it", () => {
  // date(1) cannot be had everywhere; where it is, it is the judge.
  const letters = [..."aAbBCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYzZ%"];
  const format = letters.map((letter) => `${letter}=%${letter}`).join("|");
  const flagged = "%-d %_d %-H %_m %^a %^B %-j %_H %:z %Ey %Od";
  const times = [
    0, 1, 86_399, 951_782_400, 1_709_164_799, 1_735_603_200, 1_767_225_599, 4_102_444_800, -1, -86_401,
  ];
  for (const year of [1999, 2000, 2004, 2008, 2009, 2010, 2016, 2021, 2026]) {
    for (const day of [1, 2, 3, 4, 5, 6, 7, 361, 362, 363, 364, 365]) {
      times.push(Date.UTC(year, 0, day, (day * 7) % 24, 5, 9) / 1000);
    }
  }
  const judged = spawnSync("date", ["-u", "-f", "-", `+${format}|${flagged}`], {
    input: times.map((time) => `@${time}\n`).join(""),
    env: { LC_ALL: "C", PATH: process.env["PATH"] },
    encoding: "utf8",
  });
  if (judged.status !== 0 || !judged.stdout.includes("Z=UTC")) return;
  const ours = times.map((time) => `${formatTime(time, `${format}|${flagged}`)}\n`).join("");
  assert.equal(ours, judged.stdout);
});

test("times as text", () => {
  const known: readonly (readonly [number, string, string])[] = [
    [0, "%Y-%m-%dT%H:%M:%SZ", "1970-01-01T00:00:00Z"],
    [0, "%c", "Thu Jan  1 00:00:00 1970"],
    [1_709_164_800, "%F %j %U %W %G-W%V-%u", "2024-02-29 060 08 09 2024-W09-4"],
    [1_609_459_199, "%G-W%V", "2020-W53"],
    [1_609_459_200, "%G-W%V %U %W", "2020-W53 00 00"],
    [-62_135_596_801, "%Y", "0000"],
    [253_402_300_800, "%Y", "10000"],
    [0, "%Q % %", "%Q % %"],
    [0, "100%% é😀", "100% é😀"],
  ];
  for (const [time, format, text] of known) assert.equal(formatTime(time, format), text);
  assert.ok(formatTime(8.64e12 + 1, "%Y") instanceof Fault);
});

test("clocks go forward, and sleeping takes its time", async () => {
  const program = `GET_TIME_MS\nSTORE a\nMONOTONIC_NS\nSTORE m\nPUSH_INT 30\nSLEEP\nMONOTONIC_NS\nLOAD m\nSUB\nPUSH_INT 29000000\nGT\nPRINT
GET_TIME_MS\nLOAD a\nSUB\nPUSH_INT 25\nGT\nPRINT\nGET_TIME\nPUSH_INT 1000\nMUL\nLOAD a\nSUB\nPUSH_INT 1000\nLT\nPRINT`;
  const { stdout } = await runIn(process.cwd(), program);
  assert.equal(stdout, "1\n1\n1\n");
});

test("no time passes for less than nothing", async () => {
  const started = performance.now();
  await runIn(
    process.cwd(),
    "PUSH_INT -9223372036854775808\nSLEEP\nPUSH_FLOAT nan\nSLEEP\nPUSH_FLOAT -inf\nSLEEP",
  );
  assert.ok(performance.now() - started < 5000);
});

test("an endless sleep ends with the run", async () => {
  const ending = new AbortController();
  setTimeout(() => ending.abort(), 20);
  const run = createMachine(assembled("PUSH_FLOAT inf\nSLEEP\nPUSH_INT 3\nEXIT"), { readModule: noModules });
  const { exitCode, failure } = await drive(run, nodeHost({ write: () => {} }), ending.signal);
  assert.deepEqual({ exitCode, failure }, { exitCode: 1, failure: null });
});
