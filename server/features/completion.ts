/** Completion; the paths of modules near the document are looked for only where a path is completed. */
import { type CompletionParams, CompletionTriggerKind } from "vscode-languageserver";
import { completesPath, completions } from "../../vm-core/index.ts";
import { across } from "../answer.ts";
import { toCompletionItem, toOffset } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { moduleFilesNear } from "../module-files.ts";
import { property } from "../settings.ts";

export const COMPLETION: Feature = {
  capabilities: { completionProvider: { triggerCharacters: [" ", "(", ":", '"', "/"] } },
  register({ connection, answer, modules, session }) {
    connection.onCompletion(
      answer(
        "completion",
        "position",
        across(modules, async (snapshot, params: CompletionParams, resolve) => {
          const offset = toOffset(snapshot, params.position);
          const context = property(params, "context");
          const isTyped = property(context, "triggerKind") === CompletionTriggerKind.TriggerCharacter;
          const typed = isTyped ? String(property(context, "triggerCharacter")) : undefined;
          const { insertReplace, snippets } = session.client;
          const files = completesPath(snapshot, offset) ? await moduleFilesNear(snapshot.uri) : [];
          return completions(snapshot, offset, { typed, resolve, files, snippets }).map((completion, i) =>
            toCompletionItem(snapshot, completion, i, insertReplace),
          );
        }),
      ),
    );
  },
};
