/**
 * Findings about a Lisp text that need more than the text: names that none of its imports offers.
 *
 * Invariant: nothing is said while a module is not known.
 */
import type { LispSnapshot } from "../../analyze/index.ts";
import { headName } from "../../lisp/datum.ts";
import type { Diagnostic, Fix } from "../../text/diagnostic.ts";
import { writeString } from "../../text/literal.ts";
import { importableNames } from "../importable.ts";
import { importedNames, importsOf } from "../imports.ts";
import type { MissingModule } from "../module-problem.ts";
import type { ResolveModule } from "../modules.ts";
import { lispImportEdit } from "./new-import.ts";

export function lispFindings(snapshot: LispSnapshot, resolve: ResolveModule): readonly Diagnostic[] {
  // Without a program the unknown names were reported, or are those of a form that is not understood.
  if (snapshot.program === undefined) return [];
  const unknown = snapshot.symbols.mentions.filter(({ meaning }) => meaning.kind === "unknown");
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
  if (cause.kind !== "missing-module") return [];
  const { nearest } = cause as MissingModule;
  if (nearest === undefined) return [];
  const path = text[span.start] === '"' ? writeString(nearest) : nearest;
  return [{ title: `Change to \`${nearest}\``, edits: [{ span, text: path }], preferred: true }];
}
