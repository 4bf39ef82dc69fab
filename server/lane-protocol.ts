/**
 * What the thread that speaks to the editor and the threads that analyse (lanes) say to each other, besides the editor's
 * requests, which are handed on as they are.
 *
 * Invariant: plain data. Coordinates are those of the Language Server Protocol.
 */
import { type Diagnostic, NotificationType, RequestType } from "vscode-languageserver";
import type { TooMuch } from "../vm-core/index.ts";
import type { ClientAbilities } from "./session.ts";
import type { Settings } from "./settings.ts";
import type { TextBlock } from "./shared-text.ts";

/** An open document as it is in the editor. */
export interface LaneText {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly blocks: readonly TextBlock[];
  /** Analysing it as a whole was tried and was too much: only its syntax is looked at. */
  readonly tooMuch: TooMuch | undefined;
}

/** What has become of a document that the lane has: `blocks` are in the place of `removed` others from the one with the index `from`. */
export interface LaneEdit extends LaneText {
  readonly from: number;
  readonly removed: number;
}

/** What every lane knows of the session. */
export interface LaneSession {
  readonly client: ClientAbilities;
  readonly settings: Settings;
  readonly folders: readonly string[];
  /** Globs of what the user excludes from the files of the workspace. */
  readonly excluded: readonly string[];
  readonly docs: string | undefined;
}

/** What has changed since the lane was told last. */
export interface LaneUpdate {
  /** Also those that were closed and opened again. */
  readonly closed: readonly string[];
  /** Those that the lane does not have. */
  readonly texts: readonly LaneText[];
  readonly edits: readonly LaneEdit[];
  readonly session: LaneSession | undefined;
  /** Paths of files and folders that have changed on the disk; undefined when anything may have. */
  readonly changedFiles: readonly string[] | undefined;
}

/** What there is to say about a document, and the files that it depends on, as paths. */
export interface DocumentReport {
  readonly uri: string;
  readonly version: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly files: readonly string[];
  /** Characters. */
  readonly length: number;
}

export type EarlyReport = Pick<DocumentReport, "uri" | "version" | "diagnostics">;

/** A program that is not open, by its path. */
export interface ClosedFile {
  readonly file: string;
  /** The most characters that it may have. */
  readonly room: number;
}

/** How far a lane is with the files of the workspace; null when it is through. */
export const INDEXING = new NotificationType<{ readonly done: number; readonly total: number } | null>(
  "lane/indexing",
);
/** A lane has loaded what it needs for its first task. */
export const READY = new NotificationType<null>("lane/ready");
/** Comes before the request that needs it. */
export const UPDATE = new NotificationType<LaneUpdate>("lane/update");
/** Null for a document about which nothing is said. */
export const DIAGNOSE = new RequestType<{ readonly uri: string }, DocumentReport | null, void>(
  "lane/diagnose",
);
/** What can be said at once about a document, before all is found. */
export const DIAGNOSE_EARLY = new RequestType<{ readonly uri: string }, EarlyReport | null, void>(
  "lane/diagnoseEarly",
);
/** Null for what is no text, too large, or not there. */
export const EXAMINE = new RequestType<ClosedFile, DocumentReport | null, void>("lane/examine");
