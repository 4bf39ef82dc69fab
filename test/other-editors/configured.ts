/**
 * Programs and a `ttvm` command for an editor that is configured as docs/other-editors.md says.
 *
 * Invariant: what runs is what the page shows.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const PAGE = path.join(process.cwd(), "docs", "other-editors.md");

/** The configuration after a mark on the page. */
export function configuration(mark: string): string {
  const found = new RegExp(`<!-- ${mark} -->\\n\`\`\`[a-z]+\\n([^]*?)\`\`\``).exec(
    readFileSync(PAGE, "utf8"),
  );
  if (found === null) throw new Error(`docs/other-editors.md has no configuration for ${mark}`);
  return found[1];
}

const ADDS = "    PUSH_INT 20\n    STORE n\n    LOAD n\n    PUSH_INT 1\n    ADD\n    PRINT\n";

/** A folder with a module, a program without mistakes, and programs that use the module; `broken.ttvm` has a mistake in line 1. */
export function programs(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "ttvm-editors-")));
  writeFileSync(path.join(folder, "m.ttvm"), "    PUSH_INT 1\n    STORE one\n    EXPORT one\n");
  writeFileSync(path.join(folder, "adds.ttvm"), ADDS);
  writeFileSync(path.join(folder, "broken.ttvm"), "    IMPORT m.ttvm\n    LOAD one\n    PRNT\n");
  writeFileSync(path.join(folder, "broken.lisp"), '(import "m.ttvm" (one))\n(print one)\n(print (+ 1 \n');
  const bin = path.join(folder, "bin");
  mkdirSync(bin);
  const script = `#!/bin/sh\nexec "${process.execPath}" "${path.join(process.cwd(), "dist", "ttvm.js")}" "$@"\n`;
  writeFileSync(path.join(bin, "ttvm"), script, { mode: 0o755 });
  return folder;
}

/** Runs an editor in the folder, with `ttvm` on its path; resolves with what it prints. */
export function runEditor(folder: string, command: string, args: readonly string[]): string {
  const { stdout, stderr, error, status } = spawnSync(command, args, {
    cwd: folder,
    encoding: "utf8",
    timeout: 120_000,
    env: {
      ...process.env,
      PATH: `${path.join(folder, "bin")}${path.delimiter}${process.env.PATH}`,
      HOME: folder,
      XDG_CONFIG_HOME: path.join(folder, "config"),
      XDG_DATA_HOME: path.join(folder, "data"),
      XDG_STATE_HOME: path.join(folder, "state"),
    },
  });
  if (error !== undefined || status !== 0)
    throw error ?? new Error(`ended with ${status}:\n${stdout}${stderr}`);
  return stdout + stderr;
}
