/**
 * Answers requests about a document.
 *
 * Invariant: nothing that a client sends ends the server. A document that is not open gets null, and a bug of ours is
 * reported to the client's log.
 */
import {
  type CancellationToken,
  type Connection,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver";
import type { ResolveModule, Snapshot } from "../vm-core/index.ts";
import type { Documents } from "./documents.ts";
import { whileAsked } from "./lane-cancellation.ts";
import type { ServerModules } from "./modules.ts";

interface DocumentParams {
  readonly textDocument: { readonly uri: string };
}

/** Wraps what answers requests that are about no open document. */
export function asking(connection: Connection) {
  return <P, R>(name: string, run: (params: P, token: CancellationToken) => Promise<R>) =>
    (params: P, token: CancellationToken): Promise<R | ResponseError<void>> =>
      token.isCancellationRequested
        ? Promise.resolve(new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled"))
        : run(params, token).catch((error) => failure(connection, name, error));
}

/** Ends the work on a request that nobody waits for any more. */
export function refuseCancelled(token: CancellationToken): void {
  if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
}

/** What a request is answered when a feature refuses it, or fails. */
function failure(connection: Connection, name: string, error: unknown): ResponseError<void> {
  if (error instanceof ResponseError) return error;
  report(connection, name, error);
  return new ResponseError(ErrorCodes.InternalError, `${name} failed; the log says how`);
}

/** Wraps features as request handlers. */
export function answering(connection: Connection, documents: Documents) {
  return <P extends DocumentParams, R>(
    name: string,
    feature: (snapshot: Snapshot, params: P, token: CancellationToken) => R | Promise<R>,
  ) => {
    const failed = (error: unknown) => failure(connection, name, error);
    return (params: P, token: CancellationToken): ResponseResult<R> | Promise<ResponseResult<R>> => {
      if (token.isCancellationRequested) {
        return new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
      }
      try {
        const snapshot = documents.snapshot(params.textDocument.uri);
        const answer =
          snapshot === undefined ? null : whileAsked(token, () => feature(snapshot, params, token));
        return answer instanceof Promise ? answer.catch(failed) : answer;
      } catch (error) {
        return failed(error);
      }
    };
  };
}

type ResponseResult<R> = R | null | ResponseError<void>;

/** A feature that asks for other modules too: it is called when they are found, with the text as it was. */
export function across<P, R>(
  modules: ServerModules,
  feature: (
    snapshot: Snapshot,
    params: P,
    resolve: ResolveModule,
    token: CancellationToken,
  ) => R | Promise<R>,
): (snapshot: Snapshot, params: P, token: CancellationToken) => R | Promise<R> {
  return (snapshot, params, token) => {
    const answer = (found: Snapshot) => {
      refuseCancelled(token);
      return feature(found, params, modules.resolverFor(snapshot.uri), token);
    };
    return modules.prepare(snapshot)?.then(answer) ?? answer(snapshot);
  };
}

/** Reports a bug of ours. */
export function report(connection: Connection, name: string, error: unknown): void {
  connection.console.error(
    `${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
}
