/** Files, directories and bytes, on a real disk. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import test, { type TestContext } from "node:test";
import { emptyFolder, literal, runIn } from "./run-in-folder.ts";

async function expectOutput(
  t: TestContext,
  text: string,
  stdout: string,
  prepare?: (folder: string) => void,
) {
  const folder = emptyFolder(t);
  prepare?.(folder);
  assert.deepEqual(await runIn(folder, text), { stdout, stderr: "", exitCode: 0, error: "" });
}

async function expectError(t: TestContext, text: string, error: string, prepare?: (folder: string) => void) {
  const folder = emptyFolder(t);
  prepare?.(folder);
  assert.equal((await runIn(folder, text)).error, error);
}

test("text comes back as it was written, whatever it holds", async (t) => {
  const folder = emptyFolder(t);
  const body = 'line\r\n\ttab "quoted" \0 é 😀 \u{feff}';
  const program = `PUSH_STR ${literal(body)}\nPUSH_STR "ü 😀.txt"\nWRITE_FILE\nPUSH_STR "ü 😀.txt"\nREAD_FILE\nWRITE`;
  assert.equal((await runIn(folder, program)).stdout, body);
  assert.equal(readFileSync(path.join(folder, "ü 😀.txt"), "utf8"), body);
});

test("a byte-order mark is kept", (t) =>
  expectOutput(t, 'PUSH_STR "a"\nREAD_FILE\nWRITE', "\u{feff}x", (folder) =>
    writeFileSync(path.join(folder, "a"), "\u{feff}x"),
  ));

test("bytes that are no UTF-8 are no text", (t) =>
  expectError(
    t,
    'PUSH_STR "a"\nREAD_FILE',
    "File operation failed on a: stream did not contain valid UTF-8",
    (folder) => writeFileSync(path.join(folder, "a"), Buffer.from([0x61, 0xff])),
  ));

test("bytes come back as they were written", async (t) => {
  const folder = emptyFolder(t);
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  writeFileSync(path.join(folder, "in"), bytes);
  await runIn(folder, 'PUSH_STR "in"\nREAD_BYTES\nPUSH_STR "out"\nWRITE_BYTES');
  assert.deepEqual(readFileSync(path.join(folder, "out")), bytes);
});

test("a large file is read whole", async (t) => {
  const folder = emptyFolder(t);
  writeFileSync(path.join(folder, "in"), "é".repeat(20_000_000));
  const { stdout } = await runIn(
    folder,
    'PUSH_STR "in"\nFILE_SIZE\nPRINT\nPUSH_STR "in"\nREAD_FILE\nHASH\nLEN\nPRINT',
  );
  assert.equal(stdout, "40000000\n");
});

test("names of a directory are sorted by Unicode scalar values", (t) =>
  expectOutput(t, 'PUSH_STR "d"\nLIST_DIR\nPRINT', "[A, a, b, z, é, \u{ff5e}, 😀]\n", (folder) => {
    mkdirSync(path.join(folder, "d"));
    for (const name of ["z", "b", "😀", "\u{ff5e}", "a", "é", "A"]) {
      writeFileSync(path.join(folder, "d", name), "");
    }
  }));

test("a large directory is listed", async (t) => {
  const folder = emptyFolder(t);
  for (let i = 0; i < 3000; i++) writeFileSync(path.join(folder, `f${i}`), "");
  assert.equal((await runIn(folder, 'PUSH_STR "."\nLIST_DIR\nLEN\nPRINT')).stdout, "3000\n");
});

test("a directory is there, but is no file", async (t) => {
  const inDirectory = (folder: string) => mkdirSync(path.join(folder, "d"));
  await expectOutput(t, 'PUSH_STR "d"\nFILE_EXISTS\nPRINT', "true\n", inDirectory);
  const error = "File operation failed on d: Is a directory (os error 21)";
  await expectError(t, 'PUSH_STR "d"\nREAD_FILE', error, inDirectory);
  await expectError(t, 'PUSH_STR "d"\nREAD_BYTES', error, inDirectory);
  await expectError(t, 'PUSH_STR "x"\nPUSH_STR "d"\nWRITE_FILE', error, inDirectory);
  await expectError(t, 'PUSH_STR "x"\nPUSH_STR "d"\nAPPEND_FILE', error, inDirectory);
  await expectError(t, 'PUSH_STR "d"\nDELETE_FILE', error, inDirectory);
});

test("the system decides what a path means", async (t) => {
  const prepare = (folder: string) => writeFileSync(path.join(folder, "a"), "");
  const missing = "No such file or directory (os error 2)";
  await expectError(t, 'PUSH_STR ""\nREAD_FILE', `File operation failed on : ${missing}`, prepare);
  await expectError(
    t,
    'PUSH_STR "no/../a"\nREAD_FILE',
    `File operation failed on no/../a: ${missing}`,
    prepare,
  );
  await expectError(
    t,
    'PUSH_STR "a/"\nREAD_FILE',
    "File operation failed on a/: Not a directory (os error 20)",
    prepare,
  );
  await expectError(
    t,
    'PUSH_STR "a\\0b"\nREAD_FILE',
    "File operation failed on a\0b: file name contained an unexpected NUL byte",
    prepare,
  );
  await expectOutput(t, 'PUSH_STR ""\nFILE_EXISTS\nPRINT', "false\n", prepare);
});

test("links are followed", (t) =>
  expectOutput(
    t,
    'PUSH_STR "l"\nREAD_FILE\nPRINT\nPUSH_STR "dead"\nFILE_EXISTS\nPRINT',
    "x\nfalse\n",
    (folder) => {
      writeFileSync(path.join(folder, "a"), "x");
      symlinkSync("a", path.join(folder, "l"));
      symlinkSync("nowhere", path.join(folder, "dead"));
    },
  ));

test("work that has been started runs side by side", async (t) => {
  const folder = emptyFolder(t);
  const lines: string[] = [];
  for (let i = 0; i < 20; i++)
    lines.push(`PUSH_STR "${i}"`, `PUSH_STR "f${i}"`, "ASYNC_WRITE", `STORE w${i}`);
  for (let i = 19; i >= 0; i--) lines.push(`LOAD w${i}`, "AWAIT", "POP");
  for (let i = 0; i < 20; i++) lines.push(`PUSH_STR "f${i}"`, "ASYNC_READ");
  for (let i = 0; i < 20; i++) lines.push("AWAIT", "WRITE");
  const { stdout } = await runIn(folder, lines.join("\n"));
  assert.equal(stdout, Array.from({ length: 20 }, (_, i) => 19 - i).join(""));
});

test("started work runs while the program computes", async (t) => {
  const folder = emptyFolder(t);
  const program = `PUSH_STR "x"\nPUSH_STR "f"\nASYNC_WRITE\nLABEL again\nPUSH_STR "f"\nFILE_EXISTS\nJZ again\nAWAIT\nPRINT`;
  assert.equal((await runIn(folder, program)).stdout, "true\n");
});

test("what goes wrong in started work shows in AWAIT, each time", (t) =>
  expectOutput(
    t,
    'PUSH_STR "no"\nASYNC_READ\nDUP\nPRINT\nSTORE f\nTRY a\nLOAD f\nAWAIT\nLABEL a\nCATCH\nGET_FIELD message\nPRINT\nTRY b\nLOAD f\nAWAIT\nLABEL b\nCATCH\nGET_FIELD kind\nPRINT',
    "Future(read:no)\nFile operation failed on no: No such file or directory (os error 2)\nFileError\n",
  ));
