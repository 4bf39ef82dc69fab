/** The one way from a text to what is known about it: (uri, version, text) → Snapshot. */
import { readAssembly } from "../asm/index.ts";
import type { ExportsOf } from "../lisp/index.ts";
import { findRewrites } from "../optimize/index.ts";
import { compareDiagnostics } from "../text/diagnostic.ts";
import { LineIndex } from "../text/line-index.ts";
import { type LabelPlace, verify } from "../verify/index.ts";
import { analyzeLisp, isLisp } from "./lisp.ts";
import type { AsmSnapshot, Snapshot } from "./snapshot.ts";
import { findSymbols, type Symbols } from "./symbols.ts";

export { analyzeLisp } from "./lisp.ts";
export type { AsmSnapshot, LispSnapshot, LispSyntax, Snapshot } from "./snapshot.ts";
export {
  type LabelSymbol,
  namesLabel,
  roleOf,
  type Symbols,
  type VariableSymbol,
} from "./symbols.ts";

/** Analyses a text, assembly or Lisp by its name; never throws. `exportsOf` is for Lisp: what modules export. */
export function analyze(uri: string, version: number, text: string, exportsOf?: ExportsOf): Snapshot {
  return isLisp(uri) ? analyzeLisp(uri, version, text, exportsOf) : analyzeAssembly(uri, version, text);
}

export function analyzeAssembly(uri: string, version: number, text: string): AsmSnapshot {
  const { syntax, program, diagnostics } = readAssembly(text, uri);
  const symbols = findSymbols(syntax);
  const findings = program === undefined ? [] : verify(program, { labels: placesOf(symbols) });
  // Looked for when they are asked for: most questions about a text are not about the optimizer.
  let rewrites: Snapshot["rewrites"] | undefined;
  return {
    language: "asm",
    uri,
    version,
    text,
    lines: new LineIndex(text),
    syntax,
    symbols,
    diagnostics: [...diagnostics, ...findings].sort(compareDiagnostics),
    program,
    get rewrites() {
      rewrites ??= program === undefined ? [] : findRewrites(program);
      return rewrites;
    },
  };
}

/** Where labels stand, and whether something names them. */
function placesOf({ labels }: Symbols): ReadonlyMap<string, LabelPlace> {
  const places = new Map<string, LabelPlace>();
  for (const [name, { definition, references }] of labels) {
    if (definition !== undefined)
      places.set(name, { span: definition.nameSpan, isUsed: references.length > 0 });
  }
  return places;
}
