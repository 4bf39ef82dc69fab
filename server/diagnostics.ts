/** Publishes what there is to say about documents. */
import { type Connection, type Diagnostic, DiagnosticSeverity } from "vscode-languageserver";
import { TOP } from "./convert.ts";

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
