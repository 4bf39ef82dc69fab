/** Go to definition, to declaration and to implementation: with the name under the cursor for clients that show it. */
import type { DefinitionParams } from "vscode-languageserver";
import { declaration, definition, implementation } from "../../vm-core/index.ts";
import { across } from "../answer.ts";
import { toLocationLink, toOffset } from "../convert.ts";
import type { Feature, Rim } from "../feature.ts";
import { PLACE } from "../parameters.ts";

export const DEFINITION: Feature = {
  capabilities: { definitionProvider: true },
  parameters: { "textDocument/definition": PLACE },
  register(rim) {
    rim.connection.onDefinition(
      answering(rim, "definition", definition, () => rim.session.client.definitionLinks),
    );
  },
};

export const DECLARATION: Feature = {
  capabilities: { declarationProvider: true },
  parameters: { "textDocument/declaration": PLACE },
  register(rim) {
    rim.connection.onDeclaration(
      answering(rim, "declaration", declaration, () => rim.session.client.declarationLinks),
    );
  },
};

export const IMPLEMENTATION: Feature = {
  capabilities: { implementationProvider: true },
  parameters: { "textDocument/implementation": PLACE },
  register(rim) {
    rim.connection.onImplementation(answering(rim, "implementation", implementation, () => false));
  },
};

function answering(
  { answer, modules }: Rim,
  name: string,
  find: typeof definition,
  takesLinks: () => boolean,
) {
  return answer(
    name,
    across(modules, (snapshot, { position }: DefinitionParams, resolve) => {
      const found = find(snapshot, toOffset(snapshot, position), resolve);
      if (found === undefined) return [];
      const links = found.targets.map((target) => toLocationLink(snapshot, found.origin, target));
      if (takesLinks()) return links;
      return links.map(({ targetUri: uri, targetSelectionRange: range }) => ({ uri, range }));
    }),
  );
}
