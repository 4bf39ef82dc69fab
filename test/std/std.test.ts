/** The standard library: every function by what it gives, and the promise that none is forgotten. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { analyze } from "../../vm-core/analyze/index.ts";
import { createMachine } from "../../vm-core/machine/index.ts";
import { nodeHost } from "../../vm-core/node/host/index.ts";
import { drive } from "../../vm-core/run/drive.ts";
import type { Host } from "../../vm-core/run/host.ts";
import { libraryEntries, MODULES } from "../../vm-core/std/index.ts";
import { libraryReference } from "../../vm-core/std/reference.ts";
import { debug } from "../../vm-core/value/display.ts";
import { normalInt } from "../../vm-core/value/int.ts";
import type { Value } from "../../vm-core/value/value.ts";
import { assembled, captureHost, noModules, runText } from "../machine/run-text.ts";
import { type Case, programOf } from "./case.ts";
import { CONVERT_CASES } from "./cases/convert.ts";
import { LIST_CASES } from "./cases/list.ts";
import { MATH_CASES } from "./cases/math.ts";
import { URL_CASES } from "./cases/network.ts";
import { PROGRAM_CASES, type ProgramCase } from "./cases/programs.ts";
import { STRING_CASES } from "./cases/string.ts";
import { TEST_CASES } from "./cases/test.ts";
import { EXPORTS } from "./exports.ts";

const TABLES: Readonly<Record<string, readonly Case[]>> = {
  math: MATH_CASES,
  string: STRING_CASES,
  list: LIST_CASES,
  convert: CONVERT_CASES,
  network: URL_CASES,
  test: TEST_CASES,
};

for (const [module, cases] of Object.entries(TABLES)) {
  describe(`std/${module}`, () => {
    const names = new Set(cases.map(([name]) => name));
    for (const name of names) {
      it(name, async () => {
        for (const one of cases) if (one[0] === name) await check(module, one);
      });
    }
  });
}

async function check(module: string, one: Case): Promise<void> {
  const program = programOf(module, one);
  const { stdout, failure } = await runWithNode({ program });
  const result = failure === null ? stdout.replace(/\n$/, "") : `!${failure.kind} ${failure.message}`;
  assert.equal(result, one[2], program.slice(0, program.indexOf("\nHALT")));
}

describe("Programs that use the library", () => {
  let server: Server;
  before(async () => {
    server = createServer(async (request, response) => {
      const body = (await request.toArray()).join("");
      response.end(`${request.method} ${request.url} ${body}`);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(() => server.close());

  for (const one of PROGRAM_CASES) {
    it(one.name, async () => {
      const { port } = server.address() as AddressInfo;
      const program = one.program.replaceAll("SERVER", `http://127.0.0.1:${port}`);
      const { stdout, failure } = await (one.command
        ? runCommand(program)
        : runWithNode({ ...one, program }));
      assert.equal(failure?.message, undefined);
      assert.equal(stdout, one.stdout);
    });
  }
});

type Surroundings = Pick<ProgramCase, "program"> &
  Partial<Pick<ProgramCase, "files" | "written" | "stdin" | "args" | "env">>;

/** Runs a program with the Node host in a folder of its own. */
async function runWithNode({ program, files = {}, written = {}, stdin = "", args, env }: Surroundings) {
  const cwd = mkdtempSync(path.join(tmpdir(), "ttvm-std-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(cwd, name), text);
  let stdout = "";
  const host = nodeHost({
    cwd,
    args,
    env,
    input: Readable.from([Buffer.from(stdin)]),
    write: (chunks) => {
      for (const { stream, text } of chunks) if (stream === "stdout") stdout += text;
    },
  });
  try {
    const { failure } = await drive(createMachine(assembled(program), { readModule: noModules }), host);
    for (const [name, text] of Object.entries(written)) {
      assert.equal(readFileSync(path.join(cwd, name), "utf8"), text);
    }
    return { stdout, failure };
  } finally {
    host.close();
    rmSync(cwd, { recursive: true });
  }
}

/** Runs a program with the built command. */
async function runCommand(program: string) {
  const cwd = mkdtempSync(path.join(tmpdir(), "ttvm-std-"));
  writeFileSync(path.join(cwd, "main.ttvm"), program);
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [path.resolve("dist/ttvm.js"), "main.ttvm"],
      { cwd },
    );
    return { stdout, failure: null };
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

describe("The library", () => {
  it("is free of findings, warnings among them", () => {
    for (const [module, text] of Object.entries(MODULES)) {
      assert.deepEqual(analyze(module, 0, text).diagnostics, [], module);
    }
  });

  it("exports what its users rely on", () => {
    const found: Record<string, string[]> = {};
    for (const { module, name } of libraryEntries()) (found[module] ??= []).push(name);
    const sorted = (names: Readonly<Record<string, readonly string[]>>) =>
      Object.fromEntries(
        Object.keys(names)
          .sort()
          .map((module) => [module, [...names[module]].sort()]),
      );
    assert.deepEqual(sorted(found), sorted(EXPORTS));
  });

  it("documents every export, its parameters and its result", () => {
    const missing = libraryEntries().filter(
      ({ kind, summary, parameters, result }) =>
        summary === "" ||
        (kind === "function" && (result === "" || parameters.some(({ doc }) => doc === ""))),
    );
    assert.deepEqual(
      missing.map(({ module, name }) => `${module}.${name}`),
      [],
    );
  });

  it("has a case for every export", () => {
    const covered = new Set(PROGRAM_CASES.flatMap(({ covers }) => covers));
    for (const [module, cases] of Object.entries(TABLES)) {
      for (const [name] of cases) covered.add(`${module}.${name}`);
    }
    const names = libraryEntries().map(({ module, name }) => `${module}.${name}`);
    assert.deepEqual(
      names.filter((name) => !covered.has(name)),
      [],
    );
  });

  it("has a case for each kind of fault that a function of values says it raises", () => {
    const missing = Object.entries(TABLES).flatMap(([module, cases]) =>
      libraryEntries()
        .filter((entry) => entry.module === module && cases.some(([name]) => name === entry.name))
        .flatMap(({ name, faults }) => {
          const raised = cases.filter((one) => one[0] === name).map(([, , result]) => faultKind(result));
          return FAULT_KINDS.filter((kind) => faults.includes(kind) && !raised.includes(kind)).map(
            (kind) => `${module}.${name} ${kind}`,
          );
        }),
    );
    assert.deepEqual(missing, []);
  });

  it("has a reference that is made of its modules", () => {
    assert.equal(readFileSync("docs/standard-library.md", "utf8"), libraryReference(), "run the build");
  });

  it("makes random numbers of the host's bits alone", async () => {
    const host = captureHost({ stdout: "", stderr: "" });
    const bits: Value[] = [0, -1, -1, 7, normalInt(-(2n ** 63n))];
    const scripted: Host = { ...host, perform: () => bits.shift() };
    const program = [
      "IMPORT std/math",
      "LOAD random\nCALL_FUNCTION",
      "LOAD random\nCALL_FUNCTION",
      // All bits set are past the last whole run of ten: they are not used.
      "PUSH_INT 0\nPUSH_INT 9\nLOAD random_int\nCALL_FUNCTION",
      "LOAD random\nCALL_FUNCTION",
    ].join("\n");
    const run = createMachine(assembled(program), { readModule: noModules });
    await drive(run, scripted);
    assert.deepEqual(run.main.stack.map(debug), [
      "Float(0.0)",
      "Float(0.9999999999999999)",
      "Int(7)",
      "Float(0.5)",
    ]);
  });

  it("runs a module once, whatever name it is imported by", async () => {
    const { stdout } = await runText(
      "IMPORT std/string\nLOAD upper\nSTORE first\nIMPORT std/strings.ttvm\nLOAD upper\nLOAD first\nEQ\nPRINT",
    );
    assert.equal(stdout, "1\n");
  });

  it("lets the program's own files come first, but not inside the library", async () => {
    const readModule = async (written: string) => ({
      name: written,
      text: "PUSH_INT 1\nSTORE PI\nEXPORT PI",
    });
    const own = await runText("IMPORT std/math\nLOAD PI\nPRINT", { readModule });
    assert.equal(own.stdout, "1\n");
    const inside: typeof noModules = async (written, from) =>
      from === "main.ttvm" ? noModules(written, from) : readModule(written);
    const library = await runText("IMPORT std/prelude\nLOAD PI\nPRINT", { readModule: inside });
    assert.equal(library.stdout, "3.141592653589793\n");
  });
});

const FAULT_KINDS = ["TypeMismatch", "DataError", "ResourceLimit", "Thrown"];

/** The kind at the start of a result that is a fault. */
function faultKind(result: string): string | undefined {
  return /^!(\w+)/.exec(result)?.[1];
}
