/** `ttvm compile`, `ttvm disassemble` and `ttvm run x.ttb`, as a person calls them. */
import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { ttvm as ttvmThere } from "../cli/command.ts";
import { type Ended, ttvmHere } from "../cli/in-process.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "ttvm-bytecode-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), content);
}

function ttvm(args: readonly string[], stdin: string | Uint8Array = ""): Promise<Ended> {
  return ttvmHere(args, { cwd: folder, stdin });
}

async function expect(
  ended: Ended | Promise<Ended>,
  code: number,
  stdout: string,
  stderr = "",
): Promise<void> {
  assert.deepEqual(await ended, { code, stdout, stderr });
}

const PROGRAM = "PUSH_INT 42\nPRINT\n";

describe("ttvm compile", () => {
  it("writes a file that runs", async () => {
    write("main.ttvm", PROGRAM);
    await expect(ttvm(["compile", "main.ttvm", "out.ttb"]), 0, "Compiled to out.ttb\n");
    await expect(ttvm(["run", "out.ttb"]), 0, "42\n");
    await expect(ttvm(["out.ttb"]), 0, "42\n");
    assert.deepEqual(readdirSync(folder).sort(), ["main.ttvm", "out.ttb"]);
  });

  it("does the same through the real command", async () => {
    write("main.ttvm", PROGRAM);
    const there = (words: readonly string[]) => ttvmThere(words, { cwd: folder });
    await expect(there(["compile", "main.ttvm", "out.ttb"]), 0, "Compiled to out.ttb\n");
    await expect(there(["out.ttb"]), 0, "42\n");
    await expect(there(["disassemble", "out.ttb"]), 0, (await ttvm(["disassemble", "out.ttb"])).stdout);
  });

  it("reads standard input", async () => {
    await expect(ttvm(["compile", "-", "out.ttb"], PROGRAM), 0, "Compiled to out.ttb\n");
    await expect(ttvm(["run", "-"], readFileSync(path.join(folder, "out.ttb"))), 0, "42\n");
  });

  it("reports all errors as `run` does, and leaves what was there", async () => {
    write("main.ttvm", "JMP nowhere\nFOO\n");
    write("out.ttb", "old");
    const compiled = await ttvm(["compile", "main.ttvm", "out.ttb"]);
    await expect(compiled, 1, "", (await ttvm(["run", "main.ttvm"])).stderr);
    assert.match(compiled.stderr, /Unknown label: nowhere \(line 1\)\n.*line 2: FOO\n$/s);
    assert.equal(readFileSync(path.join(folder, "out.ttb"), "utf8"), "old");
    assert.deepEqual(readdirSync(folder).sort(), ["main.ttvm", "out.ttb"]);
  });

  it("says what is wrong with files", async () => {
    const missing = "No such file or directory (os error 2)";
    await expect(
      ttvm(["compile", "a.ttvm", "out.ttb"]),
      1,
      "",
      `Error: File operation failed on a.ttvm: ${missing}\n`,
    );
    write("main.ttvm", PROGRAM);
    await expect(
      ttvm(["compile", "main.ttvm", "no/out.ttb"]),
      1,
      "",
      `Error: File operation failed on no/out.ttb: ${missing}\n`,
    );
    write("latin.ttvm", Uint8Array.from([0x3b, 0xe9]));
    await expect(
      ttvm(["compile", "latin.ttvm", "out.ttb"]),
      1,
      "",
      "Error: File operation failed on latin.ttvm: stream did not contain valid UTF-8\n",
    );
    assert.equal(existsSync(path.join(folder, "out.ttb")), false);
  });

  it("keeps a link a link", { skip: process.platform === "win32" }, async () => {
    write("main.ttvm", PROGRAM);
    write("real.ttb", "old");
    symlinkSync("real.ttb", path.join(folder, "out.ttb"));
    await expect(ttvm(["compile", "main.ttvm", "out.ttb"]), 0, "Compiled to out.ttb\n");
    await expect(ttvm(["run", "real.ttb"]), 0, "42\n");
  });

  it("needs both names", async () => {
    assert.equal((await ttvm(["compile", "main.ttvm"])).code, 2);
  });
});

describe("ttvm run x.ttb", () => {
  it("fails with the lines of the source, which need not be there", async () => {
    write("main.ttvm", "NULL\nPOP\nCALL f\nHALT\nLABEL f\nNULL\nTHROW\n");
    const expected = (await ttvm(["run", "main.ttvm"])).stderr;
    assert.match(expected, /main\.ttvm:7/);
    await expect(ttvm(["compile", "main.ttvm", "out.ttb"]), 0, "Compiled to out.ttb\n");
    rmSync(path.join(folder, "main.ttvm"));
    await expect(ttvm(["run", "out.ttb"]), 1, "", expected);
  });

  it("finds modules beside the bytecode, source or bytecode themselves", async () => {
    write("source/main.ttvm", 'IMPORT "m.ttvm"\nLOAD x\nPRINT\nIMPORT "n.ttb"\nLOAD y\nPRINT\n');
    write("n.ttvm", "PUSH_INT 2\nSTORE y\nEXPORT y\n");
    write("out/m.ttvm", "PUSH_INT 1\nSTORE x\nEXPORT x\n");
    await expect(ttvm(["compile", "source/main.ttvm", "out/main.ttb"]), 0, "Compiled to out/main.ttb\n");
    await expect(ttvm(["compile", "n.ttvm", "out/n.ttb"]), 0, "Compiled to out/n.ttb\n");
    await expect(ttvm(["run", "out/main.ttb"]), 0, "1\n2\n");
  });

  it("names the offset and the reason in a broken file, and in a broken module", async () => {
    write("legacy.ttb", Uint8Array.from([0x01, 0x00, 0x05]));
    const reason = "at offset 2: the operand of PUSH_INT needs 8 bytes, but only 1 are left";
    await expect(ttvm(["run", "legacy.ttb"]), 1, "", `Error: Invalid bytecode in legacy.ttb ${reason}\n`);
    write("main.ttvm", "TRY failed\nIMPORT legacy.ttb\nLABEL failed\nGET_FIELD message\nPRINT\n");
    assert.ok((await ttvm(["run", "main.ttvm"])).stdout.endsWith(`legacy.ttb ${reason}\n`));
  });
});

describe("ttvm disassemble", () => {
  it("writes text that compiles to the same bytecode", async () => {
    write("main.ttvm", "LABEL again\nPUSH_INT 0\nJZ 3\nJMP again\n");
    await ttvm(["compile", "main.ttvm", "a.ttb"]);
    const { code, stdout } = await ttvm(["disassemble", "a.ttb"]);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^; 3 instructions, from main\.ttvm\nLABEL again ; 0, main\.ttvm:2\n {4}PUSH_INT 0\n/,
    );
    write("main.ttvm", stdout);
    await expect(ttvm(["disassemble", "main.ttvm"]), 0, stdout.replaceAll(/main\.ttvm:\d+/g, "main.ttvm:3"));
  });

  it("shows addresses when asked", async () => {
    write("main.ttvm", PROGRAM);
    const { stdout } = await ttvm(["disassemble", "--addresses", "main.ttvm"]);
    assert.match(stdout, /\n {4}PUSH_INT 42 + ; 0\n {4}PRINT + ; 1\n$/);
  });

  it("shows the register IR when asked", async () => {
    write("main.ttvm", PROGRAM);
    const { stdout } = await ttvm(["disassemble", "--ir", "main.ttvm"]);
    assert.match(
      stdout,
      /^; 2 instructions in 1 block\n\n@0:\n {4}PRINT <- 42 + ; 1, main\.ttvm:\d+\n {4}end/,
    );
  });

  it("says what is wrong with a file", async () => {
    write("x.ttb", Uint8Array.from([0x54, 0x54, 0x56, 0x4d, 9, 0, 0, 0]));
    const reason = "at offset 4: bytecode of version 9.0 cannot be read, only version 1";
    await expect(ttvm(["disassemble", "x.ttb"]), 1, "", `Error: Invalid bytecode in x.ttb ${reason}\n`);
  });
});
