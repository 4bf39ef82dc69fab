/** Loads a TypeScript module of the project into a build tool. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./bootstrap.mjs";

/** Bundles `source` (a path from the project's root) and imports it. */
export async function loadTypeScript(source) {
  const { build } = await import("esbuild");
  const outfile = path.join(ROOT, ".build", "load", `${source.replace(/[^\w]+/g, "-")}.mjs`);
  await build({
    absWorkingDir: ROOT,
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    loader: { ".ttvm": "text", ".lisp": "text" },
    logLevel: "error",
  });
  return import(`${pathToFileURL(outfile).href}?${Date.now()}`);
}
