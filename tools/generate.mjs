/**
 * Makes, in the build, everything that is derived from the instruction table and the library. Nothing made
 * here is edited, and only what people read in the repository (docs/) is committed. A new product is a new
 * entry of PRODUCTS. Of package.json, which people edit, parts are written (`manifest.mjs`).
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled, ROOT } from "./bootstrap.mjs";
import { assemblyGrammar } from "./grammar.mjs";
import { lispGrammar } from "./lisp-grammar.mjs";
import { loadTypeScript } from "./load.mjs";
import { manifest } from "./manifest.mjs";

/** What is written where: path → text, given the instruction table, and the references of library, Lisp and instructions. */
const PRODUCTS = {
  "docs/instructions.md": (_, __, ___, instructions) => instructions.instructionReference(),
  "docs/standard-library.md": (_, library) => library.libraryReference(),
  "docs/lisp.md": (_, __, lisp) => lisp.lispReference(),
  "dist/ttvm-lisp.tmLanguage.json": (_, __, lisp) =>
    `${JSON.stringify(lispGrammar(lisp.WRITTEN_FORMS, lisp.lispFunctions()), null, 1)}\n`,
  "dist/ttvm.tmLanguage.json": (isa) => `${JSON.stringify(assemblyGrammar(isa), null, 1)}\n`,
};

export async function generate() {
  const isa = await loadTypeScript("vm-core/isa/index.ts");
  const library = await loadTypeScript("vm-core/std/reference.ts");
  const lisp = await loadTypeScript("vm-core/lisp/reference.ts");
  const instructions = await loadTypeScript("vm-core/ide/asm/instruction-reference.ts");
  for (const [name, make] of Object.entries(PRODUCTS)) {
    writeIfChanged(path.join(ROOT, name), make(isa, library, lisp, instructions));
  }
  const passes = await loadTypeScript("vm-core/optimize/reference.ts");
  completePage("docs/optimizer.md", passes.passReference());
  completePage("docs/diagnostics.md", passes.hintReference());
  const packageFile = path.join(ROOT, "package.json");
  writeIfChanged(packageFile, await manifest(readFileSync(packageFile, "utf8")));
}

/** What a page that people edit has before its part that is made. */
const MADE = "<!-- What follows is made in the build from vm-core/optimize; edit that. -->\n";

function completePage(name, text) {
  const file = path.join(ROOT, name);
  const [head, after] = readFileSync(file, "utf8").split(MADE);
  if (after === undefined) throw new Error(`${name} has lost its line ${MADE}`);
  writeIfChanged(file, `${head}${MADE}\n${text}`);
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
