/** What is known about the client: what it can do, and what its user has set. */
import type { ClientCapabilities } from "vscode-languageserver";
import { type Encoding, encodingOf } from "./columns.ts";
import { filePath } from "./modules.ts";
import { DEFAULT_SETTINGS, property, type Settings } from "./settings.ts";

export interface ServerSession {
  client: ClientAbilities;
  settings: Settings;
  /** The folders of the workspace that are on a disk, as paths. */
  folders: readonly string[];
  /** Whether the user excludes a path, relative to a folder of the workspace, from its files. */
  isExcluded: (relative: string) => boolean;
  /** The globs by which the user excludes files. */
  excluded: readonly string[];
  /** The address of the documentation, as the client has it. */
  docs: string | undefined;
  /** Grows with each change of what is here. */
  revision: number;
}

export interface ClientAbilities {
  /** It can be asked for its configuration. */
  readonly configuration: boolean;
  /** It wants to register for changes of its configuration. */
  readonly configurationChanges: boolean;
  /** It wants to register for changes of files. */
  readonly fileChanges: boolean;
  /** It says when folders come and go. */
  readonly folderChanges: boolean;
  /** How it counts columns. */
  readonly encoding: Encoding;
  readonly definitionLinks: boolean;
  readonly declarationLinks: boolean;
  /** A completion may say what to replace apart from what to insert. */
  readonly insertReplace: boolean;
  /** Completions may have a few words beside their labels. */
  readonly labelDetails: boolean;
  /** What may be said once for all items of a list of completions. */
  readonly completionDefaults: readonly string[];
  /** Completions may have places to fill in. */
  readonly snippets: boolean;
  /** It asks for diagnostics; else they are pushed. */
  readonly pullsDiagnostics: boolean;
  /** It asks for diagnostics anew when it is told to. */
  readonly diagnosticRefresh: boolean;
  /** It asks for inlay hints anew when it is told to. */
  readonly inlayHintRefresh: boolean;
  /** It draws code lenses anew when it is told to. */
  readonly lensRefresh: boolean;
  /** Edits may name the version that they are for. */
  readonly versionedEdits: boolean;
}

export function newSession(): ServerSession {
  return {
    client: abilitiesOf({}),
    settings: DEFAULT_SETTINGS,
    folders: [],
    isExcluded: () => false,
    excluded: [],
    docs: undefined,
    revision: 0,
  };
}

export function abilitiesOf({ general, workspace, textDocument }: ClientCapabilities): ClientAbilities {
  return {
    encoding: encodingOf(general?.positionEncodings),
    configuration: workspace?.configuration === true,
    configurationChanges: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    fileChanges: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    folderChanges: workspace?.workspaceFolders === true,
    definitionLinks: textDocument?.definition?.linkSupport === true,
    declarationLinks: textDocument?.declaration?.linkSupport === true,
    insertReplace: textDocument?.completion?.completionItem?.insertReplaceSupport === true,
    labelDetails: textDocument?.completion?.completionItem?.labelDetailsSupport === true,
    completionDefaults: textDocument?.completion?.completionList?.itemDefaults ?? [],
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    diagnosticRefresh: workspace?.diagnostics?.refreshSupport === true,
    inlayHintRefresh: workspace?.inlayHint?.refreshSupport === true,
    lensRefresh: workspace?.codeLens?.refreshSupport === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
  };
}

/** The paths of folders as a client names them; those that are on no disk are left out. */
export function foldersOf(named: unknown): readonly string[] {
  const uris = Array.isArray(named) ? named.map((folder) => property(folder, "uri")) : [];
  return uris.flatMap((uri) => (typeof uri === "string" ? (filePath(uri) ?? []) : []));
}
