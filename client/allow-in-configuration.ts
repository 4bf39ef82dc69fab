/**
 * What to do when a program was refused something that a rule would have allowed: the rule goes into the launch
 * configuration with which the program was started.
 *
 * Invariant: nothing is allowed before the user has said so.
 */
import path from "node:path";
import {
  ConfigurationTarget,
  type DebugSession,
  Range,
  Uri,
  WorkspaceEdit,
  type WorkspaceFolder,
  window,
  workspace,
} from "vscode";
import {
  hasConfiguration,
  IN_LAUNCH_FILE,
  IN_WORKSPACE_FILE,
  type Started,
  shownRule,
  withAllowed,
} from "./launch-file.ts";

/** What the debug adapter tells in its event `ttvm.refused`. */
export interface Refused {
  readonly message: string;
  /** An item of `allow`. */
  readonly allow: string;
}

export const REFUSED = "ttvm.refused";

export async function offerToAllow(session: DebugSession, { message, allow }: Refused): Promise<void> {
  const action = `Allow ${shownRule(allow)}`;
  const chosen = await window.showWarningMessage(
    `The program was refused something. ${shownRule(message)}`,
    action,
  );
  if (chosen === action) await addToConfiguration(session, allow);
}

/** What a session needs to have to be found among configurations. */
type SessionOf = Pick<DebugSession, "configuration" | "workspaceFolder">;

/**
 * Adds an item to `allow` of the session's configuration, where that is written: in launch.json, the file of a workspace of several
 * folders, or the user's settings. Where it is in none of these, it is added to launch.json.
 */
export async function addToConfiguration(session: SessionOf, allow: string): Promise<void> {
  const started = session.configuration as unknown as Started;
  const folder =
    session.workspaceFolder ??
    workspace.getWorkspaceFolder(Uri.file(started.program)) ??
    workspace.workspaceFolders?.[0];
  if (folder === undefined) {
    void window.showErrorMessage("Open a folder to keep a launch configuration in it.");
    return;
  }
  const launch = workspace.getConfiguration("launch", folder.uri).inspect<unknown>("configurations");
  const has = (all: unknown) => hasConfiguration(all, started, folder.uri.fsPath);
  const { workspaceFile } = workspace;
  const isInFolder = has(launch?.workspaceFolderValue);
  if (!isInFolder && workspaceFile?.scheme === "file" && has(launch?.workspaceValue)) {
    return addIn(workspaceFile, IN_WORKSPACE_FILE, { started, allow, folder });
  }
  const isInWorkspace = isInFolder || has(launch?.workspaceValue);
  if (!isInWorkspace && has(launch?.globalValue)) return addToSettings({ started, allow, folder });
  return addIn(Uri.joinPath(folder.uri, ".vscode", "launch.json"), IN_LAUNCH_FILE, {
    started,
    allow,
    folder,
  });
}

interface Addition {
  readonly started: Started;
  readonly allow: string;
  readonly folder: WorkspaceFolder;
}

async function addIn(
  file: Uri,
  place: typeof IN_LAUNCH_FILE,
  { started, allow, folder }: Addition,
): Promise<void> {
  const isThere = await workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
  const document = isThere ? await workspace.openTextDocument(file) : undefined;
  const text = document?.getText() ?? "";
  const changed = withAllowed(text, place, started, allow, folder.uri.fsPath);
  if (changed === undefined) {
    void window.showErrorMessage(
      `${path.basename(file.fsPath)} has mistakes. Mend it, then add ${JSON.stringify(shownRule(allow))} to "allow" of "${started.name}".`,
    );
  } else if (document === undefined) {
    await workspace.fs.writeFile(file, Buffer.from(changed));
  } else {
    const edit = new WorkspaceEdit();
    const whole = new Range(document.positionAt(0), document.positionAt(text.length));
    edit.replace(file, whole, changed);
    if (await workspace.applyEdit(edit)) await document.save();
  }
  await window.showTextDocument(file);
}

/** In the settings of the user, which only the editor writes. */
async function addToSettings({ started, allow, folder }: Addition): Promise<void> {
  const settings = workspace.getConfiguration();
  const text = JSON.stringify(settings.inspect<object>("launch")?.globalValue);
  const changed = withAllowed(text, IN_LAUNCH_FILE, started, allow, folder.uri.fsPath);
  if (changed !== undefined) await settings.update("launch", JSON.parse(changed), ConfigurationTarget.Global);
}
