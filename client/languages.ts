/** The languages that the product serves, as package.json declares them. */
import type { TextDocument } from "vscode";

export const LISP = "ttvm-lisp";
export const LANGUAGES = ["ttvm", LISP];

export function isProgram(document: TextDocument): boolean {
  return LANGUAGES.includes(document.languageId);
}
