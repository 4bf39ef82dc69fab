/** Find references. */
import { references } from "../../vm-core/index.ts";
import { toOffset, toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { property } from "../settings.ts";

export const REFERENCES: Feature = {
  capabilities: { referencesProvider: true },
  register({ connection, answer }) {
    connection.onReferences(
      answer("references", "position", (snapshot, params) => {
        const withDeclaration = property(property(params, "context"), "includeDeclaration") !== false;
        return references(snapshot, toOffset(snapshot, params.position))
          .filter(({ access }) => withDeclaration || access !== "declare")
          .map(({ span }) => ({ uri: snapshot.uri, range: toRange(snapshot, span) }));
      }),
    );
  },
};
