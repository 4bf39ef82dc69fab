/**
 * Brings a fresh clone to where the other tools can run: installs the packages of a folder when they
 * are missing or do not belong to its lockfile.
 *
 * Invariant: this file and everything it imports needs Node's own modules only.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { withLock } from "./lock.mjs";

export const ROOT = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

/**
 * Installs the packages of `folder` from its lockfile unless that very lockfile is installed already. One process
 * does so at a time: `npm ci` removes what is there first.
 */
export async function ensureInstalled(folder = ROOT, what = "the packages of the project") {
  if (isInstalled(folder)) return;
  const wait = (holder) => say(`waiting for process ${holder ?? "?"}, which installs ${what}`);
  await withLock(path.join(folder, ".installing"), () => install(folder, what), wait);
}

async function install(folder, what) {
  // By another process, while this one waited.
  if (isInstalled(folder)) return;
  say(`installing ${what} (npm ci in ${path.relative(ROOT, folder) || "."})`);
  await npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder);
  writeFileSync(stampFile(folder), lockHash(folder));
}

/** Runs npm: the one that started us, when one did. */
export function npm(args, cwd = ROOT) {
  const own = process.env.npm_execpath;
  return own?.endsWith(".js")
    ? run(process.execPath, [own, ...args], { cwd })
    : run("npm", args, { cwd, shell: process.platform === "win32" });
}

/** Runs a command with our own output; rejects when it fails. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", cwd: ROOT, ...options });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(
            `${path.basename(command)} ${args.join(" ")} ended with ${signal ?? `exit code ${code}`}`,
          ),
        );
    });
  });
}

export function say(text) {
  console.log(`- ${text}`);
}

function isInstalled(folder) {
  const installed = path.join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return false;
  if (existsSync(stampFile(folder))) return readFileSync(stampFile(folder), "utf8") === lockHash(folder);
  // Installed by hand with `npm install` or `npm ci`.
  return statSync(installed).mtimeMs >= statSync(lockFile(folder)).mtimeMs;
}

function lockHash(folder) {
  return createHash("sha256")
    .update(readFileSync(lockFile(folder)))
    .digest("hex");
}

const lockFile = (folder) => path.join(folder, "package-lock.json");
const stampFile = (folder) => path.join(folder, "node_modules", ".installed-lock");
