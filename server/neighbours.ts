/**
 * The documents that may know a name that a module exports: the open ones, the modules that were found for them, and the
 * programs of the workspace that hold the name, read from the disk.
 *
 * Invariant: an open document counts as it is in the editor. How much is read is limited, and who asks is told when that
 * leaves something out. Nothing is kept of what is read.
 */
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { CancellationToken } from "vscode-languageserver";
import {
  languageOfName,
  libraryExports,
  libraryOnly,
  libraryText,
  type Neighbour,
  type ResolveModule,
  type Snapshot,
  sharedNameAt,
} from "../vm-core/index.ts";
import { readBounded } from "../vm-core/node/read-bounded.ts";
import { tryDecodeUtf8 } from "../vm-core/node/utf8.ts";
import { refuseCancelled } from "./answer.ts";
import type { Documents } from "./documents.ts";
import { filePath, isInside, type ServerModules } from "./modules.ts";
import type { ServerSession } from "./session.ts";
import { programsIn } from "./workspace-files.ts";

export interface Neighbours {
  readonly neighbours: readonly Neighbour[];
  /** Some programs were not looked at: there are too many, or they are too large. */
  readonly isCut: boolean;
}

/** Finds the documents that may know the name at an offset of a document; none for a name that it keeps to itself. */
export type FindNeighbours = (
  document: Snapshot,
  offset: number,
  resolve: ResolveModule,
  token?: CancellationToken,
) => Promise<Neighbours>;

/** Finds the documents in the folders, and around the document with a URI, whose texts hold a word. */
export type FindMentions = (word: string, uri: string, token?: CancellationToken) => Promise<Neighbours>;

/** Characters of a name that a text is searched for: engines may look at all of them at each place. */
const SEARCHED = 200;
const MAX_BYTES = 1024 * 1024;
const MAX_TOTAL_BYTES = 32 * 1024 * 1024;

export function neighbourFinder(findMentions: FindMentions): FindNeighbours {
  return async (document, offset, resolve, token) => {
    const shared = sharedNameAt(document, offset, resolve);
    if (shared === undefined) return { neighbours: [], isCut: false };
    return findMentions(shared.exported.name, document.uri, token);
  };
}

export function mentionFinder(
  documents: Documents,
  modules: ServerModules,
  session: ServerSession,
): FindMentions {
  return async (name, uri, token) => {
    // What the imports of open documents lead to may not have been looked for in this lane, or may have changed since.
    for (const one of documents.open()) {
      const document = documents.snapshot(one);
      if (document !== undefined) await modules.prepare(document);
    }
    const known = modules.neighbours();
    const open = new Set(documents.open());
    const found = known.filter(({ document }) => open.has(document.uri));
    // What a module leads to was found for who imports it, and not for who includes it: each is looked at for itself.
    const imported = known.flatMap(({ document: { uri: one } }) =>
      open.has(one) ? [] : (filePath(one) ?? []),
    );
    const seen = new Set([...open].map(filePath));
    const { files, isCut } = await programsIn(foldersAround(uri, session.folders), session.isExcluded);
    const own = `${path.basename(filePath(uri) ?? uri)}"`;
    const beginning = name.slice(0, SEARCHED);
    let total = 0;
    let isLeftOut = isCut;
    for (const file of new Set([...files, ...imported])) {
      if (token !== undefined) refuseCancelled(token);
      if (seen.has(file)) continue;
      const text = total > MAX_TOTAL_BYTES ? undefined : await readText(file);
      if (text === undefined) isLeftOut = true;
      total += text?.length ?? 0;
      // Who includes what holds the name may hold its new one.
      if (text !== undefined && (text.includes(beginning) || text.includes(own)))
        found.push(await neighbourOf(file, text, modules));
    }
    // Not in the order in which they were opened.
    found.sort((a, b) => (a.document.uri < b.document.uri ? -1 : 1));
    return { neighbours: found, isCut: isLeftOut };
  };
}

/** A document as it is in the editor, in the library, or on the disk; undefined when there is none. */
export type ReadDocument = (uri: string) => Promise<Neighbour | undefined>;

export function documentReader(documents: Documents, modules: ServerModules): ReadDocument {
  return async (uri) => {
    const open = documents.snapshot(uri);
    if (open !== undefined) {
      const document = (await modules.prepare(open)) ?? open;
      return { document, resolve: modules.resolverFor(uri) };
    }
    const ofLibrary = libraryText(uri);
    if (ofLibrary !== undefined) {
      const document = languageOfName(uri).analyze(uri, 0, ofLibrary, { exportsOf: libraryExports });
      return { document, resolve: libraryOnly };
    }
    const file = filePath(uri);
    const text = file === undefined ? undefined : await readText(file);
    return file === undefined || text === undefined ? undefined : neighbourOf(file, text, modules);
  };
}

/** The folders of the workspace, and that of the document where it is in none of them. */
function foldersAround(uri: string, folders: readonly string[]): readonly string[] {
  const file = filePath(uri);
  if (file === undefined || folders.some((folder) => isInside(folder, file))) return folders;
  return [...folders, path.dirname(file)];
}

async function neighbourOf(file: string, text: string, modules: ServerModules): Promise<Neighbour> {
  const { href: uri } = pathToFileURL(file);
  const read = languageOfName(uri).analyze(uri, 0, text, { exportsOf: libraryExports });
  const document = (await modules.prepare(read)) ?? read;
  const resolve = modules.resolverFor(uri);
  modules.forget(uri);
  return { document, resolve };
}

/** Undefined for what is too large; what is no text, or gone, holds no name. */
async function readText(file: string): Promise<string | undefined> {
  try {
    const found = await readBounded(file, MAX_BYTES);
    if (typeof found !== "object") return "";
    return found.bytes === undefined ? undefined : (tryDecodeUtf8(found.bytes) ?? "");
  } catch {
    return "";
  }
}
