/**
 * What the editor's own views and code lenses ask for: requests beyond the protocol, each about one document.
 *
 * Invariant: coordinates in the answers are those of the protocol.
 */
import type { CodeLens, Connection } from "vscode-languageserver";
import {
  assemblyView,
  flowChart,
  isLibrary,
  optimizedPreview,
  passesView,
  type Snapshot,
} from "../vm-core/index.ts";
import type { answering } from "./answer.ts";
import { toAssemblyView, toFlowChart, toPassesView } from "./convert.ts";
import type { Session } from "./session.ts";

/** The read-only documents that hold optimized text, or the assembly of Lisp. */
export function isPreview(uri: string): boolean {
  return /^ttvm-(optimized|assembly):/.test(uri);
}

export function registerViews(
  connection: Connection,
  answer: ReturnType<typeof answering>,
  session: Session,
): void {
  connection.onCodeLens(
    answer("code lens", "document", (snapshot) => (session.settings.codeLens ? codeLenses(snapshot) : [])),
  );
  connection.onRequest<unknown, void>(
    "ttvm/optimized",
    answer("optimized program", "document", (snapshot) => optimizedPreview(snapshot) ?? null),
  );
  connection.onRequest<unknown, void>(
    "ttvm/flowChart",
    answer("control-flow graph", "document", (snapshot) => {
      const chart = flowChart(snapshot);
      return chart === undefined ? null : toFlowChart(snapshot, chart);
    }),
  );
  connection.onRequest<unknown, void>(
    "ttvm/passes",
    answer("passes", "document", (snapshot) => {
      const view = passesView(snapshot);
      return view === undefined ? null : toPassesView(snapshot, view);
    }),
  );
  connection.onRequest<unknown, void>(
    "ttvm/assembly",
    answer("assembly", "document", (snapshot) => {
      const view = assemblyView(snapshot);
      return view === undefined ? null : toAssemblyView(snapshot, view);
    }),
  );
}

/** At the top, where the program could be smaller. */
function codeLenses(snapshot: Snapshot): CodeLens[] {
  if (isLibrary(snapshot.uri) || isPreview(snapshot.uri)) return [];
  const preview = optimizedPreview(snapshot);
  if (preview === undefined) return [];
  const top = { line: 0, character: 0 };
  const command = {
    title: preview.summary,
    command: "ttvm.previewOptimized",
    arguments: [snapshot.uri],
  };
  return [{ range: { start: top, end: top }, command }];
}
