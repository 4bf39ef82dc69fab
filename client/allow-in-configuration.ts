/**
 * What to do when a program was refused something that a rule would have allowed: the rule goes into the launch
 * configuration with which the program was started.
 *
 * Invariant: nothing is allowed before the user has said so.
 */
import { commands, type DebugSession, Uri, window, workspace } from "vscode";

/** What the debug adapter tells in its event `ttvm.refused`. */
export interface Refused {
  readonly message: string;
  /** An item of `allow`. */
  readonly allow: string;
}

export const REFUSED = "ttvm.refused";

const SETTING = "configurations";

interface Configuration {
  readonly name?: string;
  readonly type?: string;
  readonly allow?: readonly string[];
}

export async function offerToAllow(session: DebugSession, { message, allow }: Refused): Promise<void> {
  const action = `Allow ${allow}`;
  const chosen = await window.showWarningMessage(`The program was refused something. ${message}`, action);
  if (chosen === action) await addToConfiguration(session, allow);
}

/** Adds an item to `allow` of the session's configuration in launch.json, which is added itself when it is not there. */
export async function addToConfiguration(
  { configuration, workspaceFolder }: DebugSession,
  allow: string,
): Promise<void> {
  const launch = workspace.getConfiguration(
    "launch",
    workspaceFolder?.uri ?? Uri.file(configuration.program),
  );
  const all = launch.get<readonly Configuration[]>(SETTING) ?? [];
  const isIt = ({ name, type }: Configuration) => type === "ttvm" && name === configuration.name;
  const known = all.some(isIt);
  const { type, request, name, program, sandbox } = configuration;
  const fresh = { type, request, name, program, ...(sandbox === true && { sandbox }), allow: [allow] };
  const changed = known
    ? all.map((one) => (isIt(one) ? { ...one, allow: [...(one.allow ?? []), allow] } : one))
    : [...all, fresh];
  if (workspace.workspaceFolders === undefined) {
    void window.showErrorMessage("Open a folder to keep a launch configuration in it.");
    return;
  }
  await launch.update(SETTING, changed);
  await commands.executeCommand("workbench.action.debug.configure");
}
