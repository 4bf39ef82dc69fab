/**
 * The names that the programs of the workspace define, kept for each file as long as the file is unchanged.
 *
 * Invariants: an open document counts as it is in the editor, any other file as it is on the disk when somebody asks: a
 * file is read again when it has changed. How much is read is limited.
 * Absent by design: the meaning of the texts; the syntax tells what they define.
 */
import { pathToFileURL } from "node:url";
import {
  type CancellationToken,
  LSPErrorCodes,
  ResponseError,
  type WorkspaceSymbol,
} from "vscode-languageserver";
import { distanceOf, isLibrary, languageOfName, namedPlaces, type Snapshot } from "../vm-core/index.ts";
import { readBounded } from "../vm-core/node/read-bounded.ts";
import { tryDecodeUtf8 } from "../vm-core/node/utf8.ts";
import { toWorkspaceSymbol } from "./convert.ts";
import type { Documents } from "./documents.ts";
import { filePath } from "./modules.ts";
import { isPreview } from "./previews.ts";
import type { Session } from "./session.ts";
import { programsIn } from "./workspace-files.ts";

const MAX_FILES = 5_000;
const MAX_BYTES = 1024 * 1024;
/** Symbols in one answer: nobody reads more. */
const MOST_SYMBOLS = 1_000;

/** The symbols that a query means, the best ones first. */
export type FindSymbols = (query: string, token: CancellationToken) => Promise<WorkspaceSymbol[]>;

interface KeptFile {
  readonly stamp: string;
  readonly symbols: readonly WorkspaceSymbol[];
}

export function symbolFinder(documents: Documents, session: Session): FindSymbols {
  const kept = new Map<string, KeptFile>();
  return async (query, token) => {
    const { files } = await programsIn(session.folders, session.isExcluded, MAX_FILES);
    const open = openSnapshots(documents);
    const names = new Set(open.map(({ uri }) => filePath(uri)));
    const found = open.map(symbolsOf);
    for (const file of files) {
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
      if (!names.has(file)) found.push(await symbolsOfFile(file, kept));
    }
    const known = new Set(files);
    for (const file of kept.keys()) if (!known.has(file)) kept.delete(file);
    return bestOf(query, found.flat());
  };
}

function openSnapshots(documents: Documents): readonly Snapshot[] {
  return documents.open().flatMap((uri) => {
    if (isLibrary(uri) || isPreview(uri)) return [];
    return documents.snapshot(uri) ?? [];
  });
}

function symbolsOf(snapshot: Snapshot): readonly WorkspaceSymbol[] {
  return namedPlaces(snapshot).map((place) => toWorkspaceSymbol(snapshot, place));
}

/** None for what is no text, too large, or gone. */
async function symbolsOfFile(file: string, kept: Map<string, KeptFile>): Promise<readonly WorkspaceSymbol[]> {
  try {
    const before = kept.get(file);
    const found = await readBounded(file, MAX_BYTES, before?.stamp);
    if (found === "unchanged") return before?.symbols ?? [];
    const text = found?.bytes === undefined ? undefined : tryDecodeUtf8(found.bytes);
    const { href: uri } = pathToFileURL(file);
    const symbols =
      text === undefined ? [] : symbolsOf(languageOfName(uri).analyzeSyntax(uri, 0, text, "size"));
    if (found !== undefined) kept.set(file, { stamp: found.stamp, symbols });
    return symbols;
  } catch {
    kept.delete(file);
    return [];
  }
}

function bestOf(query: string, symbols: readonly WorkspaceSymbol[]): WorkspaceSymbol[] {
  return symbols
    .flatMap((symbol) => {
      const distance = distanceOf(query, symbol.name);
      return distance === undefined ? [] : [{ symbol, distance }];
    })
    .sort((a, b) => a.distance - b.distance || a.symbol.name.length - b.symbol.name.length)
    .slice(0, MOST_SYMBOLS)
    .map(({ symbol }) => symbol);
}
