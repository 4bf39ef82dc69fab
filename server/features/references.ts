/** Find references: in the document, and in all programs of the workspace that know an exported name. */
import type { ReferenceParams } from "vscode-languageserver";
import { referencesAcross } from "../../vm-core/index.ts";
import { across } from "../answer.ts";
import { toOffset, toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { PLACE } from "../parameters.ts";
import { property } from "../settings.ts";

export const REFERENCES: Feature = {
  capabilities: { referencesProvider: true },
  parameters: { "textDocument/references": { ...PLACE, context: "object?" } },
  register({ connection, answer, modules, findNeighbours }) {
    connection.onReferences(
      answer(
        "references",
        across(modules, async (snapshot, params: ReferenceParams, resolve, token) => {
          const withDeclaration = property(property(params, "context"), "includeDeclaration") !== false;
          const offset = toOffset(snapshot, params.position);
          const { neighbours } = await findNeighbours(snapshot, offset, resolve, token);
          return referencesAcross(snapshot, offset, resolve, neighbours).flatMap(({ document, references }) =>
            references
              .filter(({ access }) => withDeclaration || access !== "declare")
              .map(({ span }) => ({ uri: document.uri, range: toRange(document, span) })),
          );
        }),
      ),
    );
  },
};
