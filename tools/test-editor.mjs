/**
 * Runs the tests that need a VS Code, in the embedded one, with the packaged extension installed:
 * test/editor/host in the extension host, test/editor/page through the page as a user sees it.
 *
 *     node tools/test-editor.mjs [host] [page] [--package] [--oldest] [--grep TEXT] [--verbose] [--pictures]
 *
 * It takes dist/tinytotvm.vsix as it is, unless told to make it. Logs and a screenshot of each step that fails, with
 * `--verbose` of every step, are kept in test/.artifacts/; `--pictures` also writes the pictures of the documentation to
 * docs/pictures/ and docs/screenshots/, of which only the first are in the package.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";
import { KEYBINDINGS, STYLE, Workbench } from "../test/editor/page/workbench.mjs";
import { ensureInstalled, ROOT } from "./bootstrap.mjs";
import { packageExtension, VSIX } from "./package.mjs";
import { ensureChromium, openPage, toPicture } from "./workbench/browser.mjs";
import { workbenchRuntime } from "./workbench/runtime.mjs";
import { installExtension, startServer } from "./workbench/server.mjs";

const ARTIFACTS = path.join(ROOT, "test", ".artifacts");
const HOST_OUT = path.join(ROOT, ".build", "editor");
const HOST_TIMEOUT = 300_000;
const DOCS = path.join(ROOT, "docs");

/** In a browser the editor saves a second after a change: what a test of the host takes back would be on the disk. */
const HOST_SETTINGS = {
  "files.autoSave": "off",
  // Nobody looks at this window, and what is drawn in it costs more than the tests.
  "breadcrumbs.enabled": false,
  "debug.internalConsoleOptions": "neverOpen",
  "debug.openDebug": "neverOpen",
  "debug.showInStatusBar": "never",
  "debug.toolBarLocation": "hidden",
  "editor.minimap.enabled": false,
  "window.commandCenter": false,
  "workbench.activityBar.location": "hidden",
};

/** For windows of which no pictures are taken: what no path looks at, and is drawn anew with each change. */
const UNSEEN_SETTINGS = {
  "editor.minimap.enabled": false,
  "editor.stickyScroll.enabled": false,
  "window.commandCenter": false,
  "workbench.layoutControl.enabled": false,
};

/** In CSS pixels, of the window that nobody looks at. */
const HOST_VIEWPORT = { width: 800, height: 500 };

const TEST_SETTINGS = {
  "debug.toolBarLocation": "docked",
  "files.simpleDialog.enable": true,
  // Terminals draw elements, which the paths can read.
  "terminal.integrated.gpuAcceleration": "off",
  // Each frame of what moves is painted by the processor.
  "workbench.reduceMotion": "on",
  "editor.cursorBlinking": "solid",
  // The extension under test is in the server's host. Without this the page starts a second one, with nothing in it.
  "extensions.webWorker": false,
};

/** The mocha suite in the extension host; resolves with `{ passed, failed }`. */
export async function runHostTests({ version = "current", verbose = false, grep } = {}) {
  const main = await buildHostTests();
  return withWorkbench(
    { version, driven: true, settings: HOST_SETTINGS, viewport: HOST_VIEWPORT, grep },
    async (workbench) => {
      const { page, server, folder, resultFile } = workbench;
      const log = [];
      await page.exposeFunction("codeAutomationLog", (type, args) => {
        log.push(`[${type}] ${format(...args)}`);
        if (verbose) console.log(log.at(-1));
      });
      const ended = new Promise((resolve) => page.exposeFunction("codeAutomationExit", resolve));
      const remote = (file) => `vscode-remote://${server.authority}${file}`;
      await page.goto(
        server.url(folder, [
          // The extension under test is the installed one; this one only makes the window a test window.
          ["extensionDevelopmentPath", remote(path.join(HOST_OUT, "extension"))],
          ["extensionTestsPath", remote(main)],
        ]),
      );
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, HOST_TIMEOUT))]);
      // The workbench reports success also when the extension host has died, so only the result file counts.
      const result = existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, "utf8")) : { tests: [] };
      if (!result.finished) {
        await page.screenshot({ path: path.join(ARTIFACTS, `host-${version}-unfinished.png`) });
        console.log(log.slice(-40).join("\n"));
        result.tests.push({ title: "the test run comes to its end", error: "it did not" });
      }
      writeFileSync(path.join(ARTIFACTS, `host-${version}.log`), `${log.join("\n")}\n${server.log()}`);
      return countTests(result.tests);
    },
  );
}

/**
 * The user's paths. Resolves with `{ passed, failed }`. Those without settings of their own follow each other in one
 * window, since opening one takes longer than walking a path. A path that fails is walked once more when the others are
 * done, in a window of its own: a busy machine can make VS Code lose a click. What failed is told, and what failed twice has failed.
 */
export async function runPageTests({ verbose = false, grep, pictures = false } = {}) {
  const { PATHS } = await import(pathToFileURL(path.join(ROOT, "test/editor/page/paths.mjs")).href);
  const chosen = PATHS.filter(
    ({ name, onlyPictures }) => (pictures || !onlyPictures) && (!grep || name.includes(grep)),
  ).map((each) => (pictures && each.pictured ? { ...each, settings: each.pictured } : each));
  if (chosen.length === 0) throw new Error(`no path has ${grep} in its name`);
  const total = { passed: 0, failed: 0 };
  const again = [];
  const walk = async (each, workbench, failed) => {
    const done = await walkPath(each, workbench, verbose, pictures);
    console.log(`   ${each.name}`);
    const count = countTests(done);
    if (count.failed > 0 && failed !== undefined) {
      failed.push(each);
      return false;
    }
    total.passed += count.passed;
    total.failed += count.failed;
    return count.failed === 0;
  };
  const inWindow = (each, action) =>
    withWorkbench({ ...each, settings: { ...(pictures ? {} : UNSEEN_SETTINGS), ...each.settings } }, action);
  const alone = (each, failed) => inWindow(each, (workbench) => walk(each, workbench, failed));
  const queue = chosen.filter(sharesWindow);
  while (queue.length > 0) {
    await inWindow(queue[0], async (workbench) => {
      // A path that failed leaves its window in an unknown state: the next one begins in a new one.
      while (queue.length > 0 && (await walk(queue.shift(), workbench, again)) && (await workbench.clear()));
    });
  }
  for (const each of chosen.filter((each) => !sharesWindow(each))) await alone(each, again);
  if (again.length > 0) console.log("   once more");
  for (const each of again) await alone(each);
  return total;
}

function sharesWindow({ trusted = true, settings }) {
  return trusted && settings === undefined;
}

/** Walks a path; resolves with its steps, each with its error if it failed. */
async function walkPath({ name, walk }, workbench, verbose, pictures) {
  if (verbose) workbench.page.on("console", (message) => console.log(message.text().slice(0, 300)));
  const done = [];
  const screenshot = (title) => {
    const file = `${name} ${done.length + 1} ${title}.png`.replace(/[^\w.]+/g, "-").toLowerCase();
    return workbench.page.screenshot({ path: path.join(ARTIFACTS, file) });
  };
  /** One step of a path. The first that fails ends the path: what follows depends on it. */
  const step = async (title, action) => {
    const start = performance.now();
    try {
      await action();
      if (verbose) await screenshot(title);
      done.push({ title, ms: performance.now() - start });
    } catch (error) {
      await screenshot(`${title} failed`);
      done.push({ title, error: error.message });
      throw new StepFailed();
    }
  };
  /** Takes a picture of a part of the page for the documentation, when pictures are asked for. */
  const picture = async (title, clip, folder = "pictures") => {
    if (!pictures) return;
    const place = path.join(DOCS, folder);
    mkdirSync(place, { recursive: true });
    const image = await workbench.page.screenshot({ clip, animations: "disabled", caret: "hide" });
    writeFileSync(path.join(ARTIFACTS, `picture-${title}.png`), image);
    writeFileSync(path.join(place, `${title}.webp`), await toPicture(workbench.page.context(), image));
  };
  await walk({ ...workbench, step, picture }).catch((error) => {
    if (!(error instanceof StepFailed)) done.push({ title: `${name} ends`, error: error.stack });
  });
  return done;
}

class StepFailed extends Error {}

// Ending in order ends the server's process group, too.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(130));

/**
 * Calls `action` with a page that can show a workbench on a copy of the test workspace: `open()` shows it, `clear()`
 * makes the window and the folder what they were and resolves with whether it could.
 */
async function withWorkbench(
  { version = "current", driven = false, trusted = true, settings, viewport, opensWalkthrough = false, grep },
  action,
) {
  if (!existsSync(VSIX)) throw new Error("dist/tinytotvm.vsix is missing: run npm run package");
  const executablePath = ensureChromium();
  const runtime = await workbenchRuntime(version);
  mkdirSync(ARTIFACTS, { recursive: true });
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "ttvm-editor-"));
  const folder = copyWorkspace(path.join(dataDir, "workspace"));
  const resultFile = path.join(dataDir, "result.json");
  let server;
  let browser;
  try {
    const extensionsDir = await installed(version, runtime);
    server = await startServer({
      runtime,
      dataDir,
      extensionsDir,
      driven,
      trusted,
      settings: { ...TEST_SETTINGS, ...settings },
      // One path looks at the walkthrough that opens by itself; in the others it would be in the way.
      machineSettings: { "workbench.welcomePage.walkthroughs.openOnInstall": opensWalkthrough },
      keybindings: KEYBINDINGS,
      env: { TTVM_TEST_RESULT: resultFile, TTVM_TEST_GREP: grep ?? "", TTVM_TEST_WORKSPACE: folder },
    });
    const opened = await openPage({ runtime, executablePath, authority: server.authority, viewport });
    browser = opened.browser;
    const { page } = opened;
    await page.addInitScript(addStyle, STYLE);
    let isOpen = false;
    const open = async () => {
      if (!isOpen) await page.goto(server.url(folder));
      isOpen = true;
    };
    const clear = async () => {
      try {
        await new Workbench(page).clear();
      } catch (error) {
        console.log(`     the window could not be cleared: ${error.message.split("\n")[0]}`);
        return false;
      }
      copyWorkspace(folder);
      return true;
    };
    return await action({ page, server, folder, resultFile, open, clear });
  } finally {
    await browser?.close();
    await server?.stop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Runs in the page and in the pages within it, of which only the outer one is meant. */
function addStyle(style) {
  if (window !== window.top) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets.push(sheet);
}

/** Makes `folder` a copy of the test workspace, with the examples. */
function copyWorkspace(folder) {
  cpSync(path.join(ROOT, "examples"), folder, { recursive: true });
  cpSync(path.join(ROOT, "test/editor/workspace"), folder, { recursive: true });
  return folder;
}

/** The folder in which the package is installed for all windows of this process, by version of VS Code. */
function installed(version, runtime) {
  let folder = installations.get(version);
  if (folder === undefined) {
    const dataDir = mkdtempSync(path.join(os.tmpdir(), "ttvm-installed-"));
    process.on("exit", () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }));
    const extensionsDir = path.join(dataDir, "extensions");
    folder = installExtension({ runtime, dataDir, extensionsDir, vsix: VSIX }).then(() => extensionsDir);
    installations.set(version, folder);
  }
  return folder;
}

const installations = new Map();

/** Bundles the suite as CommonJS, beside an empty extension; resolves with its main file. */
export async function buildHostTests() {
  const esbuild = await import("esbuild");
  await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: ["test/editor/host/index.ts"],
    outfile: path.join(HOST_OUT, "index.js"),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    mainFields: ["module", "main"],
    external: ["vscode", "mocha"],
    sourcemap: "inline",
    logLevel: "warning",
  });
  writeFileSync(path.join(HOST_OUT, "package.json"), '{ "type": "commonjs" }\n');
  mkdirSync(path.join(HOST_OUT, "extension"), { recursive: true });
  writeFileSync(
    path.join(HOST_OUT, "extension", "package.json"),
    JSON.stringify({
      name: "tinytotvm-tests",
      publisher: "tinytotvm",
      version: "0.0.1",
      engines: { vscode: "*" },
    }),
  );
  return path.join(HOST_OUT, "index.js");
}

function countTests(tests) {
  for (const { title, error, ms } of tests) {
    console.log(error ? `FAIL ${title}` : `ok   ${title} (${Math.round(ms)} ms)`);
    if (error) console.log(error.replace(/^/gm, "     "));
  }
  const failed = tests.filter(({ error }) => error).length;
  return { passed: tests.length - failed, failed: tests.length ? failed : 1 };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await ensureInstalled();
  const args = process.argv.slice(2);
  const grep = args.includes("--grep") ? args[args.indexOf("--grep") + 1] : undefined;
  const options = { verbose: args.includes("--verbose"), grep, pictures: args.includes("--pictures") };
  const both = !args.includes("host") && !args.includes("page");
  const runs = [];
  try {
    if (args.includes("--package")) {
      const { build } = await import("./build.mjs");
      await build({ production: true });
      await packageExtension();
    }
    if (both || args.includes("host")) {
      runs.push(
        await runHostTests({ ...options, version: args.includes("--oldest") ? "oldest" : "current" }),
      );
    }
    if (both || args.includes("page")) runs.push(await runPageTests(options));
  } catch (error) {
    if (!error.errors) console.error(error.message);
    runs.push({ passed: 0, failed: 1 });
  }
  const failed = runs.reduce((sum, run) => sum + run.failed, 0);
  console.log(`${runs.reduce((sum, run) => sum + run.passed, 0)} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}
