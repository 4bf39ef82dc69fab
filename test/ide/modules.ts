/** The modules around the fixtures: the files in test/fixtures/ide/modules, as if the case were a file beside them. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { analyze, type Module, type ResolveModule, withLibrary } from "../../vm-core/index.ts";

const FOLDER = path.join(process.cwd(), "test", "fixtures", "ide", "modules");
const ROOT = "file:///work/";

/** The document that a case is. */
export const MAIN = `${ROOT}main.ttvm`;
export const LISP_MAIN = `${ROOT}main.lisp`;

/** Paths as they are written in that document. */
export const FILES: readonly string[] = readdirSync(FOLDER, { recursive: true })
  .map((name) => String(name).split(path.sep).join("/"))
  .filter((name) => /\.(?:ttvm|lisp)$/.test(name))
  .sort();

const modules = new Map<string, Module>(
  FILES.map((name) => {
    const uri = ROOT + name;
    const snapshot = analyze(uri, 0, readFileSync(path.join(FOLDER, name), "utf8"));
    return [uri, { kind: "source", snapshot }];
  }),
);
modules.set(`${ROOT}good.ttb`, { kind: "bytecode", uri: `${ROOT}good.ttb`, problem: undefined });
modules.set(`${ROOT}bad.ttb`, {
  kind: "bytecode",
  uri: `${ROOT}bad.ttb`,
  problem: "Invalid bytecode at offset 4",
});
modules.set(MAIN, { kind: "source", snapshot: analyze(MAIN, 0, "    IMPORT circle.ttvm\n") });

/** What completion may offer names of that are not imported. */
export const KNOWN_MODULES = ["shapes.ttvm"].flatMap((name) => {
  const module = modules.get(ROOT + name);
  return module?.kind === "source" ? [{ path: name, document: module.snapshot }] : [];
});

/** Looks beside the importing file. `later.ttvm` is a module that nobody has looked for yet. */
export const resolveFixture: ResolveModule = withLibrary((written, from) => {
  if (written === "later.ttvm" || !URL.canParse(written, from)) return undefined;
  const { href } = new URL(written, from);
  return modules.get(href) ?? { kind: "missing", tried: [href.slice("file://".length)] };
});
