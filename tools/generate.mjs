/**
 * Makes, in the build, everything that is derived from the instruction table. Nothing made here is
 * committed or edited. A new product is a new entry of PRODUCTS.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled, ROOT } from "./bootstrap.mjs";
import { assemblyGrammar } from "./grammar.mjs";
import { loadTypeScript } from "./load.mjs";

/** What is written where: path → text, given the instruction table and its aliases. */
const PRODUCTS = {
  "dist/ttvm.tmLanguage.json": (isa) => `${JSON.stringify(assemblyGrammar(isa), null, 1)}\n`,
};

export async function generate() {
  const isa = await loadTypeScript("vm-core/isa/index.ts");
  for (const [name, make] of Object.entries(PRODUCTS)) writeIfChanged(path.join(ROOT, name), make(isa));
}

function writeIfChanged(file, text) {
  try {
    if (readFileSync(file, "utf8") === text) return;
  } catch {
    mkdirSync(path.dirname(file), { recursive: true });
  }
  writeFileSync(file, text);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await ensureInstalled();
  await generate();
}
