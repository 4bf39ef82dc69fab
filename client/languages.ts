/** The languages that the product serves, as package.json declares them. */
import type { TextDocument } from "vscode";

export const LANGUAGES = ["ttvm", "ttvm-lisp"];

export function isProgram(document: TextDocument): boolean {
  return LANGUAGES.includes(document.languageId);
}
