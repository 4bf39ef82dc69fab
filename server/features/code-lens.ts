/** Code lenses; what they do is a command of the client. References are counted when a lens is seen. */
import type { CancellationToken, CodeLens, Command } from "vscode-languageserver";
import {
  codeLenses,
  isLibrary,
  type CodeLens as Lens,
  referencesAcross,
  type Snapshot,
} from "../../vm-core/index.ts";
import { toOffset, toRange } from "../convert.ts";
import type { Feature, Rim } from "../feature.ts";
import { DOCUMENT, isPosition } from "../parameters.ts";
import { isPreview } from "../previews.ts";
import { DEBUG, PREVIEW_OPTIMIZED, RUN, RUN_TEST, SHOW_REFERENCES } from "../protocol.ts";
import { property } from "../settings.ts";

export const CODE_LENS: Feature = {
  capabilities: { codeLensProvider: { resolveProvider: true } },
  parameters: { "textDocument/codeLens": DOCUMENT, "codeLens/resolve": { range: "range" } },
  register(rim) {
    const { connection, answer, ask, session } = rim;
    connection.onCodeLens(
      answer("code lens", (snapshot) => {
        const { uri } = snapshot;
        if (isLibrary(uri) || isPreview(uri)) return [];
        const { codeLenses: settings } = session.settings;
        const run = settings.run && RUNNABLE.test(uri);
        return codeLenses(snapshot, { ...settings, run }).map((lens) => toCodeLens(snapshot, lens));
      }),
    );
    connection.onCodeLensResolve(
      ask("resolve code lens", (lens: CodeLens, token) => resolved(rim, lens, token)),
    );
  },
};

/** Programs run from a disk, and from an editor that has not been saved yet. */
const RUNNABLE = /^(?:file|vscode-remote|untitled):/;

const COMMANDS = { run: RUN, debug: DEBUG, test: RUN_TEST, optimizer: PREVIEW_OPTIMIZED } as const;

function toCodeLens(snapshot: Snapshot, { kind, span, title }: Lens): CodeLens {
  const { uri } = snapshot;
  const range = toRange(snapshot, span);
  if (kind === "references") return { range, data: { uri, position: range.start } };
  const command: Command = { title: title ?? "", command: COMMANDS[kind], arguments: [uri] };
  return { range, command };
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
