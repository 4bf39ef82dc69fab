/** A finding: a diagnostic with the file and the place that people and tools read. */
import type { Severity, Snapshot } from "../../index.ts";

export interface Finding {
  /** As given on the command line. */
  readonly file: string;
  /** One-based, as all four are; columns count UTF-16 code units. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  /** Behind the last character. */
  readonly endColumn: number;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  /** The titles of its repairs. */
  readonly fixes: readonly string[];
}

export function findingsOf(file: string, { diagnostics, lines }: Snapshot): readonly Finding[] {
  return diagnostics.map(({ span, severity, code, message, fixes = [] }) => {
    const start = lines.position(span.start);
    const end = lines.position(span.end);
    return {
      file,
      line: start.line + 1,
      column: start.column + 1,
      endLine: end.line + 1,
      endColumn: end.column + 1,
      severity,
      code,
      message,
      fixes: fixes.map(({ title }) => title),
    };
  });
}
