/** A finding: a diagnostic with the file and the place that people and tools read. */
import {
  type Diagnostic,
  fixesOf,
  type LineIndex,
  type RelatedPlace,
  type ResolveModule,
  type Severity,
  type Snapshot,
  type Span,
} from "../../index.ts";

/** A range of a file. */
export interface Location {
  /** As given on the command line, or as it was found. */
  readonly file: string;
  /** One-based, as all four are; columns count UTF-16 code units. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  /** After the last character. */
  readonly endColumn: number;
}

export interface CheckFinding extends Location {
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  /** The titles of its repairs. */
  readonly fixes: readonly string[];
  /** Places that explain it: the way that leads there. */
  readonly related: readonly (Location & { readonly message: string })[];
}

/** `resolve` is what the diagnostics were made with. */
export function findingsOf(
  file: string,
  snapshot: Snapshot,
  diagnostics: readonly Diagnostic[],
  resolve: ResolveModule,
): readonly CheckFinding[] {
  const { lines } = snapshot;
  return diagnostics.map((diagnostic) => {
    const { span, severity, code, message, related = [] } = diagnostic;
    return {
      ...locationOf(file, lines, span),
      severity,
      code,
      message,
      fixes: fixesOf(snapshot, diagnostic, resolve).map(({ title }) => title),
      related: related.map((place) => ({ ...relatedLocation(file, lines, place), message: place.message })),
    };
  });
}

function relatedLocation(file: string, lines: LineIndex, { span, document }: RelatedPlace): Location {
  return document === undefined
    ? locationOf(file, lines, span)
    : locationOf(document.uri, document.lines, span);
}

function locationOf(file: string, lines: LineIndex, span: Span): Location {
  const start = lines.position(span.start);
  const end = lines.position(span.end);
  return {
    file,
    line: start.line + 1,
    column: start.column + 1,
    endLine: end.line + 1,
    endColumn: end.column + 1,
  };
}
