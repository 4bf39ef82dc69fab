/** A copy of the core that a test adds something to, to see where that is then. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

export interface CopiedCore {
  /** Where a file of the project is in the copy. */
  file(name: string): string;
  /** Puts a text into the copy of a file, after the first line that opens a table. The rest of it is as in the project. */
  add(name: string, opening: string, text: string): void;
  /** The same, at the beginning of the copy of a file as it is. */
  prepend(name: string, text: string): void;
  /** What the compiler says of the copy. */
  compileErrors(): readonly string[];
  /** The module that a text, which exports from files of the copy, makes. */
  // biome-ignore lint/suspicious/noExplicitAny: the module is made in the test.
  bundled(asked: string): Promise<any>;
}

/** Made before the tests of the file that asks for it, and removed after them. */
export function copiedCore(): CopiedCore {
  let folder = "";
  const file = (name: string) => path.join(folder, name);

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "ttvm-added-"));
    for (const name of ["vm-core", "tools/grammar.mjs", "tsconfig.base.json", "server/settings.ts"]) {
      cpSync(name, file(name), { recursive: true });
    }
    symlinkSync(path.resolve("node_modules"), file("node_modules"));
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  return {
    file,
    add(name, opening, text) {
      const source = readFileSync(name, "utf8");
      assert.ok(source.includes(opening), `${name} has no ${opening}`);
      writeFileSync(
        file(name),
        source.replace(opening, () => `${opening}\n${text}`),
      );
    },
    prepend: (name, text) => writeFileSync(file(name), text + readFileSync(file(name), "utf8")),
    compileErrors() {
      const tsc = path.resolve("node_modules/typescript/bin/tsc");
      const { stdout } = spawnSync(process.execPath, [tsc, "-p", "vm-core"], {
        cwd: folder,
        encoding: "utf8",
      });
      return stdout.split("\n").filter((line) => line.includes("error TS"));
    },
    async bundled(asked) {
      const outfile = file("core.mjs");
      await build({
        stdin: { contents: asked, resolveDir: folder, loader: "ts" },
        bundle: true,
        format: "esm",
        platform: "node",
        outfile,
        loader: { ".ttvm": "text", ".lisp": "text" },
        logLevel: "error",
      });
      return import(pathToFileURL(outfile).href);
    },
  };
}
