/**
 * Builds dist/: the extension, the two servers, the command, and what is generated from the instruction
 * table. `--watch` rebuilds on a change, `--production` makes what is shipped.
 *
 * Everything in dist/ is CommonJS, because the extension host loads an extension's main module with
 * `require`; dist/package.json says so, against the "module" of the project. Only the thread that SQLite runs
 * in is a module: so it finds its WebAssembly beside itself.
 */
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { ensureInstalled, ROOT, run } from "./bootstrap.mjs";
import { doorPassedBy, lateParts, withoutCommandLine } from "./lean-start.mjs";
import { AS_SCRIPT, buildRun } from "./run-bundles.mjs";

const BUNDLES = {
  extension: "client/extension.ts",
  "vm-core": "vm-core/index.ts",
};

/** What runs as `ttvm`: it starts one of the bundles of the command. */
const START = { ttvm: "vm-core/node/start.ts" };
const COMMAND = { command: "vm-core/node/all-commands.ts" };

/** What loads vm-core from the bundle beside it, so that the package has it once. */
const SERVERS = {
  server: "server/main.ts",
  "debug-adapter": "debug-adapter/main.ts",
};

/** What runs in webviews, each a script and a style. */
const PAGES = {
  "views/flow-chart": "client/views/page/flow-chart",
  "views/passes": "client/views/page/passes",
};

const WORKERS = {
  "database-worker": "vm-core/node/host/sqlite/worker.ts",
};

export async function build({ production = false, watch = false } = {}) {
  const missing = Object.values({ ...BUNDLES, ...START, ...COMMAND, ...SERVERS }).filter(
    (entry) => !existsSync(path.join(ROOT, entry)),
  );
  if (missing.length) throw new Error(`cannot build: ${missing.join(" and ")} not found`);

  const dist = path.join(ROOT, "dist");
  if (production) rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  writeFileSync(path.join(dist, "package.json"), '{ "type": "commonjs" }\n');

  const { generate } = await import("./generate.mjs");
  await generate();

  const esbuild = await import("esbuild");
  const options = {
    absWorkingDir: ROOT,
    entryPoints: Object.entries(BUNDLES).map(([out, entry]) => ({ in: entry, out })),
    outdir: "dist",
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    // Lets a bundle find its neighbours in dist/ with the words of an ES module.
    define: { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
    external: ["vscode"],
    // Code that V8 takes over from the build has no loader of modules.
    supported: { "dynamic-import": false },
    // Modules of the standard library.
    loader: { ".ttvm": "text", ".lisp": "text" },
    mainFields: ["module", "main"],
    // Names are shortened too: kept ones would take 25 kB of the package.
    minify: production,
    sourcemap: production ? false : "linked",
    logLevel: "warning",
  };
  const start = {
    ...options,
    entryPoints: Object.entries(START).map(([out, entry]) => ({ in: entry, out })),
    plugins: [doorPassedBy],
  };
  const command = {
    ...options,
    entryPoints: Object.entries(COMMAND).map(([out, entry]) => ({ in: entry, out })),
    plugins: [doorPassedBy, lateParts],
    ...AS_SCRIPT,
  };
  // Under `--watch` a run starts from one bundle, and without code.
  const wholeRun = {
    ...command,
    entryPoints: [{ in: "vm-core/node/main.ts", out: "run" }],
    plugins: [withoutCommandLine, ...command.plugins],
  };
  const servers = {
    ...options,
    entryPoints: Object.entries(SERVERS).map(([out, entry]) => ({ in: entry, out })),
    plugins: [coreBeside],
  };
  const workers = {
    ...options,
    entryPoints: Object.entries(WORKERS).map(([out, entry]) => ({ in: entry, out })),
    format: "esm",
    outExtension: { ".js": ".mjs" },
    define: {},
  };
  const pages = {
    ...options,
    entryPoints: Object.entries(PAGES).flatMap(([out, entry]) =>
      [".ts", ".css"].map((extension) => ({ in: entry + extension, out })),
    ),
    platform: "browser",
    target: "es2022",
    format: "iife",
    define: {},
  };
  compressSqlite(path.join(dist, "sqlite3.wasm.br"));
  for (const each of [options, start, command, servers, workers, pages, ...(watch ? [wholeRun] : [])]) {
    if (watch) {
      const context = await esbuild.context({ ...each, logLevel: "info" });
      await context.watch();
    } else {
      await esbuild.build(each);
    }
  }
  if (!watch) {
    await buildRun(options);
    await run(process.execPath, [path.join(ROOT, "tools", "compiled-code.mjs")], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
}

/**
 * Writes SQLite's WebAssembly, compressed better than the package does it: this is two fifths of its size. It takes
 * seconds, so it is kept between builds.
 */
function compressSqlite(target) {
  const require = createRequire(import.meta.url);
  const wasm = readFileSync(require.resolve("@sqlite.org/sqlite-wasm/sqlite3.wasm"));
  const digest = createHash("sha256").update(wasm).digest("hex").slice(0, 16);
  const kept = path.join(ROOT, ".build", `sqlite3-${digest}.wasm.br`);
  if (!existsSync(kept)) {
    mkdirSync(path.dirname(kept), { recursive: true });
    writeFileSync(kept, brotliCompressSync(wasm));
  }
  copyFileSync(kept, target);
}

/** Leaves vm-core's door to the bundle that is in dist/, too. */
const coreBeside = {
  name: "vm-core beside",
  setup(build) {
    const door = path.join(ROOT, "vm-core", "index.ts");
    build.onResolve({ filter: /\/index\.ts$/ }, ({ path: name, resolveDir }) =>
      path.resolve(resolveDir, name) === door ? { path: "./vm-core.js", external: true } : undefined,
    );
  },
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await ensureInstalled();
  try {
    await build({
      production: process.argv.includes("--production"),
      watch: process.argv.includes("--watch"),
    });
  } catch (error) {
    // esbuild has printed its errors already.
    if (!error.errors) console.error(error.message);
    process.exitCode = 1;
  }
}
