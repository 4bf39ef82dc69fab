/**
 * Organizing imports: modules of the library first, in order and each once, without those of which nothing is used.
 *
 * Invariant: every name means what it meant. Modules that are files may do something when they are imported: they stay,
 * in their order.
 */
import type { Snapshot } from "../analyze/index.ts";
import type { TextEdit } from "../text/diagnostic.ts";
import { type Span, span } from "../text/span.ts";
import { exportsOf, importedNames, importsOf } from "./imports.ts";
import { featuresOf } from "./languages.ts";
import { isLibrary, libraryOnly, type ResolveModule } from "./modules.ts";
import { textLineAt } from "./text-line.ts";

/** No edits where everything is in order, and where imports are not lines of their own in one block. */
export function organizeImports(
  snapshot: Snapshot,
  resolve: ResolveModule = libraryOnly,
): readonly TextEdit[] {
  const { text, uri } = snapshot;
  const lines = importsOf(snapshot).map((one) => ({ one, line: textLineAt(text, one.span.start) }));
  if (isLibrary(uri) || lines.length === 0 || snapshot.program === undefined || !areBlock(text, lines))
    return [];
  const used = usedNames(snapshot, resolve);
  const homes = new Map<string, string>();
  const [ofLibrary, others]: [string[], string[]] = [[], []];
  for (const { one, line } of lines) {
    const module = resolve(one.path, uri);
    if (module?.kind !== "source") return [];
    const { uri: home } = module.snapshot;
    const isUsed = [...exportsOf(module.snapshot, resolve).keys()].filter((name) => used.has(name));
    // What a name means that two modules offer depends on their order.
    if (isUsed.some((name) => (homes.get(name) ?? home) !== home)) return [];
    for (const name of isUsed) homes.set(name, home);
    const written = text.slice(line.start, line.end).trim();
    if (!isLibrary(home)) others.push(written);
    else if (isUsed.length > 0 && !ofLibrary.includes(written)) ofLibrary.push(written);
  }
  const { start } = lines[0].line;
  const indent = /^\s*/.exec(text.slice(start, lines[0].one.span.start))?.[0] ?? "";
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const wanted = [...ofLibrary.sort(), ...others].map((one) => `${indent}${one}`).join(newline);
  const whole = span(start, lines[lines.length - 1].line.end);
  return text.slice(whole.start, whole.end) === wanted ? [] : [{ span: whole, text: wanted }];
}

function areBlock(text: string, lines: readonly { readonly line: Span }[]): boolean {
  return lines.every(({ line }, i) => {
    const written = text.slice(line.start, line.end).trim();
    const isAlone = /^(?:IMPORT\s+(?:"[^";]*"|[^";]+)|\(import\s+"[^"]*"(?:\s+\([^()]*\))?\))$/.test(written);
    return isAlone && (i === 0 || text.slice(lines[i - 1].line.end, line.start).trim() === "");
  });
}

/** The imported names that the document mentions. */
function usedNames(snapshot: Snapshot, resolve: ResolveModule): ReadonlySet<string> {
  const features = featuresOf(snapshot);
  const names = [...importedNames(snapshot, resolve).keys()];
  return new Set(names.filter((name) => features.sharedReferences(snapshot, name, false).length > 0));
}
