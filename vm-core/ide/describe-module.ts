/** What is to be said about modules, the names that they offer, and native functions. */
import type { Snapshot } from "../analyze/index.ts";
import { libraryHeading, libraryModuleAt, MODULE_ALIASES, moduleSummary, NATIVES } from "../std/index.ts";
import { closest } from "../text/closest.ts";
import { writeName } from "../text/literal.ts";
import { documentingComment } from "./comments.ts";
import type { ExportedName, ImportedName } from "./exported-name.ts";
import { definitionsIn, exportsOf } from "./imports.ts";
import { codeBlock, escapeMarkdown, inlineCode, paragraphs } from "./markdown.ts";
import { type Module, moduleName, type ResolveModule, spawnedModule } from "./modules.ts";
import { sectionOf } from "./page.ts";

/** Markdown: how the name is loaded, what it is, and where it comes from. */
export function describeImported(imported: ImportedName): string {
  const { home, from } = imported;
  const line = home.lines.lineAt(imported.place.start) + 1;
  const offered = inlineCode(from.path);
  const isPassedOn = writtenName(from.path) !== moduleName(home.uri);
  return paragraphs(
    codeBlock(`LOAD ${writeName(imported.name)}${parameterList(imported)}`),
    documentationOf(imported),
    `From ${offered}${isPassedOn ? `, made in ${inlineCode(moduleName(home.uri))}` : ""}, line ${line}`,
  );
}

/** The section about a function of the library; undefined for what has none. */
export function importedPage(imported: ImportedName | undefined): string | undefined {
  const entry = imported?.entry;
  return entry?.kind === "function" ? sectionOf("standard-library.md", libraryHeading(entry)) : undefined;
}

/** The name of the module that a path means, as `moduleName` has it. */
function writtenName(path: string): string {
  const library = /^std\/([\w/]+?)(?:\.ttvm)?$/.exec(path)?.[1];
  if (library === undefined) return path.slice(path.lastIndexOf("/") + 1);
  return `std/${Object.hasOwn(MODULE_ALIASES, library) ? MODULE_ALIASES[library] : library}`;
}

/** `  ; ( x n )` for a function. */
export function parameterList({ parameters }: ExportedName): string {
  return parameters === undefined ? "" : `  ; ( ${parameters.map((name) => `${name} `).join("")})`;
}

/** What the library says, or the comment above the label or the value. */
export function documentationOf({ entry, home, documented, documentation }: ExportedName): string {
  if (entry !== undefined) return entry.doc;
  if (documentation !== undefined) return documentation.split("\n").map(escapeMarkdown).join("  \n");
  const comment = documentingComment(home, documented);
  return comment.map(escapeMarkdown).join("  \n");
}

/** Markdown: what a module, or a file that is included, says of itself, and what it offers. Undefined while nothing is known about it. */
export function describeModule(
  path: string,
  module: Module | undefined,
  resolve: ResolveModule,
  { written = codeBlock(`IMPORT ${writeName(path)}`), isIncluded = false } = {},
) {
  if (module === undefined) return undefined;
  if (module.kind === "missing") {
    return paragraphs(`There is no module ${inlineCode(path)}.`, describePlaces(module.tried));
  }
  if (module.kind !== "source") return `${inlineCode(moduleName(module.uri))}, ${kindInWords(module)}`;
  const { snapshot } = module;
  return paragraphs(
    written,
    summaryOf(snapshot),
    describeExports([...(isIncluded ? definitionsIn : exportsOf)(snapshot, resolve).values()]),
  );
}

/** What a module says of itself: the comment at its start. */
export function summaryOf(snapshot: Snapshot): string {
  const library = libraryModuleAt(snapshot.uri);
  if (library !== undefined) return moduleSummary(library);
  const head = /^\ufeff?((?:;[^\n]*(?:\n|$))+)/.exec(snapshot.text)?.[1] ?? "";
  const lines = head.trimEnd().split("\n").slice(0, MAX_LINES);
  return lines.map((line) => escapeMarkdown(line.replace(/^;+ ?/, "").trimEnd())).join("  \n");
}

const MAX_LINES = 30;

function describeExports(names: readonly ExportedName[]): string {
  if (names.length === 0) return "It offers no names.";
  const list = (wanted: readonly ExportedName[]) => wanted.map(({ name }) => inlineCode(name)).join(", ");
  const functions = names.filter(({ parameters }) => parameters !== undefined);
  const values = names.filter(({ parameters }) => parameters === undefined);
  return paragraphs(
    functions.length === 0 ? undefined : `Functions: ${list(functions)}`,
    values.length === 0 ? undefined : `Values: ${list(values)}`,
  );
}

function kindInWords({ kind }: Extract<Module, { kind: "bytecode" | "large" }>): string {
  return kind === "bytecode" ? "a module in bytecode" : "a module that is too large to be looked into";
}

/** The places where something was looked for. */
function describePlaces(tried: readonly string[]): string | undefined {
  return tried.length === 0
    ? undefined
    : `Looked for in\n${tried.map((place) => `- ${inlineCode(place)}`).join("\n")}`;
}

/** Markdown: what a process of this name runs. */
export function describeProcess(name: string, from: string, resolve: ResolveModule): string | undefined {
  const module = spawnedModule(name, from, resolve);
  if (module === undefined) return undefined;
  if (module.kind === "missing") {
    const said = inlineCode(`Spawned process: ${name}`);
    return paragraphs(
      `There is no module ${inlineCode(name)}: the process only prints ${said}.`,
      describePlaces(module.tried),
    );
  }
  if (module.kind !== "source") return `Runs ${inlineCode(moduleName(module.uri))}, ${kindInWords(module)}`;
  return paragraphs(`Runs ${inlineCode(moduleName(module.snapshot.uri))}`, summaryOf(module.snapshot));
}

export function describeNative(name: string): string {
  if (!Object.hasOwn(NATIVES, name)) {
    const suggestion = closest(name, Object.keys(NATIVES));
    return `There is no native function ${inlineCode(name)}${suggestion === undefined ? "" : `. Did you mean ${inlineCode(suggestion)}?`}`;
  }
  return paragraphs(codeBlock(`NATIVE ${name}  ; ${nativePicture(name)}`), NATIVES[name].doc);
}

/** `( str -- result )` */
export function nativePicture(name: string): string {
  return `( ${NATIVES[name].parameters.map((parameter) => `${parameter} `).join("")}-- result )`;
}
