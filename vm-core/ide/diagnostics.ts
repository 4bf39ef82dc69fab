/**
 * Diagnostics: everything that there is to say about a document, for the editor, for `ttvm check`, and for the repairs.
 *
 * Invariant: the one place that puts them together. What the verifier says, the optimizer's hints do not say again.
 */
import type { Snapshot } from "../analyze/index.ts";
import type { PassName } from "../optimize/index.ts";
import { type Diagnostic, inOrder, type Severity } from "../text/diagnostic.ts";
import { stopWhenUnwanted } from "../text/wanted.ts";
import { findings } from "./findings.ts";
import { hintsBesideFindings } from "./hints.ts";
import { isLibrary, libraryOnly, type ResolveModule } from "./modules.ts";

/** What a person wants to be told besides what is wrong or doubtful. */
export interface DiagnosticSettings {
  /** The passes of the optimizer whose hints are wanted. */
  readonly hints: readonly PassName[];
  /** By code: another severity than the usual one, or `off` for what is not to be told. */
  readonly severities?: Readonly<Record<string, Severity | "off">>;
}

const WITHOUT_HINTS: DiagnosticSettings = { hints: [] };

/** In source order, errors first where several begin at one place; nothing about the library. */
export function diagnostics(
  snapshot: Snapshot,
  resolve: ResolveModule = libraryOnly,
  { hints, severities = {} }: DiagnosticSettings = WITHOUT_HINTS,
): readonly Diagnostic[] {
  if (isLibrary(snapshot.uri)) return [];
  const found = snapshot.diagnostics;
  stopWhenUnwanted();
  const elsewhere = findings(snapshot, resolve);
  stopWhenUnwanted();
  const all = [...found, ...elsewhere];
  for (const { marks } of hintsBesideFindings(snapshot, hints)) for (const mark of marks) all.push(mark);
  return inOrder(withSeverities(all, severities));
}

/** With the severities that a person wants, by code. */
export function withSeverities(
  all: readonly Diagnostic[],
  severities: NonNullable<DiagnosticSettings["severities"]>,
): readonly Diagnostic[] {
  if (Object.keys(severities).length === 0) return all;
  return all.flatMap((diagnostic) => withSeverity(diagnostic, severities));
}

function withSeverity(
  diagnostic: Diagnostic,
  severities: NonNullable<DiagnosticSettings["severities"]>,
): readonly Diagnostic[] {
  const wanted = Object.hasOwn(severities, diagnostic.code) ? severities[diagnostic.code] : undefined;
  if (wanted === "off") return [];
  return [wanted === undefined ? diagnostic : { ...diagnostic, severity: wanted }];
}
