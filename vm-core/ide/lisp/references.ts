/** Find references in Lisp: every place that names what is under the cursor, and nothing else of the same name. */
import type { LispSnapshot } from "../../analyze/index.ts";
import type { LispSymbol } from "../../lisp/index.ts";
import type { Reference } from "../answers.ts";
import { runNameReferences } from "../run-names.ts";
import { mentionAt } from "./cursor.ts";
import { lispRunNames } from "./run-names.ts";

/** In source order, the definition among them. Of a function of the library, its uses. */
export function lispReferences(snapshot: LispSnapshot, offset: number): readonly Reference[] {
  const ofRun = runNameReferences(lispRunNames(snapshot), offset);
  if (ofRun.length > 0) return ofRun;
  const mention = mentionAt(snapshot, offset);
  if (mention?.meaning.kind === "symbol") return symbolReferences(snapshot, mention.meaning.symbol);
  // An imported name is unknown to a text whose imports are not read.
  if (mention?.meaning.kind !== "library" && mention?.meaning.kind !== "unknown") return [];
  const { kind, name } = mention.meaning;
  return snapshot.symbols.mentions
    .filter(({ meaning }) => meaning.kind === kind && meaning.name === name)
    .map(({ span }): Reference => ({ span, access: "read" }));
}

/** Where a name is made for other documents, or imported or included from elsewhere. */
export function lispSharedReferences(
  snapshot: LispSnapshot,
  name: string,
  isHome: boolean,
): readonly Reference[] {
  const { mentions } = snapshot.symbols;
  const symbol = isHome ? madeForOthers(snapshot, name) : undefined;
  if (symbol !== undefined) return symbolReferences(snapshot, symbol);
  return mentions
    .filter(({ meaning }) =>
      meaning.kind === "symbol"
        ? meaning.symbol.kind === "import" && meaning.symbol.name === name
        : meaning.kind === "unknown" && meaning.name === name,
    )
    .map(({ span }): Reference => ({ span, access: "read" }));
}

function madeForOthers({ symbols }: LispSnapshot, name: string): LispSymbol | undefined {
  const { exports, scopes } = symbols;
  const exported = exports.find(({ symbol }) => symbol.name === name)?.symbol;
  const isDefined = (one: LispSymbol) => one.name === name && one.kind !== "import";
  return exported ?? scopes[0]?.symbols.find(isDefined);
}

export function symbolReferences(snapshot: LispSnapshot, symbol: LispSymbol): readonly Reference[] {
  const { nameSpan, name, references } = symbol;
  const isWritten = snapshot.text.startsWith(name, nameSpan.start);
  const definition: readonly Reference[] = isWritten ? [{ span: nameSpan, access: "declare" }] : [];
  return [
    ...definition,
    ...references.map(
      ({ span, access }): Reference => ({ span, access: access === "write" ? "write" : "read" }),
    ),
  ].sort((a, b) => a.span.start - b.span.start);
}
