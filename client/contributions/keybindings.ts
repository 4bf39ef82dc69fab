/**
 * The keys of commands: package.json is written from this table.
 *
 * Invariant: data alone; the build reads it outside of the editor.
 */
import type { CommandId } from "./commands.ts";

interface Keybinding {
  readonly command: CommandId;
  readonly key: string;
  readonly when: string;
}

const KEYBINDINGS: readonly Keybinding[] = [
  {
    command: "ttvm.sendForm",
    // What other languages send a selection to their REPL with.
    key: "shift+enter",
    when: "editorTextFocus && editorLangId == ttvm-lisp && !findInputFocussed && !replaceInputFocussed && !notebookEditorFocused",
  },
];

/** `contributes.keybindings` of package.json. */
export function keybindingContributions(): readonly object[] {
  return KEYBINDINGS;
}
