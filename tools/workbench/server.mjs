/** Starts the embedded VS Code server on a loopback port and ends it with everything that it started. */
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A quiet workbench: no tours, no network, and editors as tabs. */
export const QUIET_SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.editor.useModal": "off",
  "workbench.settings.enableNaturalLanguageSearch": false,
  "security.workspace.trust.startupPrompt": "always",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "update.showReleaseNotes": false,
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "chat.disableAIFeatures": true,
  "git.enabled": false,
  "git.openRepositoryInParentFolders": "never",
};

const START_TIMEOUT = 60_000;
const STOP_TIMEOUT = 5_000;

/** Installs a .vsix with VS Code's own installer, in `extensionsDir` or else in a folder of `dataDir`. */
export async function installExtension({ runtime, dataDir, extensionsDir, vsix }) {
  const child = spawn(
    runtime.node,
    [
      runtime.main,
      ...folders(dataDir, extensionsDir),
      "--accept-server-license-terms",
      "--install-extension",
      vsix,
      "--force",
    ],
    { env: serverEnvironment(), stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  child.stdout.on("data", (text) => (output += text));
  child.stderr.on("data", (text) => (output += text));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0 || !output.includes("successfully installed")) {
    throw new Error(`VS Code did not install ${path.basename(vsix)} (exit code ${code}):\n${output}`);
  }
}

/**
 * Starts the server. Options: `token` for a connection token (none means anybody on this machine may
 * connect), `trusted: false` to have workspaces start in restricted mode, `driven` to let the page name the
 * tests that the extension host runs, `settings` on top of the quiet ones, `machineSettings` that are
 * read from the machine of the extensions alone, `keybindings` of the user, `port`, `env`, `extensionsDir`.
 *
 * Resolves with `{ authority, url(folder, payload), log(), stop(), exited }`.
 */
export async function startServer({
  runtime,
  dataDir,
  extensionsDir,
  token,
  trusted = true,
  driven = false,
  port = 0,
  settings = {},
  machineSettings,
  keybindings,
  env = {},
  keepSettings = false,
}) {
  writeSettings(path.join(dataDir, "data", "User"), settings, keepSettings);
  if (machineSettings !== undefined) writeMachineSettings(dataDir, machineSettings);
  if (keybindings !== undefined) {
    writeFileSync(path.join(dataDir, "data", "User", "keybindings.json"), JSON.stringify(keybindings));
  }
  const child = spawn(
    runtime.node,
    [
      runtime.main,
      ...["--host", "127.0.0.1", "--port", String(port)],
      ...(token ? ["--connection-token", token] : ["--without-connection-token"]),
      "--accept-server-license-terms",
      ...[
        "--telemetry-level",
        "off",
        "--disable-telemetry",
        "--disable-experiments",
        "--disable-update-check",
      ],
      "--disable-getting-started-override",
      ...(driven ? ["--enable-smoke-test-driver"] : []),
      ...(trusted ? ["--disable-workspace-trust"] : []),
      ...folders(dataDir, extensionsDir),
    ],
    // A process group of its own: extension hosts, language servers and debug adapters end with it.
    {
      env: serverEnvironment(env),
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
    },
  );
  let log = "";
  const listening = new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`VS Code did not start in time:\n${log}`)),
      START_TIMEOUT,
    );
    const read = (text) => {
      log += text;
      const found = /Extension host agent listening on (\d+)/.exec(log);
      if (found) {
        clearTimeout(timer);
        resolve(Number(found[1]));
      }
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`VS Code ended with exit code ${code}:\n${log}`));
    });
  });
  const exited = new Promise((resolve) => child.on("exit", resolve));
  const killNow = () => killGroup(child, "SIGKILL");
  // Before what it writes in is removed.
  process.prependListener("exit", killNow);

  const stop = async () => {
    killGroup(child, "SIGTERM");
    const timer = setTimeout(killNow, STOP_TIMEOUT);
    await exited;
    clearTimeout(timer);
    // What the server started and did not end.
    killNow();
    process.off("exit", killNow);
  };

  try {
    const authority = `127.0.0.1:${await listening}`;
    const url = (folder, payload = []) => {
      const query = new URLSearchParams();
      if (token) query.set("tkn", token);
      if (folder) query.set("folder", folder);
      if (payload.length) query.set("payload", JSON.stringify(payload));
      return `http://${authority}/?${query}`;
    };
    return { authority, url, exited, log: () => log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function folders(dataDir, extensionsDir = path.join(dataDir, "extensions")) {
  return ["--server-data-dir", dataDir, "--extensions-dir", extensionsDir];
}

/** Writes a user's settings; with `keep` only when there are none yet. */
export function writeSettings(userDir, settings, keep) {
  mkdirSync(userDir, { recursive: true });
  const text = `${JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2)}\n`;
  try {
    writeFileSync(path.join(userDir, "settings.json"), text, { flag: keep ? "wx" : "w" });
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
}

/** They win over a user's, so only what cannot be set otherwise belongs there. */
function writeMachineSettings(dataDir, settings) {
  const folder = path.join(dataDir, "data", "Machine");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "settings.json"), `${JSON.stringify(settings, null, 2)}\n`);
}

/** Our environment without what a surrounding VS Code, Electron or npm put there, and without a gallery. */
function serverEnvironment(extra = {}) {
  const foreign = /^(VSCODE_|ELECTRON_|npm_|CODE_SERVER|NODE_OPTIONS$)/;
  const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(own), EXTENSIONS_GALLERY: "{}", ...extra };
}

function killGroup(child, signal) {
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // Gone already.
  }
}
