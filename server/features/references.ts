/** Find references: in the document, and in the open ones and their modules that know an exported name. */
import type { ReferenceParams } from "vscode-languageserver";
import { referencesAcross } from "../../vm-core/index.ts";
import { across } from "../answer.ts";
import { toOffset, toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { property } from "../settings.ts";

export const REFERENCES: Feature = {
  capabilities: { referencesProvider: true },
  register({ connection, answer, modules }) {
    connection.onReferences(
      answer(
        "references",
        "position",
        across(modules, (snapshot, params: ReferenceParams, resolve) => {
          const withDeclaration = property(property(params, "context"), "includeDeclaration") !== false;
          const offset = toOffset(snapshot, params.position);
          return referencesAcross(snapshot, offset, resolve, modules.neighbours()).flatMap(
            ({ document, references }) =>
              references
                .filter(({ access }) => withDeclaration || access !== "declare")
                .map(({ span }) => ({ uri: document.uri, range: toRange(document, span) })),
          );
        }),
      ),
    );
  },
};
