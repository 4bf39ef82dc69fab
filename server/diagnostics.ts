/** Publishes what there is to say about documents. */
import { type Connection, type Diagnostic, DiagnosticSeverity } from "vscode-languageserver";
import type { Diagnostic as Found, Snapshot } from "../vm-core/index.ts";
import { TOP, toDiagnostic } from "./convert.ts";

/** Publishes what is to be said about a document, in place of what was published before. */
export function publish(
  connection: Connection,
  uri: string,
  diagnostics: readonly Diagnostic[],
  version?: number,
): void {
  const params = { uri, ...(version !== undefined && { version }), diagnostics: [...diagnostics] };
  // When the connection is gone there is nobody left to tell.
  connection.sendDiagnostics(params).catch(() => undefined);
}

/** Takes back what was published for a document. */
export function clear(connection: Connection, uri: string): void {
  publish(connection, uri, []);
}

/** What is said about a document of which not even the syntax was looked at. */
export const UNREADABLE: readonly Diagnostic[] = [
  {
    severity: DiagnosticSeverity.Information,
    source: "ttvm",
    code: "partly-analysed",
    message: "reading the text took too much and was stopped until it is saved",
    range: TOP,
  },
];

/** What is listed of one document: more helps nobody, and would keep the editor busy. */
export const MOST_LISTED = 1_000;
/** The most weighty first. */
const SEVERITIES: readonly Found["severity"][] = ["error", "warning", "information", "hint"];

/** What was found, as the editor is told: where it is too much, what weighs most. */
export function listed(snapshot: Snapshot, found: readonly Found[], docs: string | undefined): Diagnostic[] {
  if (found.length <= MOST_LISTED) return found.map((one) => toDiagnostic(snapshot, one, docs));
  const told = weightiest(found).map((one) => toDiagnostic(snapshot, one, docs));
  return [...told, notListed(found.length - MOST_LISTED)];
}

/** In the order in which they were found. */
function weightiest(found: readonly Found[]): readonly Found[] {
  const counts: Record<Found["severity"], number> = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const { severity } of found) counts[severity]++;
  // How many of each there is room for, those that weigh more first.
  let room = MOST_LISTED;
  for (const severity of SEVERITIES) {
    counts[severity] = Math.min(counts[severity], room);
    room -= counts[severity];
  }
  return found.filter(({ severity }) => counts[severity]-- > 0);
}

function notListed(count: number): Diagnostic {
  const problems = count === 1 ? "one more problem is" : `${count} more problems are`;
  return {
    severity: DiagnosticSeverity.Information,
    source: "ttvm",
    code: "not-listed",
    message: `${problems} not listed here`,
    range: TOP,
  };
}
