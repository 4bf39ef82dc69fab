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
import type { Handlers } from "./commands.ts";

/** A file in docs/ and a section, as a link names them. Files elsewhere are not shown. */
const PAGE = /^(?<name>[\w-]+\.md)(?:#(?<section>.+))?$/;

export function documentationCommands({
  extensionUri,
}: ExtensionContext): Handlers<"ttvm.openDocumentation"> {
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
