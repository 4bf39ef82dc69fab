/** The languages that the product serves, as package.json declares them. */
import { type TextDocument, window } from "vscode";

export const ASSEMBLY = "ttvm";
export const LISP = "ttvm-lisp";
export const LANGUAGES = [ASSEMBLY, LISP];

export function isProgram(document: TextDocument): boolean {
  return LANGUAGES.includes(document.languageId);
}

/**
 * The document that a command is about when it names none: that of the active editor, or the first program in view. So
 * the buttons of the walkthrough, an editor itself, find the program beside it.
 */
export function shownDocument(languages: readonly string[] = LANGUAGES): TextDocument | undefined {
  const active = window.activeTextEditor?.document;
  if (active !== undefined) return active;
  const isWanted = ({ languageId }: TextDocument) => languages.includes(languageId);
  return window.visibleTextEditors.map(({ document }) => document).find(isWanted);
}
