/** Asks the language server what only this client asks. */
import type { CancellationToken } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { CustomRequest } from "../server/protocol.ts";

export function ask<Params, Answer>(
  client: LanguageClient,
  { method }: CustomRequest<Params, Answer>,
  params: Params,
  token?: CancellationToken,
): Promise<Answer> {
  // A token that is undefined would be sent as a second parameter, in a list that the server refuses.
  return token === undefined
    ? client.sendRequest<Answer>(method, params)
    : client.sendRequest<Answer>(method, params, token);
}
