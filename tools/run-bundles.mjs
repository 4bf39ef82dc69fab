/**
 * Makes the bundles of a run: dist/run.js has what each run evaluates, dist/run-jit.js what generates code, dist/run-fused.js
 * what fuses instructions, dist/run-rest.js what else a run may need later: Lisp, modules of the library, most of the host.
 *
 * V8 makes an object of every function of a bundle when it is started, also of those that are never called; so what is
 * needed later is in bundles of their own. Each is a function of what it needs of the first bundle, which has nothing that is in another.
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./bootstrap.mjs";
import { doorPassedBy, isLate, lateParts, namesIn, withoutCommandLine } from "./lean-start.mjs";

const MAIN = "vm-core/node/main.ts";
/** The later bundles, and which files that the first is cut off from are entries of each. */
const LATER = {
  "run-jit": (key) => key.startsWith("vm-core/jit/"),
  "run-fused": (key) => key.startsWith("vm-core/fused/"),
  "run-rest": () => true,
};
/** The later bundle that has a file. */
function laterOf(key) {
  return Object.keys(LATER).find((name) => LATER[name](key));
}

/** What two later bundles may have: functions of what they are given, which know nothing of each other. */
const PURE = new Set(["vm-core/ir/registers.ts", "vm-core/program/dominators.ts"]);
/** What a file of the first bundle is called where the second imports it. */
const FIRST = "first:";

/**
 * A script whose value is the bundle as a function, and that is a module, too: so Node needs no copy of its text with a
 * function around it.
 */
export const AS_SCRIPT = {
  banner: {
    js: '(run=>typeof module==="object"?run(exports,require,module,__filename,__dirname):run)(function(exports,require,module,__filename,__dirname){',
  },
  footer: { js: "})" },
};

/** Builds both with the options of the commands' bundles. */
export async function buildRun(options) {
  const esbuild = await import("esbuild");
  const { parts, files } = await firstFiles(esbuild, options);
  const places = new Map();
  const later = [];
  const present = new Map();
  for (const name of Object.keys(LATER)) {
    const own = [...parts].filter(([key]) => laterOf(key) === name);
    later.push({
      name,
      ...(await laterBundle(esbuild, options, { parts: own, files, places, present, name })),
    });
  }
  await esbuild.build({
    ...options,
    entryPoints: [{ in: "entry of a run", out: "run" }],
    plugins: [withoutCommandLine, entry([...places.values()]), cut(new Map()), nodeAsItIs, doorPassedBy],
    minify: true,
    ...AS_SCRIPT,
  });
  for (const { name, text } of later) writeFileSync(path.join(ROOT, options.outdir, `${name}.js`), text);
}

/** The files of the first bundle, and those that are cut off from it: each with a name. */
async function firstFiles(esbuild, options) {
  const parts = new Map();
  const { metafile } = await esbuild.build({
    ...options,
    entryPoints: [MAIN],
    plugins: [withoutCommandLine, cut(parts), doorPassedBy],
    metafile: true,
    sourcemap: false,
    write: false,
  });
  const [{ inputs }] = Object.values(metafile.outputs);
  const used = Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0);
  const files = new Set(used.map((file) => path.resolve(ROOT, file)));
  return { parts, files };
}

/** Puts what has the rest evaluate a file in the place of each file that is late or imported by a call; notes these files. */
function cut(parts) {
  return {
    name: "cut",
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ path: written, importer, kind, namespace, resolveDir }) => {
        if (namespace !== "file") return undefined;
        const isCall = kind === "dynamic-import" && !written.endsWith("/command-line.ts");
        if (!isCall && !isLate(importer, written)) return undefined;
        const file = path.resolve(resolveDir, written);
        return { path: file, namespace: isCall ? "called" : "late" };
      });
      const load =
        (written) =>
        async ({ path: file }) => {
          const key = path.relative(ROOT, file).split(path.sep).join("/");
          parts.set(key, file);
          const names = await namesIn(file, build);
          const later = laterOf(key);
          return { resolveDir: ROOT, contents: written(names, `"./${later}.js", ${JSON.stringify(key)}`) };
        };
      const importing = 'import { part } from "part of a run";\n';
      build.onLoad(
        { filter: /./, namespace: "late" },
        load((names, place) =>
          names.reduce(
            (text, name) =>
              `${text}let later_${name}; export const ${name} = (...values) => (later_${name} ??= part(${place}).${name})(...values);\n`,
            importing,
          ),
        ),
      );
      build.onLoad(
        { filter: /./, namespace: "called" },
        load((names, place) => `${importing}export const { ${names.join(", ")} } = part(${place});`),
      );
      virtual(
        build,
        "part of a run",
        `let shared;
         const parts = {};
         export const share = (found) => { shared = found; };
         const later = (file) => (parts[file] ??= require(file)(shared()));
         export const part = (file, name) => later(file)[name]();`,
      );
    },
  };
}

function virtual(build, name, contents) {
  const only = { filter: new RegExp(`^${name}$`) };
  build.onResolve(only, () => ({ path: name, namespace: "virtual" }));
  build.onLoad({ ...only, namespace: "virtual" }, () => ({ contents, resolveDir: ROOT }));
}

/** The entry of the first bundle, which hands over what the others need of it before anything is run. */
function entry(shared) {
  const imports = shared.map(
    ({ name, file }, at) => `import { ${name} as s${at} } from ${JSON.stringify(file)};`,
  );
  const names = shared.map((_, at) => `s${at}`);
  return {
    name: "entry of a run",
    setup(build) {
      virtual(build, "entry of a run", `import "shared in a run"; export * from "main of a run";`);
      // Files of this package are evaluated for what is imported from them alone.
      build.onResolve({ filter: /^main of a run$/ }, () => ({
        path: path.join(ROOT, MAIN),
        sideEffects: true,
      }));
      virtual(
        build,
        "shared in a run",
        `${imports.join("\n")} import { share } from "part of a run"; share(() => ({ ${names.join(", ")} }));`,
      );
    },
  };
}

/** The text of a later bundle; notes what it needs of the first in `places`, and which files are in it in `present`. */
async function laterBundle(esbuild, options, { parts, files, places, present, name }) {
  const keys = parts.map(([key, file]) => `${JSON.stringify(key)}: () => require(${JSON.stringify(file)})`);
  const { outputFiles, metafile } = await esbuild.build({
    ...options,
    entryPoints: ["entry of the rest"],
    plugins: [
      {
        name: "entry of the rest",
        setup: (build) =>
          virtual(build, "entry of the rest", `export const parts = { ${keys.join(",\n")} };`),
      },
      first(files),
      nodeWhenEvaluated,
      doorPassedBy,
      lateParts,
    ],
    format: "esm",
    minify: false,
    sourcemap: false,
    write: false,
    metafile: true,
  });
  refuseDoubles(metafile, present, name);
  const { text, locals } = withoutImports(outputFiles[0].text, places);
  const { code } = await esbuild.transform(text, { ...PLAIN, target: options.target, format: "cjs" });
  const whole = `module.exports = function (shared) {
    const { ${locals.join(", ")} } = shared;
    const module = { exports: {} };
    ${code}
    return module.exports.parts;
  };`;
  const minified = await esbuild.transform(whole, { ...PLAIN, target: options.target, minify: true });
  return { text: AS_SCRIPT.banner.js + minified.code + AS_SCRIPT.footer.js };
}

/** What is in two bundles is there twice, with a state for each. */
function refuseDoubles({ outputs }, present, name) {
  for (const { inputs } of Object.values(outputs)) {
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      if (bytesInOutput === 0 || file.includes(":") || PURE.has(file)) continue;
      const other = present.get(file);
      if (other !== undefined) throw new Error(`${file} is in ${other} and in ${name}`);
      present.set(file, name);
    }
  }
}

const PLAIN = { platform: "node", logLevel: "warning" };

/** Leaves imports of files of the first bundle as they are. */
function first(files) {
  return {
    name: "first",
    setup(build) {
      build.onResolve({ filter: /^[./]/ }, ({ path: written, kind, resolveDir }) => {
        const file = path.resolve(resolveDir, written);
        if (!files.has(file) || kind === "entry-point") return undefined;
        if (kind !== "import-statement")
          return { errors: [{ text: `${file} is in the first bundle, and is imported by a call` }] };
        return { path: FIRST + file, external: true };
      });
    },
  };
}

/**
 * Has modules of Node loaded as they are: what esbuild would make of an import copies all their names. Names that are imported are read
 * when the bundle starts.
 */
const nodeAsItIs = {
  name: "node as it is",
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path: name, kind }) =>
      kind === "import-statement" ? { path: name, namespace: "node" } : { path: name, external: true },
    );
    build.onLoad({ filter: /./, namespace: "node" }, async ({ path: name }) => {
      const { default: found } = await import(name);
      // What has a getter is loaded by Node when it is first asked for.
      const names = Object.keys(found)
        .filter((one) => Object.getOwnPropertyDescriptor(found, one).get === undefined)
        .map((one) => `export const ${one} = /* @__PURE__ */ (() => whole.${one})();`);
      const text = `const whole = require(${JSON.stringify(name)}); export default whole;`;
      return { contents: [text, ...names].join("\n"), resolveDir: ROOT };
    });
  },
};

/**
 * Has a module of Node loaded when a file that imports it is evaluated: an import would load it with the bundle. What a package
 * requires is loaded when something of it is used: the package of the command line needs no child processes here.
 */
const nodeWhenEvaluated = {
  name: "node when evaluated",
  setup(build) {
    const namespaces = { "import-statement": "node", "require-call": "node when used" };
    build.onResolve({ filter: /^node:/ }, ({ path: name, kind, namespace }) =>
      namespace === "file" && kind in namespaces
        ? { path: name, namespace: namespaces[kind] }
        : { path: name, external: true },
    );
    build.onLoad({ filter: /./, namespace: "node" }, ({ path: name }) => ({
      contents: `module.exports = require(${JSON.stringify(name)});`,
    }));
    build.onLoad({ filter: /./, namespace: "node when used" }, ({ path: name }) => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => require(${JSON.stringify(name)})[name] });`,
    }));
  },
};

const IMPORT = /^import \{([^}]*)\} from "first:([^"]*)";$/gm;

/** Takes the imports from the first bundle out of a text: each name has a place in what is shared. */
function withoutImports(source, places) {
  const locals = [];
  const text = source.replace(IMPORT, (_, names, file) => {
    for (const written of names.split(",").map((one) => one.trim())) {
      const [name, local = name] = written.split(" as ");
      const key = `${file} ${name}`;
      if (!places.has(key)) places.set(key, { name, file, at: places.size });
      locals.push(`s${places.get(key).at}: ${local}`);
    }
    return "";
  });
  if (text.includes(`from "${FIRST}`)) throw new Error("an import from the first bundle is of another form");
  return { text: text.replaceAll(new RegExp(`^import "${FIRST}.*$`, "gm"), ""), locals };
}

/** The files of the repository that a run without flags evaluates, for the test of the start. */
export async function evaluated() {
  const { files } = await firstFiles(await import("esbuild"), {
    absWorkingDir: ROOT,
    bundle: true,
    platform: "node",
    format: "cjs",
    define: { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
    supported: { "dynamic-import": false },
    loader: { ".ttvm": "text", ".lisp": "text" },
    outdir: "dist",
  });
  return [...files].map((file) => path.relative(ROOT, file).split(path.sep).join("/"));
}
