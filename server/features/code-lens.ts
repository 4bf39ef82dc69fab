/** Code lenses: how much smaller the optimizer makes the program, and how often each function is named. */
import type { CancellationToken, CodeLens } from "vscode-languageserver";
import {
  functionPlaces,
  isLibrary,
  optimizedPreview,
  referencesAcross,
  type Snapshot,
} from "../../vm-core/index.ts";
import { TOP, toOffset, toRange } from "../convert.ts";
import type { Feature, Rim } from "../feature.ts";
import { isPosition } from "../parameters.ts";
import { isPreview } from "../previews.ts";
import { PREVIEW_OPTIMIZED, SHOW_REFERENCES } from "../protocol.ts";
import { property } from "../settings.ts";

export const CODE_LENS: Feature = {
  capabilities: { codeLensProvider: { resolveProvider: true } },
  register(rim) {
    const { connection, answer, ask, session } = rim;
    connection.onCodeLens(
      answer("code lens", "document", (snapshot) => {
        const { uri } = snapshot;
        if (isLibrary(uri) || isPreview(uri)) return [];
        const { codeLens, referencesLens } = session.settings;
        return [
          ...(codeLens ? optimizerLens(snapshot) : []),
          ...(referencesLens ? unresolved(snapshot) : []),
        ];
      }),
    );
    connection.onCodeLensResolve(
      ask("resolve code lens", (lens: CodeLens, token) => resolved(rim, lens, token)),
    );
  },
};

function optimizerLens(snapshot: Snapshot): readonly CodeLens[] {
  const preview = optimizedPreview(snapshot);
  if (preview === undefined) return [];
  const command = { title: preview.summary, command: PREVIEW_OPTIMIZED, arguments: [snapshot.uri] };
  return [{ range: TOP, command }];
}

/** The references are counted when a lens is seen. */
function unresolved(snapshot: Snapshot): readonly CodeLens[] {
  return functionPlaces(snapshot).map(({ nameSpan }) => {
    const range = toRange(snapshot, nameSpan);
    return { range, data: { uri: snapshot.uri, position: range.start } };
  });
}

async function resolved(
  { readDocument, findNeighbours }: Rim,
  lens: CodeLens,
  token: CancellationToken,
): Promise<CodeLens> {
  const [uri, position] = [property(lens.data, "uri"), property(lens.data, "position")];
  const found = typeof uri === "string" ? await readDocument(uri) : undefined;
  if (found === undefined || !isPosition(position)) return lens;
  const { document, resolve } = found;
  const offset = toOffset(document, position);
  const { neighbours } = await findNeighbours(document, offset, resolve, token);
  const places = referencesAcross(document, offset, resolve, neighbours).flatMap(
    ({ references }) => references,
  );
  const count = places.filter(({ access }) => access !== "declare").length;
  const title = `${count} ${count === 1 ? "reference" : "references"}`;
  return { ...lens, command: { title, command: SHOW_REFERENCES, arguments: [uri, position] } };
}
