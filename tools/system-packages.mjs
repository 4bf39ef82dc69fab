/**
 * Commands that tests need and that a package of the system has: found, or installed with the system's package manager where
 * that is allowed without a password.
 *
 * Invariant: imports Node's own modules only.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { say } from "./bootstrap.mjs";

/** Package managers in the order in which they are looked for, and what each runs. */
const MANAGERS = [
  {
    manager: "apt-get",
    steps: (names) => [
      ["update", "-qq"],
      ["install", "-y", "-qq", "--no-install-recommends", ...names],
    ],
  },
  { manager: "dnf", steps: (names) => [["install", "-y", ...names]] },
  { manager: "pacman", steps: (names) => [["-Sy", "--noconfirm", ...names]] },
  { manager: "apk", steps: (names) => [["add", ...names]] },
  { manager: "zypper", steps: (names) => [["--non-interactive", "install", ...names]] },
];

/**
 * What `find` finds, after packages were installed where it found nothing at first. `only`: the package managers that
 * know the packages by these names.
 */
export function ensurePackages(names, find, only = MANAGERS.map(({ manager }) => manager)) {
  const found = find();
  if (found) return found;
  const installer = installerOf(only);
  const prefix = privileges();
  if (!installer || !prefix) return undefined;
  say(`${names.join(" and ")}: not found; installing with ${installer.manager}`);
  for (const step of installer.steps(names)) {
    const [command, ...args] = [...prefix, installer.manager, ...step];
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"], env });
  }
  return find();
}

/** What a person runs to install packages; undefined where no package manager is known. */
export function installCommand(names) {
  const installer = installerOf(MANAGERS.map(({ manager }) => manager));
  return installer
    ?.steps(names)
    .map((step) => `sudo ${installer.manager} ${step.join(" ")}`)
    .join(" && ");
}

function installerOf(managers) {
  return MANAGERS.find(({ manager }) => managers.includes(manager) && which(manager));
}

/** The path of a command; undefined when there is none. */
export function which(command) {
  if (path.isAbsolute(command)) return existsSync(command) ? command : undefined;
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  return folders.map((folder) => path.join(folder, command)).find((file) => existsSync(file));
}

/** The words before a command that needs root: none for root, sudo when it asks no password. */
function privileges() {
  if (process.getuid?.() === 0) return [];
  if (which("sudo") && spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status === 0)
    return ["sudo", "-n"];
  return undefined;
}
