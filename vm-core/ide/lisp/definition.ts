/**
 * Go to definition in Lisp: from a name to the form that makes it, from an imported name to the module that makes
 * it, from a function of the library to its text, from a path to the module, from a key to the objects that are made with
 * it, from the name of a process to where it is registered.
 */
import type { LispSnapshot } from "../../analyze/index.ts";
import { lispFunctions } from "../../lisp/library-docs.ts";
import { type Span, span } from "../../text/span.ts";
import type { Definition, DefinitionTarget } from "../answers.ts";
import { importedName } from "../imports.ts";
import { libraryOnly, lispLibrarySnapshot, type ResolveModule } from "../modules.ts";
import { runNameAt, runNameTargets } from "../run-names.ts";
import { mentionAt } from "./cursor.ts";
import { lispRunNames } from "./run-names.ts";

export function lispDefinition(
  snapshot: LispSnapshot,
  offset: number,
  resolve: ResolveModule = libraryOnly,
): Definition | undefined {
  const names = lispRunNames(snapshot);
  const origin = runNameAt(names, offset)?.span;
  if (origin !== undefined) {
    const targets = runNameTargets(snapshot, names, offset);
    return targets.length === 0 ? undefined : { origin, targets };
  }
  const mention = mentionAt(snapshot, offset);
  if (mention === undefined) return undefined;
  const { meaning } = mention;
  const found = (targets: readonly DefinitionTarget[]): Definition | undefined =>
    targets.length === 0 ? undefined : { origin: mention.span, targets };
  switch (meaning.kind) {
    case "symbol": {
      const { symbol } = meaning;
      const here = { document: snapshot, span: symbol.span, name: symbol.nameSpan };
      if (symbol.kind !== "import") return found([here]);
      const elsewhere = imported(snapshot, symbol.name, mention.span, resolve);
      return found(elsewhere.length > 0 ? elsewhere : [here]);
    }
    case "unknown":
      return found(imported(snapshot, meaning.name, mention.span, resolve));
    case "library": {
      const place = lispFunctions().get(meaning.name)?.place;
      if (place === undefined) return undefined;
      return found([{ document: lispLibrarySnapshot(), span: place.span, name: place.nameSpan }]);
    }
    case "module": {
      const module = resolve(meaning.path, snapshot.uri);
      if (module?.kind !== "source") return undefined;
      return found([{ document: module.snapshot, span: span(0, 0), name: span(0, 0) }]);
    }
    case "form":
    case "word":
      return undefined;
    default:
      return meaning satisfies never;
  }
}

function imported(
  snapshot: LispSnapshot,
  name: string,
  { start }: Span,
  resolve: ResolveModule,
): readonly DefinitionTarget[] {
  const made = importedName(snapshot, name, start, resolve);
  return made === undefined ? [] : [{ document: made.home, span: made.line, name: made.place }];
}
