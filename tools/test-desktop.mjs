/**
 * `npm run test:desktop`: the suite of the extension host in a desktop VS Code that is downloaded for it
 * (so it needs the internet and a display). `--version V` chooses the VS Code, the newest without it.
 */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ensureInstalled, ROOT } from "./bootstrap.mjs";

await ensureInstalled();
const { build } = await import("./build.mjs");
const { buildHostTests } = await import("./test-editor.mjs");
const { runTests } = await import("@vscode/test-electron");

const versionAt = process.argv.indexOf("--version");
const version = versionAt < 0 ? "stable" : process.argv[versionAt + 1];
const folder = mkdtempSync(path.join(os.tmpdir(), "ttvm-desktop-"));
try {
  await build({ production: true });
  cpSync(path.join(ROOT, "examples"), folder, { recursive: true });
  cpSync(path.join(ROOT, "test/editor/workspace"), folder, { recursive: true });
  await runTests({
    version,
    extensionDevelopmentPath: ROOT,
    extensionTestsPath: await buildHostTests(),
    launchArgs: [folder, "--disable-extensions", "--disable-workspace-trust"],
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
