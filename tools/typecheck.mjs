/** Type-checks every part of the project against its own tsconfig, each with only the globals it may use. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled, ROOT } from "./bootstrap.mjs";

const PARTS = [
  "vm-core",
  "vm-core/node",
  "server",
  "debug-adapter",
  "client",
  "client/views/page",
  "test",
  "test/editor",
];

/** Resolves with whether every part is free of type errors. */
export async function typecheck(parts = PARTS) {
  const queue = parts.filter((part) => existsSync(path.join(ROOT, part, "tsconfig.json")));
  let ok = true;
  const worker = async () => {
    for (let part = queue.shift(); part; part = queue.shift()) {
      const { code, output } = await tsc(part);
      console.log(`${code === 0 ? "ok  " : "FAIL"} ${part}`);
      if (code !== 0) {
        ok = false;
        console.log(output.trimEnd());
      }
    }
  };
  // One thread each: several threads on a part take a third more of the processors.
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return ok;
}

function tsc(part) {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [path.join(ROOT, "node_modules/typescript/bin/tsc"), "-p", part, "--singleThreaded"],
      {
        cwd: ROOT,
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    let output = "";
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (output += text));
    child.on("close", (code) => resolve({ code, output }));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await ensureInstalled();
  const ok = await typecheck(process.argv.length > 2 ? process.argv.slice(2) : undefined);
  process.exit(ok ? 0 : 1);
}
