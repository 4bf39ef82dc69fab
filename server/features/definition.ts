/** Go to definition: with the name under the cursor for clients that show it. */
import type { DefinitionParams } from "vscode-languageserver";
import { definition } from "../../vm-core/index.ts";
import { across } from "../answer.ts";
import { toLocationLink, toOffset } from "../convert.ts";
import type { Feature } from "../feature.ts";

export const DEFINITION: Feature = {
  capabilities: { definitionProvider: true },
  register({ connection, answer, modules, session }) {
    connection.onDefinition(
      answer(
        "definition",
        "position",
        across(modules, (snapshot, { position }: DefinitionParams, resolve) => {
          const found = definition(snapshot, toOffset(snapshot, position), resolve);
          if (found === undefined) return [];
          const links = found.targets.map((target) => toLocationLink(snapshot, found.origin, target));
          if (session.client.definitionLinks) return links;
          return links.map(({ targetUri: uri, targetSelectionRange: range }) => ({ uri, range }));
        }),
      ),
    );
  },
};
