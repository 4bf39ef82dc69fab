/** What is known about the client: what it can do, and what its user has set. */
import type { ClientCapabilities } from "vscode-languageserver";
import { DEFAULT_SETTINGS, type Settings } from "./settings.ts";

export interface Session {
  client: ClientAbilities;
  settings: Settings;
}

export interface ClientAbilities {
  /** It can be asked for its configuration. */
  readonly configuration: boolean;
  /** It wants to register for changes of its configuration. */
  readonly configurationChanges: boolean;
  readonly definitionLinks: boolean;
  /** A completion may say what to replace apart from what to insert. */
  readonly insertReplace: boolean;
  /** Edits may name the version that they are for. */
  readonly versionedEdits: boolean;
}

export function newSession(): Session {
  return { client: abilitiesOf({}), settings: DEFAULT_SETTINGS };
}

export function abilitiesOf({ workspace, textDocument }: ClientCapabilities): ClientAbilities {
  return {
    configuration: workspace?.configuration === true,
    configurationChanges: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    definitionLinks: textDocument?.definition?.linkSupport === true,
    insertReplace: textDocument?.completion?.completionItem?.insertReplaceSupport === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
  };
}
