/** A finding: a diagnostic with the file and the place that people and tools read. */
import type { Diagnostic, LineIndex, RelatedPlace, Severity, Snapshot, Span } from "../../index.ts";

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

export interface Finding extends Location {
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  /** The titles of its repairs. */
  readonly fixes: readonly string[];
  /** Places that explain it: the way that leads there. */
  readonly related: readonly (Location & { readonly message: string })[];
}

export function findingsOf(
  file: string,
  { lines }: Snapshot,
  diagnostics: readonly Diagnostic[],
): readonly Finding[] {
  return diagnostics.map(({ span, severity, code, message, fixes = [], related = [] }) => ({
    ...locationOf(file, lines, span),
    severity,
    code,
    message,
    fixes: fixes.map(({ title }) => title),
    related: related.map((place) => ({ ...relatedLocation(file, lines, place), message: place.message })),
  }));
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
