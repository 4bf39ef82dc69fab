/** *New File…*: an empty document of one of the languages, in the editor and not yet on a disk. */
import { window, workspace } from "vscode";
import type { CommandHandlers } from "./commands.ts";
import { ASSEMBLY, LISP } from "./languages.ts";

export const NEW_FILE_COMMANDS: CommandHandlers<"ttvm.newAssembly" | "ttvm.newLisp"> = {
  "ttvm.newAssembly": () => openEmpty(ASSEMBLY),
  "ttvm.newLisp": () => openEmpty(LISP),
};

async function openEmpty(language: string): Promise<void> {
  await window.showTextDocument(await workspace.openTextDocument({ language }));
}
