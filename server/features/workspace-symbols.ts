/** Workspace symbols: what all programs of the folders define. */
import type { WorkspaceSymbolParams } from "vscode-languageserver";
import type { Feature } from "../feature.ts";
import { INDEXING } from "../lane-protocol.ts";
import { property } from "../settings.ts";

export const WORKSPACE_SYMBOLS: Feature = {
  capabilities: { workspaceSymbolProvider: true },
  register({ connection, ask, symbols }) {
    connection.onWorkspaceSymbol(
      ask("workspace symbols", (params: WorkspaceSymbolParams, token) => {
        const query = property(params, "query");
        const report = (done: number, total: number) =>
          void connection.sendNotification(INDEXING, { done, total });
        return symbols
          .find(typeof query === "string" ? query : "", token, report)
          .finally(() => connection.sendNotification(INDEXING, null));
      }),
    );
  },
};
