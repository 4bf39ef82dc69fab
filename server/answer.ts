/**
 * Answers requests about a document.
 *
 * Invariant: nothing that a client sends ends the server. Parameters that are no parameters get an error
 * response, a document that is not open gets null, and a bug of ours is reported to the client's log.
 */
import {
  type CancellationToken,
  type Connection,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver";
import type { Snapshot } from "../vm-core/index.ts";
import type { Documents } from "./documents.ts";
import { property } from "./settings.ts";

interface DocumentParams {
  readonly textDocument: { readonly uri: string };
}

/** Wraps features as request handlers; `place` says what the parameters must hold besides the document. */
export function answering(connection: Connection, documents: Documents) {
  return <P extends DocumentParams, R>(
    name: string,
    place: "document" | "position" | "range",
    feature: (snapshot: Snapshot, params: P) => R,
  ) =>
    (params: P, token: CancellationToken): R | null | ResponseError<void> => {
      if (token.isCancellationRequested) {
        return new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
      }
      const mistake = mistakeIn(params, place);
      if (mistake !== undefined) return new ResponseError(ErrorCodes.InvalidParams, `${name}: ${mistake}`);
      try {
        const snapshot = documents.snapshot(params.textDocument.uri);
        return snapshot === undefined ? null : feature(snapshot, params);
      } catch (error) {
        if (error instanceof ResponseError) return error;
        report(connection, name, error);
        return new ResponseError(ErrorCodes.InternalError, `${name} failed; the log says how`);
      }
    };
}

/** Reports a bug of ours. */
export function report(connection: Connection, name: string, error: unknown): void {
  connection.console.error(
    `${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
}

/** What is wrong with the parameters, if something is. */
function mistakeIn(params: unknown, place: "document" | "position" | "range"): string | undefined {
  if (typeof property(property(params, "textDocument"), "uri") !== "string") return "no textDocument.uri";
  if (place === "position" && !isPosition(property(params, "position"))) return "no position";
  const range = property(params, "range");
  const isRange = isPosition(property(range, "start")) && isPosition(property(range, "end"));
  return place === "range" && !isRange ? "no range" : undefined;
}

function isPosition(value: unknown): boolean {
  return Number.isInteger(property(value, "line")) && Number.isInteger(property(value, "character"));
}
