/**
 * *Open Documentation…*: the pages of the package in the editor's own preview.
 *
 * Invariant: a page is found by its file in docs/; its title is its first heading. Hovers, diagnostics and the
 * walkthrough link to a page, or to a section of it.
 */
import {
  commands,
  type ExtensionContext,
  FileType,
  type QuickPickItem,
  Uri,
  window,
  workspace,
} from "vscode";
import type { CommandHandlers } from "./commands.ts";

/** A file in docs/ and a section, as a link names them. Files elsewhere are not shown. */
const PAGE = /^(?<name>[\w-]+\.md)(?:#(?<section>.+))?$/;

export function documentationCommands({
  extensionUri,
}: ExtensionContext): CommandHandlers<"ttvm.openDocumentation"> {
  const folder = Uri.joinPath(extensionUri, "docs");
  const show = (name: string, section = "") =>
    commands.executeCommand("markdown.showPreview", Uri.joinPath(folder, name).with({ fragment: section }));
  return {
    "ttvm.openDocumentation": async (named) => {
      const page = typeof named === "string" ? PAGE.exec(named)?.groups : undefined;
      if (page?.name !== undefined) return show(page.name, page.section);
      const chosen = await window.showQuickPick(pagesIn(folder), { placeHolder: "Pages about TinyTotVM" });
      return chosen === undefined ? undefined : show(chosen.name);
    },
  };
}

/**
 * Makes the command that shows a section, as the server names it for a diagnostic, the address of the section's line in the
 * page: the editor runs no commands from the code of a diagnostic in a hover. Other addresses stay as they are.
 */
export function sectionAddresses({ extensionUri }: ExtensionContext): (target: Uri) => Promise<Uri> {
  const lines = new Map<string, PromiseLike<readonly string[]>>();
  return async (target) => {
    const page = PAGE.exec(target.scheme === "command" ? JSON.parse(target.query)[0] : "")?.groups;
    if (page === undefined) return target;
    const file = Uri.joinPath(extensionUri, "docs", page.name);
    const known =
      lines.get(page.name) ?? workspace.fs.readFile(file).then(linesOf, (): readonly string[] => []);
    lines.set(page.name, known);
    const line = (await known).indexOf(`## ${page.section}`);
    return line < 0 ? file : file.with({ fragment: `L${line + 1}` });
  };
}

function linesOf(bytes: Uint8Array): readonly string[] {
  return new TextDecoder().decode(bytes).split("\n");
}

interface Page extends QuickPickItem {
  readonly name: string;
}

async function pagesIn(folder: Uri): Promise<Page[]> {
  const entries = await workspace.fs.readDirectory(folder);
  const names = entries.filter(([name, type]) => type === FileType.File && name.endsWith(".md"));
  return Promise.all(
    names.map(async ([name]) => {
      const text = new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(folder, name)));
      const title = /^# (.*)$/m.exec(text)?.[1].replaceAll("`", "") ?? name;
      return { label: title, description: name, name };
    }),
  );
}
