/**
 * Findings about a Lisp text that need more than the text: names that none of its imports offers, and names that an
 * import lists and its module does not export.
 *
 * Invariant: nothing is said while a module is not known.
 */
import type { LispSnapshot } from "../../analyze/index.ts";
import { headName } from "../../lisp/datum.ts";
import type { LispSymbol } from "../../lisp/index.ts";
import { suggester } from "../../text/closest.ts";
import type { Diagnostic, Fix } from "../../text/diagnostic.ts";
import { writeString } from "../../text/literal.ts";
import type { Import } from "../exported-name.ts";
import { importableNames } from "../importable.ts";
import { exportsOf, importedNames, importsOf } from "../imports.ts";
import { type MissingModule, problemInWords, type UnknownExport } from "../module-problem.ts";
import type { ResolveModule } from "../modules.ts";
import { lispImportEdit } from "./new-import.ts";

export function lispFindings(snapshot: LispSnapshot, resolve: ResolveModule): readonly Diagnostic[] {
  // Without a program the unknown names were reported, or are those of a form that is not understood.
  if (snapshot.program === undefined) return [];
  return [...unknownNames(snapshot, resolve), ...unknownListedNames(snapshot, resolve)];
}

function unknownNames(snapshot: LispSnapshot, resolve: ResolveModule): readonly Diagnostic[] {
  const unknown = snapshot.symbols.outside.filter(({ meaning }) => meaning.kind === "unknown");
  if (unknown.length === 0) return [];
  if (importsOf(snapshot).some(({ path }) => resolve(path, snapshot.uri)?.kind !== "source")) return [];
  const offered = importedNames(snapshot, resolve);
  return unknown.flatMap(({ span, meaning }): Diagnostic[] => {
    if (meaning.kind !== "unknown" || meaning.defined || offered.has(meaning.name)) return [];
    const cause = { kind: "undefined-variable", name: meaning.name };
    const message = `there is no variable \`${meaning.name}\`, and no import offers it`;
    return [{ severity: "error", code: cause.kind, cause, message, span }];
  });
}

/** Names in `(import path (name…))` that the module does not export. */
function unknownListedNames(snapshot: LispSnapshot, resolve: ResolveModule): readonly Diagnostic[] {
  return [...listedNames(snapshot)].flatMap(([{ path }, listed]) => {
    const module = resolve(path, snapshot.uri);
    if (module?.kind !== "source" || module.snapshot.program === undefined) return [];
    const exported = exportsOf(module.snapshot, resolve);
    const missing = listed.filter(({ name }) => !exported.has(name));
    const suggest = suggester(missing.length === 0 ? [] : [...exported.keys()]);
    return missing.map(({ name, nameSpan }) => {
      const cause = { kind: "unknown-export", name, nearest: suggest(name), module: path } as const;
      return problemInWords({ severity: "warning", cause, span: nameSpan });
    });
  });
}

/** The names that imports bring, by the import; both are in the order of the text. */
function listedNames(snapshot: LispSnapshot): ReadonlyMap<Import, readonly LispSymbol[]> {
  const byImport = new Map<Import, LispSymbol[]>();
  const imports = importsOf(snapshot).filter(({ isIncluded }) => isIncluded !== true);
  let next = 0;
  for (const symbol of snapshot.symbols.imported) {
    while (next < imports.length && imports[next].span.start < symbol.span.start) next++;
    const from = imports[next];
    if (from === undefined) break;
    const listed = byImport.get(from);
    if (listed === undefined) byImport.set(from, [symbol]);
    else listed.push(symbol);
  }
  return byImport;
}

/** Where a program first does something besides importing and defining functions. */
export function firstEffect({ syntax, text }: LispSnapshot): number {
  const first = syntax.forms.find((form) => {
    const head = headName(form);
    if (form.kind === "list" && head === "define") return form.items[1]?.kind !== "list";
    return (
      head === undefined || !["import", "include", "export", "define-syntax", "define-macro"].includes(head)
    );
  });
  return first?.span.start ?? text.length + 1;
}

/** Repairs of what is wrong with imports, and imports of names that modules of the library offer. */
export function lispQuickFixes(
  snapshot: LispSnapshot,
  { cause, span }: Diagnostic,
  resolve: ResolveModule,
): readonly Fix[] {
  const { text } = snapshot;
  if (cause.kind === "undefined-variable") {
    const name = text.slice(span.start, span.end);
    return importableNames(snapshot, [], resolve)
      .filter(({ exported }) => exported.name === name)
      .map(({ path }) => ({
        title: `Insert \`(import ${writeString(path)})\``,
        edits: [lispImportEdit(snapshot, path)],
      }));
  }
  if (cause.kind !== "missing-module" && cause.kind !== "unknown-export") return [];
  const { nearest } = cause as MissingModule | UnknownExport;
  if (nearest === undefined) return [];
  const written = text[span.start] === '"' ? writeString(nearest) : nearest;
  return [{ title: `Change to \`${nearest}\``, edits: [{ span, text: written }], preferred: true }];
}
