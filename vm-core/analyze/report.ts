/** Findings as the command line prints them after `Error: `, in the words that have always been used. */
import type { Diagnostic } from "../text/diagnostic.ts";
import type { LineIndex } from "../text/line-index.ts";

/** A diagnostic as the command line prints it after `Error: `; its line is counted from 1. */
export function reportDiagnostic(diagnostic: Diagnostic, lines: LineIndex): string {
  const line = lines.lineAt(diagnostic.span.start) + 1;
  const { advice } = diagnostic;
  const text = diagnostic.report ?? diagnostic.message;
  return diagnostic.code === "unknown-label" || diagnostic.code === "undefined-variable"
    ? `${text} (line ${line})${advice === undefined ? "" : `: ${advice}`}`
    : `Parse error on line ${line}: ${text}`;
}
