/** `ttvm check`: formats, exit codes, places. */
import assert from "node:assert/strict";
import { rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import type { Log } from "sarif";
import { writeText } from "../../vm-core/node/check/text.ts";
import type { Severity } from "../../vm-core/text/diagnostic.ts";
import { folder, HELLO, lines, ttvm } from "./command.ts";
import { ttvmHere } from "./in-process.ts";

const cwd = folder({
  "good.ttvm": HELLO,
  "doubtful.ttvm": lines("NEW_LIST", "PRINT extra"),
  "wrong.ttvm": lines('PUSH_STR "ä😀" ; é', "JMP nowhere", "PUSH_INT 1 2"),
  "deep/er/wrong.ttvm": lines("NONSENSE"),
  "deep/.hidden/wrong.ttvm": lines("NONSENSE"),
  "deep/notes.txt": "NONSENSE",
  "modules/main.ttvm": lines(
    "IMPORT std/maht",
    "IMPORT broken.ttvm",
    "IMPORT round.ttvm",
    "IMPORT std/math",
    "NATIVE no.such",
    'PUSH_STR "nobody"',
    "SPAWN",
  ),
  "modules/broken.ttvm": lines("PUSH_INT 1", "JMP nowhere"),
  "modules/round.ttvm": lines("IMPORT main.ttvm"),
  "modules/good.ttvm": lines("IMPORT shared.ttvm", "LOAD answer", "PRINT", "LOAD answr", "PRINT"),
  "modules/shared.ttvm": lines("PUSH_INT 42", "STORE answer", "EXPORT answer"),
  "path.ttvm": lines("CALL f", "HALT", "LABEL f", "POP", "RET"),
  "wrong.lisp": "(print (car))\n",
});

describe("ttvm check", () => {
  it("is content with what is good", async () => {
    assert.deepEqual(await ttvm(["check", "good.ttvm"], { cwd }), {
      stdout: "1 file: nothing found\n",
      stderr: "",
      code: 0,
    });
  });

  it("does not count what it cannot read among the files that it has looked at", async () => {
    const large = path.join(cwd, "large.ttb");
    writeFileSync(large, "");
    truncateSync(large, 2 ** 32);
    const { stdout, stderr, code } = await ttvmHere(["check", "good.ttvm", "large.ttb"], { cwd });
    rmSync(large);
    assert.equal(stdout, "1 file: nothing found\n");
    assert.equal(stderr, "Error: File operation failed on large.ttb: File too large (os error 27)\n");
    assert.equal(code, 1);
  });

  it("shows warnings and hints, which are no failure", async () => {
    const { stdout, code } = await ttvmHere(["check", "doubtful.ttvm"], { cwd });
    assert.equal(code, 0);
    assert.match(stdout, /^doubtful\.ttvm:1:1: hint: .+ \[\S+\]$/m);
    assert.match(stdout, /^doubtful\.ttvm:2:7: warning: .+ \[\S+\]$/m);
  });

  it("fails for errors, each with its place and code", async () => {
    const { stdout, stderr, code } = await ttvmHere(["check", "wrong.ttvm"], { cwd });
    assert.equal(code, 1);
    assert.equal(stderr, "");
    assert.match(stdout, /^wrong\.ttvm:2:5: error: .*nowhere.* \[unknown-label\]$/m);
    assert.match(stdout, /^1 file: 2 errors/m);
  });

  it("searches directories, but not hidden ones", async () => {
    const { stdout } = await ttvmHere(["check", "deep", "good.ttvm"], { cwd });
    assert.match(stdout, /^deep[\\/]er[\\/]wrong\.ttvm:1:1: error/m);
    assert.match(stdout, /^2 files: 1 error$/m);
  });

  it("checks standard input", async () => {
    assert.match((await ttvmHere(["check", "-"], { cwd, stdin: "JMP nowhere\n" })).stdout, /^-:1:5: error/);
  });

  it("fails for a missing file", async () => {
    const { stderr, code } = await ttvmHere(["check", "absent.ttvm", "good.ttvm"], { cwd });
    assert.match(stderr, /^Error: File operation failed on absent\.ttvm: No such file/);
    assert.equal(code, 1);
  });

  it("writes no colours into a pipe", async () => {
    const { stdout } = await ttvm(["check", "wrong.ttvm"], { cwd });
    assert.ok(!stdout.includes("\x1b"));
  });

  it("writes JSON", async () => {
    const { stdout, code } = await ttvmHere(["check", "--format", "json", "wrong.ttvm"], { cwd });
    assert.equal(code, 1);
    const [first] = JSON.parse(stdout);
    const { file, line, column, endLine, endColumn, severity, code: id } = first;
    assert.deepEqual(
      { file, line, column, endLine, endColumn, severity, id },
      {
        file: "wrong.ttvm",
        line: 2,
        column: 5,
        endLine: 2,
        endColumn: 12,
        severity: "error",
        id: "unknown-label",
      },
    );
  });

  it("says what the imports of a file lead to, as the editor does", async () => {
    const { stdout, code } = await ttvmHere(["check", "--format", "json", "modules/main.ttvm"], { cwd });
    assert.equal(code, 1);
    const found: { line: number; severity: string; code: string; related: { file: string }[] }[] =
      JSON.parse(stdout);
    assert.deepEqual(
      found.map(({ line, severity, code }) => `${line} ${severity} ${code}`),
      [
        "1 error missing-module",
        "2 error broken-module",
        "3 error import-cycle",
        "5 error unknown-native",
        "6 warning unknown-process",
      ],
    );
    const [place] = found[1].related;
    assert.match(place.file, /broken\.ttvm$/);
  });

  it("says which modules are too large to be looked into, as the editor does", async () => {
    const large = path.join(cwd, "modules/large.ttvm");
    writeFileSync(large, `${"; ".padEnd(80, "x")}\n`.repeat(50_000));
    writeFileSync(path.join(cwd, "modules/uses-large.ttvm"), 'IMPORT "large.ttvm"\n');
    const { stdout, code } = await ttvmHere(["check", "modules/uses-large.ttvm"], { cwd });
    assert.equal(code, 0);
    assert.match(
      stdout,
      /:1:8: information: `large\.ttvm` has more than 4,000,000 bytes: what is in it is not checked \[partly-analysed\]$/m,
    );
    rmSync(large);
  });

  it("finds modules beside the file, not only in the working directory", async () => {
    const { stdout, code } = await ttvmHere(["check", "modules/good.ttvm"], { cwd });
    assert.equal(code, 0);
    assert.match(stdout, /^modules[\\/]good\.ttvm:4:6: warning: .*`answer`.* \[unknown-export\]$/m);
    assert.match(stdout, /^1 file: 1 warning$/m);
  });

  it("shows the way that leads to a finding", async () => {
    const { stdout } = await ttvmHere(["check", "path.ttvm"], { cwd });
    assert.match(
      stdout,
      /^path\.ttvm:4:1: error: .* \[stack-underflow\]\n {4}path\.ttvm:1:1: the function is called here$/m,
    );
  });

  it("looks at Lisp, too", async () => {
    const { stdout, code } = await ttvmHere(["check", "."], { cwd });
    assert.equal(code, 1);
    assert.match(stdout, /^wrong\.lisp:1:8: error/m);
  });

  it("refuses a format that it does not have", async () => {
    assert.equal((await ttvmHere(["check", "--format", "xml", "good.ttvm"], { cwd })).code, 2);
  });
});

describe("SARIF", () => {
  it("has what readers need", async () => {
    const { stdout, code } = await ttvmHere(["check", "--format", "sarif", "."], { cwd });
    assert.equal(code, 1);
    const log: Log = JSON.parse(stdout);
    assert.equal(log.version, "2.1.0");
    assert.match(log.$schema ?? "", /sarif-2\.1\.0/);
    const [run] = log.runs;
    assert.equal(run.columnKind, "utf16CodeUnits");
    assert.equal(run.tool.driver.name, "ttvm");
    const rules = run.tool.driver.rules?.map(({ id }) => id) ?? [];
    assert.ok((run.results?.length ?? 0) >= 5);
    for (const { ruleId, ruleIndex, level, message, locations, relatedLocations } of run.results ?? []) {
      assert.equal(rules[ruleIndex ?? -1], ruleId);
      assert.ok(["error", "warning", "note"].includes(level ?? ""));
      assert.ok(message.text);
      for (const related of relatedLocations ?? []) {
        assert.ok(related.message?.text);
        assert.ok((related.physicalLocation?.region?.startLine ?? 0) >= 1);
      }
      const { artifactLocation, region } = locations?.[0].physicalLocation ?? {};
      assert.ok(run.originalUriBaseIds?.[artifactLocation?.uriBaseId ?? ""].uri?.endsWith("/"));
      assert.doesNotMatch(artifactLocation?.uri ?? "", /^\/|\\| /);
      const { startLine = 0, startColumn = 0, endLine = 0, endColumn = 0 } = region ?? {};
      assert.ok(startLine >= 1 && startColumn >= 1 && endLine >= startLine && endColumn >= 1);
    }
  });

  it("has no results when nothing is found", async () => {
    const { stdout, code } = await ttvmHere(["check", "--format", "sarif", "good.ttvm"], { cwd });
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout).runs[0].results, []);
  });

  it("counts each kind of finding as one or as several", () => {
    const at = { file: "a.ttvm", line: 1, column: 1, endLine: 1, endColumn: 2 };
    const finding = (severity: Severity) => ({
      ...at,
      severity,
      code: "c",
      message: "m",
      fixes: [],
      related: [],
    });
    const summaryOf = (...severities: Severity[]) =>
      writeText(severities.map(finding), 1, false).trimEnd().split("\n").at(-1);
    assert.equal(summaryOf("error", "information"), "1 file: 1 error, 1 note");
    assert.equal(summaryOf("hint", "information", "information", "hint"), "1 file: 2 notes, 2 hints");
  });
});
