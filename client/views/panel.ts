/**
 * A webview beside the editor that shows something about one document, follows its text and the cursor, and
 * leads back to it.
 *
 * Invariant: a page loads its own script and style and nothing else.
 */
import { randomBytes } from "node:crypto";
import {
  type Disposable,
  type ExtensionContext,
  Range,
  Uri,
  ViewColumn,
  type Webview,
  type WebviewPanel,
  window,
  workspace,
} from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import {
  type CustomRequest,
  type DocumentParams,
  FLOW_CHART,
  PASSES,
  type Range as Place,
} from "../../server/protocol.ts";
import { ask } from "../ask.ts";
import { type CommandHandlers, uriOf } from "../commands.ts";
import type { CommandId } from "../contributions/commands.ts";
import { ASSEMBLY, shownDocument } from "../languages.ts";
import type { WalkthroughProgress } from "../walkthrough.ts";
import { afterChanges } from "./after-changes.ts";
import { columnBeside } from "./columns.ts";
import type { FromPage, ToPage } from "./messages.ts";

interface View {
  readonly command: CommandId;
  /** The name of its script and style in dist/views. */
  readonly page: string;
  readonly title: string;
  /** The name of its files in client/icons, for its tab. */
  readonly icon: string;
  /** The server's request that it shows the answer of. */
  readonly request: CustomRequest<DocumentParams, unknown>;
}

/** The commands that open the views. */
export function viewCommands(
  context: ExtensionContext,
  client: LanguageClient,
  progress: WalkthroughProgress,
): CommandHandlers<"ttvm.showFlowChart" | "ttvm.showPasses"> {
  const opens = (view: View) => openerOf(context, client, view);
  const openFlowChart = opens({
    command: "ttvm.showFlowChart",
    page: "flow-chart",
    title: "Control Flow",
    icon: "flow",
    request: FLOW_CHART,
  });
  return {
    "ttvm.showFlowChart": async (named) => {
      await openFlowChart(named);
      progress.done("flow");
    },
    "ttvm.showPasses": opens({
      command: "ttvm.showPasses",
      page: "passes",
      title: "Passes",
      icon: "passes",
      request: PASSES,
    }),
  };
}

function openerOf(context: ExtensionContext, client: LanguageClient, view: View) {
  const panels = new Map<string, WebviewPanel>();
  return async (named?: Uri | string) => {
    const source = uriOf(named) ?? shownDocument([ASSEMBLY])?.uri;
    if (!source) return;
    const shown = panels.get(source.toString());
    if (shown) return shown.reveal(undefined, true);
    await workspace.openTextDocument(source);
    const panel = createPanel(context, client, view, source);
    panels.set(source.toString(), panel);
    panel.onDidDispose(() => panels.delete(source.toString()));
  };
}

function createPanel(
  context: ExtensionContext,
  client: LanguageClient,
  view: View,
  source: Uri,
): WebviewPanel {
  const root = Uri.joinPath(context.extensionUri, "dist", "views");
  const name = source.path.slice(source.path.lastIndexOf("/") + 1);
  const title = `${view.title}: ${name}`;
  const panel = window.createWebviewPanel(
    view.command,
    title,
    { viewColumn: columnBeside(source), preserveFocus: true },
    { enableScripts: true, localResourceRoots: [root] },
  );
  const icon = (theme: string) =>
    Uri.joinPath(context.extensionUri, "client", "icons", `${view.icon}-${theme}.svg`);
  panel.iconPath = { light: icon("light"), dark: icon("dark") };
  const tell = (message: ToPage) => void panel.webview.postMessage(message);
  const show = async () => {
    const params = { textDocument: { uri: client.code2ProtocolConverter.asUri(source) } };
    tell({ type: "show", data: await ask(client, view.request, params) });
    const line = window.visibleTextEditors.find(isSource(source))?.selection.active.line;
    if (line !== undefined) tell({ type: "cursor", line });
  };
  panel.webview.onDidReceiveMessage((message: FromPage) => {
    if (message.type === "ready") return show();
    if (message.type === "save") return save(source, message.svg);
    return revealIn(source, message.range);
  });
  const following = followSource(source, show, (line) => tell({ type: "cursor", line }));
  panel.onDidDispose(() => following.forEach((one) => void one.dispose()));
  panel.webview.html = htmlOf(panel.webview, root, view.page, title);
  return panel;
}

function followSource(source: Uri, onText: () => void, onCursor: (line: number) => void): Disposable[] {
  return [
    afterChanges((document) => {
      if (document.uri.toString() === source.toString()) onText();
    }),
    window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
      if (isSource(source)(textEditor)) onCursor(selections[0].active.line);
    }),
  ];
}

function isSource(source: Uri) {
  return ({ document }: { document: { uri: Uri } }) => document.uri.toString() === source.toString();
}

async function save(source: Uri, svg: string): Promise<void> {
  const target = await window.showSaveDialog({
    defaultUri: source.with({ path: source.path.replace(/\.\w+$/, ".svg") }),
    filters: { SVG: ["svg"] },
  });
  if (target !== undefined) await workspace.fs.writeFile(target, new TextEncoder().encode(svg));
}

async function revealIn(source: Uri, { start, end }: Place): Promise<void> {
  const selection = new Range(start.line, start.character, start.line, start.character);
  const viewColumn = window.visibleTextEditors.find(isSource(source))?.viewColumn ?? ViewColumn.One;
  const editor = await window.showTextDocument(source, { selection, viewColumn });
  editor.revealRange(new Range(start.line, 0, end.line, 0));
}

function htmlOf(webview: Webview, root: Uri, page: string, title: string): string {
  const nonce = randomBytes(16).toString("hex");
  const address = (file: string) => webview.asWebviewUri(Uri.joinPath(root, file));
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'">
  <link rel="stylesheet" href="${address(`${page}.css`)}">
  <title>${title.replace(/[&<>"]/g, "_")}</title>
</head>
<body>
  <script nonce="${nonce}" src="${address(`${page}.js`)}"></script>
</body>
</html>`;
}
