/** Workspace symbols: what all programs of the folders define. */
import type { WorkspaceSymbolParams } from "vscode-languageserver";
import type { Feature } from "../feature.ts";
import { INDEXING } from "../lane-protocol.ts";

export const WORKSPACE_SYMBOLS: Feature = {
  capabilities: { workspaceSymbolProvider: true },
  parameters: { "workspace/symbol": { query: "string" } },
  register({ connection, ask, symbols }) {
    connection.onWorkspaceSymbol(
      ask("workspace symbols", ({ query }: WorkspaceSymbolParams, token) => {
        const report = (done: number, total: number) =>
          void connection.sendNotification(INDEXING, { done, total });
        return symbols.find(query, token, report).finally(() => connection.sendNotification(INDEXING, null));
      }),
    );
  },
};
