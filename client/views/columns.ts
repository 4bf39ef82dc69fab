/** Where what belongs to a document is opened, so that both stay in view. */
import { TabInputText, type Uri, ViewColumn, window } from "vscode";

/**
 * Beside the source where that has the cursor. A button of the walkthrough is pressed while the walkthrough is active: what it
 * shows covers the walkthrough, and the source stays in view.
 */
export function columnBeside(source: Uri): ViewColumn {
  const active = window.activeTextEditor?.document.uri;
  return active?.toString() === source.toString() ? ViewColumn.Beside : ViewColumn.Active;
}

/** For a program: beside what is no text, such as the walkthrough, so that its steps stay in view. */
export function columnForProgram(): ViewColumn {
  const { activeTabGroup, all } = window.tabGroups;
  const { activeTab } = activeTabGroup;
  if (activeTab === undefined || activeTab.input instanceof TabInputText) return ViewColumn.Active;
  return all.find((group) => group !== activeTabGroup)?.viewColumn ?? ViewColumn.Beside;
}
