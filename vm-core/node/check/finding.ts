/** A finding: a diagnostic with the file and the place that people and tools read. */
import type { Diagnostic, LineIndex, RelatedPlace, Severity, Snapshot, Span } from "../../index.ts";

/** A stretch of a file. */
export interface Place {
  /** As given on the command line, or as it was found. */
  readonly file: string;
  /** One-based, as all four are; columns count UTF-16 code units. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  /** Behind the last character. */
  readonly endColumn: number;
}

export interface Finding extends Place {
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  /** The titles of its repairs. */
  readonly fixes: readonly string[];
  /** Places that explain it: the way that leads there. */
  readonly related: readonly (Place & { readonly message: string })[];
}

export function findingsOf(
  file: string,
  { lines }: Snapshot,
  diagnostics: readonly Diagnostic[],
): readonly Finding[] {
  return diagnostics.map(({ span, severity, code, message, fixes = [], related = [] }) => ({
    ...placeOf(file, lines, span),
    severity,
    code,
    message,
    fixes: fixes.map(({ title }) => title),
    related: related.map((place) => ({ ...relatedPlace(file, lines, place), message: place.message })),
  }));
}

function relatedPlace(file: string, lines: LineIndex, { span, document }: RelatedPlace): Place {
  return document === undefined ? placeOf(file, lines, span) : placeOf(document.uri, document.lines, span);
}

function placeOf(file: string, lines: LineIndex, span: Span): Place {
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
