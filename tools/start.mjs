/**
 * `npm start`: builds the product and opens it on examples/ with the first of them (the walkthrough opens beside it once), in desktop VS Code where there is one, else in the
 * browser through the embedded VS Code server. Ctrl-C stops everything that this started.
 *
 *     node tools/start.mjs [--browser] [--port N]
 */
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, realpathSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ensureInstalled, ROOT, say } from "./bootstrap.mjs";

const EXAMPLES = path.join(ROOT, "examples");
const FIRST_EXAMPLE = path.join(EXAMPLES, "factorial.ttvm");

const args = process.argv.slice(2);
const portAt = args.indexOf("--port");
const port = portAt < 0 ? 0 : Number(args[portAt + 1]);
const known = (arg, index) =>
  arg === "--browser" || arg === "--port" || (portAt >= 0 && index === portAt + 1);
if (!args.every(known) || !Number.isInteger(port) || port < 0 || port > 65535) {
  console.error("usage: npm start -- [--browser] [--port N]");
  process.exit(2);
}

try {
  await ensureInstalled();
  const code = args.includes("--browser") ? undefined : desktopCode();
  await (code ? startDesktop(code) : startBrowser());
} catch (error) {
  if (!error.errors) console.error(error.message);
  process.exit(1);
}

/** The desktop's `code` command, when it can open a window here. */
function desktopCode() {
  const reason = whyNotDesktop();
  if (reason) {
    say(`opening in the browser, because ${reason}`);
    return undefined;
  }
  return findOnPath("code");
}

function whyNotDesktop() {
  const code = findOnPath("code");
  if (!code) return "there is no VS Code (`code`) on the PATH";
  if (process.env.VSCODE_IPC_HOOK_CLI || /[\\/](remote-cli|\.vscode-server)[\\/]/.test(realpathSync(code))) {
    return "the `code` on the PATH belongs to a remote VS Code";
  }
  const needsDisplay = process.platform !== "darwin" && process.platform !== "win32";
  if (needsDisplay && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return "there is no display";
  if (process.getuid?.() === 0) return "VS Code does not run as root";
  return undefined;
}

async function startDesktop(code) {
  await buildFor("desktop VS Code");
  // Data of its own: the window is a program of its own then, which Ctrl-C can end, and the person's own
  // windows, settings and extensions stay out of it. The path is short, since a socket's may not be long.
  const dataDir = path.join(os.homedir(), ".cache", "tinytotvm", "vscode");
  const { writeSettings } = await import("./workbench/server.mjs");
  writeSettings(path.join(dataDir, "User"), {}, true);

  say("opening VS Code on examples/; Ctrl-C closes it");
  const child = spawn(
    code,
    [
      ...["--new-window", "--wait", "--disable-workspace-trust", "--skip-welcome", "--skip-release-notes"],
      ...[`--user-data-dir=${dataDir}`, `--extensions-dir=${path.join(dataDir, "extensions")}`],
      `--extensionDevelopmentPath=${ROOT}`,
      ...[EXAMPLES, FIRST_EXAMPLE],
    ],
    { stdio: "inherit", shell: process.platform === "win32" },
  );
  const ended = new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.on(signal, () => {
      closeDesktop(child, dataDir);
      child.kill();
    });
  }
  await ended;
}

/** Ends the VS Code that uses `dataDir`. The `code` command is not its parent, so it is found by that. */
function closeDesktop(child, dataDir) {
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/pid", String(child.pid), "/t", "/f"], { stdio: "ignore" });
    return;
  }
  const { stdout } = spawnSync("ps", ["-axww", "-o", "pid=,command="], { encoding: "utf8" });
  for (const line of (stdout ?? "").split("\n")) {
    const pid = Number.parseInt(line, 10);
    if (!line.includes(`--user-data-dir=${dataDir}`) || pid === process.pid) continue;
    try {
      process.kill(pid);
    } catch {
      // It ended with the one before.
    }
  }
}

async function buildFor(what) {
  say(`building for ${what}`);
  const { build } = await import("./build.mjs");
  await build({ production: true });
}

async function startBrowser() {
  await buildFor("the browser");
  const { packageExtension, VSIX } = await import("./package.mjs");
  await packageExtension();
  const { workbenchRuntime } = await import("./workbench/runtime.mjs");
  const { installExtension, startServer } = await import("./workbench/server.mjs");
  const runtime = await workbenchRuntime();

  // Kept between runs, so that settings and open editors are as they were left.
  const dataDir = path.join(ROOT, ".build", "workbench-data");
  say("installing the extension into the embedded VS Code");
  await installExtension({ runtime, dataDir, vsix: VSIX });
  say("starting the embedded VS Code");
  const server = await startServer({
    runtime,
    dataDir,
    port,
    token: randomBytes(16).toString("hex"),
    keepSettings: true,
  });

  const stopped = new Promise((resolve) => {
    // For good: a terminal's Ctrl-C may reach us twice, from the terminal and from npm.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => resolve("asked"));
    server.exited.then(() => resolve("ended"));
  });
  const url = server.url(EXAMPLES, [["openFile", `vscode-remote://${server.authority}${FIRST_EXAMPLE}`]]);
  console.log(`\n  TinyTotVM is open at\n\n    ${url}\n\n  Ctrl-C stops it.\n`);
  openBrowser(url);

  const how = await stopped;
  say(how === "asked" ? "stopping" : "the embedded VS Code has ended by itself");
  await server.stop();
  process.exit(how === "asked" ? 0 : 1);
}

/** Opens the address where there is a browser; a person can always open it by hand. */
function openBrowser(url) {
  const command = browserCommand();
  if (!command) return say("no browser was opened; open the address above");
  const child = spawn(command[0], [...command.slice(1), url], { stdio: "ignore", detached: true });
  child.on("error", () => say("no browser could be opened; open the address above"));
  child.unref();
}

function browserCommand() {
  if (process.platform === "darwin") return ["open"];
  if (process.platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"];
  const display = process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return display && findOnPath("xdg-open") ? ["xdg-open"] : undefined;
}

function findOnPath(command) {
  const names = process.platform === "win32" ? [`${command}.cmd`, `${command}.exe`] : [command];
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  return folders
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
    .find((file) => existsSync(file));
}
