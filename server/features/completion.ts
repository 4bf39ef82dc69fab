/** Completion: documentation is told of the item that is chosen; modules near the document offer paths, or names to import. */
import { type CompletionItem, type CompletionParams, CompletionTriggerKind } from "vscode-languageserver";
import {
  type CompletionContext,
  completesName,
  completesPath,
  completions,
  type Snapshot,
} from "../../vm-core/index.ts";
import { across } from "../answer.ts";
import { areDocumentedLater, toCompletions, toDocumented } from "../completion-items.ts";
import { toOffset } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { moduleFilesNear } from "../module-files.ts";
import type { ServerModules } from "../modules.ts";
import { isPosition, PLACE } from "../parameters.ts";
import { property } from "../settings.ts";

export const COMPLETION: Feature = {
  capabilities: {
    completionProvider: { triggerCharacters: [" ", "(", ":", '"', "/"], resolveProvider: true },
  },
  parameters: {
    "textDocument/completion": { ...PLACE, context: "object?" },
    "completionItem/resolve": { label: "string" },
  },
  register({ connection, answer, ask, modules, session, readDocument }) {
    connection.onCompletion(
      answer(
        "completion",
        across(modules, async (snapshot, params: CompletionParams, resolve) => {
          const offset = toOffset(snapshot, params.position);
          const context = property(params, "context");
          const isTyped = property(context, "triggerKind") === CompletionTriggerKind.TriggerCharacter;
          const typed = isTyped ? String(property(context, "triggerCharacter")) : undefined;
          const { client } = session;
          let isIncomplete = false;
          const found = completions(snapshot, offset, {
            typed,
            onLeftOut: () => {
              isIncomplete = true;
            },
            resolve,
            snippets: client.snippets,
            isBrief: areDocumentedLater(client),
            ...(await around(snapshot, offset, modules)),
          });
          const data = { uri: snapshot.uri, position: params.position };
          return toCompletions(snapshot, { completions: found, isIncomplete }, client, data);
        }),
      ),
    );
    connection.onCompletionResolve(
      ask("resolve completion", async (item: CompletionItem) => {
        const [uri, position] = [property(item.data, "uri"), property(item.data, "position")];
        const read = typeof uri === "string" ? await readDocument(uri) : undefined;
        if (read === undefined || !isPosition(position)) return item;
        const { document, resolve } = read;
        const offset = toOffset(document, position);
        const known = await around(document, offset, modules);
        const found = completions(document, offset, { resolve, snippets: session.client.snippets, ...known });
        const chosen = found.find(({ label, detail }) => label === item.label && isSame(detail, item.detail));
        return chosen === undefined ? item : toDocumented(item, chosen);
      }),
    );
  },
};

/** The detail of an item may have an objection after it. */
function isSame(detail: string | undefined, told: string | undefined): boolean {
  return detail === told || told?.startsWith(`${detail ?? ""}; `) === true;
}

async function around(
  snapshot: Snapshot,
  offset: number,
  modules: ServerModules,
): Promise<Pick<CompletionContext, "files" | "modules">> {
  const isPath = completesPath(snapshot, offset);
  if (!isPath && !completesName(snapshot, offset)) return {};
  const files = await moduleFilesNear(snapshot.uri);
  if (isPath) return { files };
  return { modules: await modules.near(snapshot.uri, files.slice(0, MOST_MODULES)) };
}

/** Modules whose names are offered although they are not imported. */
const MOST_MODULES = 50;
