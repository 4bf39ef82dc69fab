/** Environment, arguments and other programs. */
import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PassThrough } from "node:stream";
import test from "node:test";
import { createMachine, drive } from "../../vm-core/index.ts";
import { nodeHost } from "../../vm-core/node/host/index.ts";
import { assembled, noModules } from "../machine/run-text.ts";
import { emptyFolder, type FolderOptions, literal, runIn } from "./run-in-folder.ts";

async function output(program: string, options: FolderOptions = {}, folder = process.cwd()) {
  const { stdout, stderr, error } = await runIn(folder, program, options);
  assert.equal(error, "");
  return stderr === "" ? stdout : { stdout, stderr };
}

/** An instruction that runs a shell. */
function shell(mnemonic: "EXEC" | "EXEC_CAPTURE", script: string): string {
  return `PUSH_STR "sh"\nPUSH_STR "-c"\nPUSH_STR ${literal(script)}\nMAKE_LIST 2\n${mnemonic}`;
}

test("the environment is the run's own, and its children's", async () => {
  const program = `PUSH_STR "GIVEN"\nGET_ENV\nPRINT\nPUSH_STR "OTHER"\nGET_ENV\nPRINT
PUSH_STR "OTHER"\nPUSH_STR "set"\nSET_ENV\nPUSH_STR "OTHER"\nGET_ENV\nPRINT
${shell("EXEC_CAPTURE", "echo $GIVEN $OTHER")}\nGET_FIELD stdout\nWRITE`;
  const env = { PATH: process.env["PATH"], GIVEN: "yes" };
  assert.equal(await output(program, { env }), "yes\nnull\nset\nyes set\n");
  assert.equal(process.env["OTHER"], undefined);
  assert.equal(await output('PUSH_STR "OTHER"\nGET_ENV\nPRINT', { env }), "null\n");
});

test("arguments come as they were given", async () => {
  assert.equal(
    await output("GET_ARGS\nPRINT", { args: ["main.ttvm", "-x", "a b"] }),
    "[main.ttvm, -x, a b]\n",
  );
});

test("a child's output is where it belongs, and its exit code is the status", async () => {
  const program = `PUSH_STR "before"\nPRINT\n${shell("EXEC", "echo child é; exit 7")}\nPRINT`;
  assert.equal(await output(program), "before\nchild é\n7\n");
  assert.deepEqual(await output(shell("EXEC", "echo out; echo err >&2")), {
    stdout: "out\n",
    stderr: "err\n",
  });
});

test("a signal that ends a child is status -1", async () => {
  assert.equal(await output(`${shell("EXEC", "kill -9 $$")}\nPRINT`), "-1\n");
  assert.equal(await output(`${shell("EXEC_CAPTURE", "kill -9 $$")}\nGET_FIELD exit_code\nPRINT`), "-1\n");
});

test("what a child writes is collected, all of it", async () => {
  const script =
    "i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done";
  const program = `${shell("EXEC_CAPTURE", `${script}; echo err >&2; exit 3`)}\nDUP\nGET_FIELD stdout\nCSV_PARSE\nLEN\nPRINT\nDUP\nGET_FIELD stderr\nWRITE\nGET_FIELD exit_code\nPRINT`;
  assert.equal(await output(program), "3000\nerr\n3\n");
  const invalid = `${shell("EXEC_CAPTURE", "printf 'a\\377b'")}\nGET_FIELD stdout\nWRITE`;
  assert.equal(await output(invalid), "a\u{fffd}b");
});

test("there is no shell between, and no input", async () => {
  const program = `PUSH_STR "echo"\nPUSH_STR "$HOME; *"\nMAKE_LIST 1\nEXEC_CAPTURE\nGET_FIELD stdout\nWRITE\n${shell("EXEC_CAPTURE", "cat; echo end")}\nGET_FIELD stdout\nWRITE`;
  assert.equal(await output(program), "$HOME; *\nend\n");
});

test("a command runs in the host's folder", async (t) => {
  const folder = emptyFolder(t);
  writeFileSync(path.join(folder, "tool"), "#!/bin/sh\npwd\n");
  const { error } = await runIn(folder, 'PUSH_STR "./tool"\nMAKE_LIST 0\nEXEC');
  assert.equal(error, "File operation failed on ./tool: Permission denied (os error 13)");
  chmodSync(path.join(folder, "tool"), 0o755);
  assert.equal(await output('PUSH_STR "./tool"\nMAKE_LIST 0\nEXEC\nPOP', {}, folder), `${folder}\n`);
});

test("children end with the run", async () => {
  const host = nodeHost({ write: () => {}, input: new PassThrough() });
  const started = performance.now();
  setTimeout(() => host.close(), 50);
  const program = `${shell("EXEC", "exec sleep 60")}\nPRINT`;
  await drive(createMachine(assembled(program), { readModule: noModules }), host);
  assert.ok(performance.now() - started < 10_000);
});
