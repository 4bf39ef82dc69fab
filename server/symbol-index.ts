/**
 * The names that the programs of the workspace define, kept for each file as long as the file is unchanged.
 *
 * Invariants: an open document counts as it is in the editor, any other file as it is on the disk: it is read again when
 * the client has told that it has changed, or, with a client that does not tell, when it is found changed. How much is read
 * is limited.
 * Absent by design: the meaning of the texts; the syntax tells what they define.
 */
import { stat } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { CancellationToken, WorkspaceSymbol } from "vscode-languageserver";
import {
  distanceOf,
  isLibrary,
  type NamedPlaces,
  namedPlaces,
  namedPlacesIn,
  type Snapshot,
} from "../vm-core/index.ts";
import { readBounded } from "../vm-core/node/read-bounded.ts";
import { tryDecodeUtf8 } from "../vm-core/node/utf8.ts";
import { refuseCancelled } from "./answer.ts";
import { toWorkspaceSymbol } from "./convert.ts";
import type { Documents } from "./documents.ts";
import { FileSymbols, type FoundName } from "./file-symbols.ts";
import { filePath, isInside, type ServerModules } from "./modules.ts";
import { isPreview } from "./previews.ts";
import type { ServerSession } from "./session.ts";
import { isLookedAt, isProgram, programsIn } from "./workspace-files.ts";

const MAX_FILES = 5_000;
const FILES_AT_ONCE = 25;
const MAX_BYTES = 1024 * 1024;
/** Symbols in one answer: nobody reads more. */
const MOST_SYMBOLS = 1_000;

interface KeptFile {
  readonly stamp: string;
  readonly symbols: FileSymbols;
}

export class SymbolIndex {
  /** The programs of the folders; undefined symbols of those that were not read since they have changed. */
  private readonly files = new Map<string, KeptFile | undefined>();
  /** Paths that have changed since they were looked at. */
  private readonly changes = new Set<string>();
  /** What the folders were looked through with; undefined when that has to be done. */
  private listed: string | undefined;

  constructor(
    private readonly documents: Documents,
    private readonly modules: ServerModules,
    private readonly session: ServerSession,
  ) {}

  /** Files or folders have changed on the disk; undefined when anything may have. */
  changed(files: readonly string[] | undefined): void {
    if (files === undefined) this.listed = undefined;
    else if (this.listed !== undefined) for (const file of files) this.changes.add(file);
  }

  /** The symbols that a query means, the best ones first; `report` hears how many of how many files were looked at. */
  async find(
    query: string,
    token: CancellationToken,
    report: (done: number, total: number) => void,
  ): Promise<WorkspaceSymbol[]> {
    await this.refresh();
    const open = await this.openSnapshots();
    const names = new Set(open.map(({ uri }) => filePath(uri)));
    const unread = [...this.files].filter(([, kept]) => kept === undefined || !this.isTold);
    for (let done = 0; done < unread.length; done += FILES_AT_ONCE) {
      report(this.files.size - unread.length + done, this.files.size);
      refuseCancelled(token);
      // While one file is looked at, others are read.
      const files = unread.slice(done, done + FILES_AT_ONCE);
      await Promise.all(files.map(([file, kept]) => this.look(file, kept)));
    }
    const closed = [...this.files].flatMap(([file, kept]) => (names.has(file) ? [] : (kept?.symbols ?? [])));
    return bestOf(query, [...open.map((snapshot) => symbolsOf(namedPlaces(snapshot))), ...closed]);
  }

  /** Looks at a file, unless it is what it was; `kept` is what is known of it. */
  private async look(file: string, kept: KeptFile | undefined): Promise<void> {
    const read = await readFile(file, kept);
    // It may have changed meanwhile.
    if (!this.files.has(file) || this.files.get(file) !== kept) return;
    if (read === undefined) this.files.delete(file);
    else this.files.set(file, read);
  }

  /** The open documents with the files that they include. */
  private async openSnapshots(): Promise<readonly Snapshot[]> {
    const known = this.documents.open().flatMap((uri) => {
      if (isLibrary(uri) || isPreview(uri)) return [];
      return this.documents.snapshot(uri) ?? [];
    });
    return Promise.all(known.map(async (snapshot) => (await this.modules.prepare(snapshot)) ?? snapshot));
  }

  /** Whether the client tells of files that change. */
  private get isTold(): boolean {
    return this.session.client.fileChanges;
  }

  private async refresh(): Promise<void> {
    const { folders, excluded, isExcluded } = this.session;
    const wanted = JSON.stringify([folders, excluded]);
    if (!this.isTold || this.listed !== wanted) {
      this.listed = wanted;
      this.changes.clear();
      const { files } = await programsIn(folders, isExcluded, MAX_FILES);
      const known = new Set(files);
      for (const file of this.files.keys()) if (!known.has(file)) this.files.delete(file);
      for (const file of files) this.files.set(file, this.files.get(file));
    }
    for (const place of this.changes) {
      this.changes.delete(place);
      await this.lookAgain(place);
    }
  }

  /** At a file, or a folder with all that is in it. */
  private async lookAgain(place: string): Promise<void> {
    const { folders, isExcluded } = this.session;
    for (const file of this.files.keys()) {
      if (file === place || file.startsWith(place + path.sep)) this.files.delete(file);
    }
    const root = folders.find((folder) => isInside(folder, place) && isLookedAt(folder, place, isExcluded));
    if (root === undefined) return;
    const found = await stat(place).catch(() => undefined);
    if (found?.isFile() === true && isProgram(place)) this.files.set(place, undefined);
    if (found?.isDirectory() !== true) return;
    const isExcludedBelow = (relative: string) => isExcluded(path.relative(root, path.join(place, relative)));
    const { files } = await programsIn([place], isExcludedBelow, MAX_FILES);
    for (const file of files) this.files.set(file, undefined);
  }
}

function symbolsOf(named: NamedPlaces): FileSymbols {
  const symbols = named.places.map((place) => toWorkspaceSymbol(named, place));
  return new FileSymbols(named.uri, symbols);
}

/** No symbols for what is no text, or too large; undefined for what is gone. */
async function readFile(file: string, before: KeptFile | undefined): Promise<KeptFile | undefined> {
  try {
    const found = await readBounded(file, MAX_BYTES, before?.stamp);
    if (found === "unchanged") return before;
    if (found === undefined) return undefined;
    const text = found.bytes === undefined ? undefined : tryDecodeUtf8(found.bytes);
    const { href: uri } = pathToFileURL(file);
    const symbols = text === undefined ? new FileSymbols(uri, []) : symbolsOf(namedPlacesIn(uri, text));
    return { stamp: found.stamp, symbols };
  } catch {
    return undefined;
  }
}

function bestOf(query: string, files: readonly FileSymbols[]): WorkspaceSymbol[] {
  const meant: { readonly found: FoundName; readonly distance: number }[] = [];
  for (const file of files) {
    for (const found of file.all()) {
      const distance = distanceOf(query, found.name);
      if (distance !== undefined) meant.push({ found, distance });
    }
  }
  return meant
    .sort(
      (a, b) =>
        a.distance - b.distance ||
        a.found.name.length - b.found.name.length ||
        inOrder(a.found.name, b.found.name) ||
        inOrder(a.found.uri, b.found.uri),
    )
    .slice(0, MOST_SYMBOLS)
    .map(({ found }) => found.tell());
}

/** Whatever came first, the order is the same. */
function inOrder(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
