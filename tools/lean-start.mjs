/**
 * Keeps what a run does not need out of its start.
 *
 * A bundle without parts evaluates all of a module's imports before the module. Two things have most of them wait:
 * the door of vm-core is passed by, so who imports one name from it gets the file that defines it and no other; and where
 * one part of the system hands over to another that few runs need, the other is evaluated by the first call.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./bootstrap.mjs";

/** What is evaluated late, by the file that imports it: of each only functions are imported, and called by functions. */
const LATE = {
  "vm-core/asm/index.ts": ["./reassemble.ts", "./reread.ts", "./sketch.ts", "./words.ts"],
  "vm-core/asm/parser.ts": ["../isa/foreign-mnemonics.ts"],
  "vm-core/analyze/index.ts": [
    "../facts/memory.ts",
    "../optimize/index.ts",
    "../verify/index.ts",
    "./lisp.ts",
  ],
  "vm-core/analyze/lisp.ts": ["../facts/memory.ts"],
  "vm-core/analyze/lisp-findings.ts": ["../verify/index.ts"],
  "vm-core/lisp/words/findings.ts": ["../../verify/index.ts"],
  "vm-core/jit/machine.ts": ["./compile.ts", "./known.ts", "./surroundings.ts"],
  "vm-core/machine/index.ts": [
    "../optimize/index.ts",
    "../lisp/evaluated-data.ts",
    "../fused/machine.ts",
    "../ir/machine.ts",
    "../std/index.ts",
  ],
  "vm-core/machine/load.ts": ["../std/index.ts"],
  "vm-core/machine/read-program.ts": ["../bytecode/index.ts", "../std/index.ts"],
  "vm-core/node/host/index.ts": ["../../run/permissions/guard.ts"],
  "vm-core/node/host/state.ts": ["../../run/permissions/guard.ts"],
  "vm-core/node/module-permission.ts": ["../run/permissions/guard.ts"],
  "vm-core/node/run-limits.ts": ["../run/permissions/rules.ts"],
  "vm-core/run/execute.ts": ["./procedure-faults.ts"],
  "vm-core/run/serve.ts": ["./loading.ts"],
  "vm-core/run/permissions/rules.ts": ["./endpoints.ts"],
  "vm-core/run/handlers/data.ts": ["../../value/csv.ts"],
  "vm-core/run/handlers/system.ts": ["../../value/format-time.ts"],
};

const DOOR = path.join(ROOT, "vm-core", "index.ts");

/** Imports through the door of vm-core lead to the files behind it. */
export const doorPassedBy = {
  name: "door passed by",
  setup(build) {
    const origins = exportedFrom(DOOR);
    build.onLoad({ filter: /[\\/]vm-core[\\/]node[\\/].*\.ts$/ }, ({ path: file }) => ({
      loader: "ts",
      contents: readFileSync(file, "utf8").replace(
        /import \{([^}]*)\} from "((?:\.\.\/)+index\.ts)"/g,
        (whole, names, written) =>
          path.resolve(path.dirname(file), written) === DOOR
            ? direct(values(names), origins, path.dirname(file))
            : whole,
      ),
    }));
  },
};

/** The names in braces of an import or export that are no types. */
function values(names) {
  return names
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && !name.startsWith("type "));
}

/** The file that each name of a door comes from. */
function exportedFrom(door) {
  const origins = new Map();
  for (const [, names, file] of readFileSync(door, "utf8").matchAll(/export \{([^}]*)\} from "([^"]+)"/g)) {
    for (const name of values(names)) origins.set(name, path.resolve(path.dirname(door), file));
  }
  return origins;
}

function direct(names, origins, folder) {
  return names
    .map((name) => {
      const written = path
        .relative(folder, origins.get(name.split(" as ")[0]))
        .split(path.sep)
        .join("/");
      return `import { ${name} } from ${JSON.stringify(written.startsWith(".") ? written : `./${written}`)}`;
    })
    .join("; ");
}

/** Whether what a file imports by these words is evaluated late. */
export function isLate(importer, written) {
  const late = LATE[path.relative(ROOT, importer).split(path.sep).join("/")];
  return late?.includes(written) === true;
}

/** Puts functions in the place of those in `LATE`, which evaluate the file when they are called. */
export const lateParts = {
  name: "late parts",
  setup(build) {
    build.onResolve({ filter: /^\./ }, ({ path: written, importer }) => {
      if (!isLate(importer, written)) return undefined;
      return { path: path.resolve(path.dirname(importer), written), namespace: "late" };
    });
    build.onLoad({ filter: /./, namespace: "late" }, async ({ path: file }) => ({
      resolveDir: ROOT,
      contents: (await namesIn(file, build)).map((name) => calling(name, file)).join("\n"),
    }));
  },
};

/** The names that a file exports. */
export async function namesIn(file, { esbuild, initialOptions: { absWorkingDir, loader, target } }) {
  const { metafile } = await esbuild.build({
    ...{ absWorkingDir, loader, target },
    entryPoints: [file],
    bundle: true,
    format: "esm",
    platform: "node",
    outdir: "dist",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  return Object.values(metafile.outputs)[0].exports;
}

function calling(name, file) {
  return `export const ${name} = (...values) => require(${JSON.stringify(file)}).${name}(...values);`;
}

/** Leaves the command line out of a bundle that is never started with words that need it. */
export const withoutCommandLine = {
  name: "without command line",
  setup(build) {
    build.onResolve({ filter: /\/command-line\.ts$/ }, () => ({ path: "./command.js", external: true }));
  },
};
