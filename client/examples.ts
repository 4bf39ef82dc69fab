/**
 * *Open Example…*: the examples and lessons of the package, each as a copy that belongs to the person.
 *
 * Invariant: a copy that is there is never overwritten unless the person asks for it; the package itself is never edited.
 */
import {
  type ExtensionContext,
  FileSystemError,
  type QuickInputButton,
  type QuickPickItem,
  QuickPickItemKind,
  ThemeIcon,
  Uri,
  window,
  workspace,
} from "vscode";
import type { CommandHandlers } from "./commands.ts";
import { type Example, examplesIn } from "./examples-list.ts";
import { columnForProgram } from "./views/columns.ts";
import type { WalkthroughProgress } from "./walkthrough.ts";

/** Folders of the package with programs, the first that has a name wins. */
const FOLDERS = ["examples", "client/walkthrough"];

export function exampleCommands(
  context: ExtensionContext,
  progress: WalkthroughProgress,
): CommandHandlers<"ttvm.openExample"> {
  return {
    "ttvm.openExample": async (named) => {
      const open = (name: string) => openCopy(context, name).then(() => progress.done("example"));
      if (typeof named === "string") return open(named);
      const chosen = await choose(await readExamples(context), (name) => restore(context, name));
      return chosen === undefined ? undefined : open(chosen);
    },
  };
}

async function readExamples({ extensionUri }: ExtensionContext): Promise<readonly Example[]> {
  const bytes = await workspace.fs.readFile(Uri.joinPath(extensionUri, "examples", "README.md"));
  return examplesIn(new TextDecoder().decode(bytes));
}

interface Item extends QuickPickItem {
  readonly name?: string;
}

const RESTORE: QuickInputButton = {
  iconPath: new ThemeIcon("discard"),
  tooltip: "Take back your changes: open it as it was",
};

/** Resolves with the name of an example, or undefined when the person leaves the list. */
function choose(
  examples: readonly Example[],
  restoreCopy: (name: string) => Promise<void>,
): Promise<string | undefined> {
  const picker = window.createQuickPick<Item>();
  picker.title = "Open Example";
  picker.placeholder = "Examples and lessons, by what they teach";
  picker.matchOnDetail = true;
  picker.items = itemsOf(examples);
  return new Promise((resolve) => {
    const close = (name: string | undefined) => {
      resolve(name);
      picker.dispose();
    };
    picker.onDidAccept(() => close(picker.selectedItems[0]?.name));
    picker.onDidTriggerItemButton(async ({ item }) => {
      if (item.name !== undefined) await restoreCopy(item.name);
      close(item.name);
    });
    picker.onDidHide(() => close(undefined));
    picker.show();
  });
}

function itemsOf(examples: readonly Example[]): Item[] {
  const items: Item[] = [];
  let group = "";
  for (const { name, teaches, group: own } of examples) {
    if (own !== group) items.push({ label: own, kind: QuickPickItemKind.Separator });
    group = own;
    items.push({ label: name.replace(/^.*\//, ""), detail: teaches, name, buttons: [RESTORE] });
  }
  return items;
}

/** Opens the person's copy, made when there is none. */
async function openCopy(context: ExtensionContext, name: string): Promise<void> {
  const copy = copyOf(context, name);
  if (!(await exists(copy))) await writeCopy(context, name);
  await window.showTextDocument(copy, { preview: false, viewColumn: columnForProgram() });
}

async function restore(context: ExtensionContext, name: string): Promise<void> {
  const copy = copyOf(context, name);
  const open = workspace.textDocuments.find(({ uri }) => uri.toString() === copy.toString());
  // Saved, so that the editor takes what is on the disk for newer.
  if (open?.isDirty) await open.save();
  await writeCopy(context, name);
}

async function writeCopy(context: ExtensionContext, name: string): Promise<void> {
  for (const folder of FOLDERS) {
    const original = Uri.joinPath(context.extensionUri, folder, name);
    if (!(await exists(original))) continue;
    await workspace.fs.copy(original, copyOf(context, name), { overwrite: true });
    return;
  }
  throw new Error(`There is no example ${name}.`);
}

function copyOf({ globalStorageUri }: ExtensionContext, name: string): Uri {
  return Uri.joinPath(globalStorageUri, "examples", name);
}

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof FileSystemError && error.code === "FileNotFound") return false;
    throw error;
  }
}
