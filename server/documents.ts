/**
 * The open documents as a lane knows them, each with the snapshot of its newest version.
 *
 * Invariant: a snapshot is always of the version that was asked about; each version is analysed once at most, and again when
 * a file that it includes has changed. The text of a document is made of its blocks when somebody asks about it. All versions of a document share one memory, which ends when the document is closed.
 * Absent by design: knowledge of the languages; documents in a language without a front end have no snapshot. The
 * editor says which language a document is in, whatever its name.
 */
import {
  DocumentMemory,
  includedBefore,
  languageOfEditor,
  libraryExports,
  type Snapshot,
} from "../vm-core/index.ts";
import type { LaneText, LaneUpdate } from "./lane-protocol.ts";
import { textOfBlocks } from "./shared-text.ts";

export interface Documents {
  /** The newest version of an open document; undefined when it is not open, or in no language of ours. */
  snapshot(uri: string): Snapshot | undefined;
  /** Takes a document as it is with the files that it includes, when that is its newest version. */
  keep(snapshot: Snapshot): void;
  /** The URIs of all open documents. */
  open(): readonly string[];
}

export interface LaneDocuments extends Documents {
  update(changes: Pick<LaneUpdate, "closed" | "texts" | "edits">): void;
}

export function laneDocuments(): LaneDocuments {
  const texts = new Map<string, LaneText>();
  const snapshots = new Map<
    string,
    { readonly of: LaneText; readonly newest: Snapshot; readonly memory: DocumentMemory }
  >();
  return {
    snapshot(uri) {
      const document = texts.get(uri);
      const language = document && languageOfEditor(document.languageId);
      if (document === undefined || language === undefined) return undefined;
      const known = snapshots.get(uri);
      if (known?.of === document) return known.newest;
      const { version, blocks } = document;
      const text = textOfBlocks(blocks, known && { text: known.newest.text, blocks: known.of.blocks });
      const memory = known?.memory ?? new DocumentMemory();
      const outside = {
        exportsOf: libraryExports,
        // What it includes has hardly changed; who needs to know looks for it (`Modules.prepare`).
        includeOf: known && includedBefore(known.newest),
      };
      const tooMuch = document.tooMuch ?? (text.length > language.largest ? "size" : undefined);
      const newest =
        tooMuch === undefined
          ? language.analyze(uri, version, text, outside, memory)
          : language.analyzeSyntax(uri, version, text, tooMuch);
      snapshots.set(uri, { of: document, newest, memory });
      return newest;
    },
    keep(snapshot) {
      const { uri, version, text } = snapshot;
      const known = snapshots.get(uri);
      if (known?.newest.version === version && known.newest.text === text)
        snapshots.set(uri, { ...known, newest: snapshot });
    },
    open: () => [...texts.keys()],
    update(changes) {
      for (const uri of changes.closed) {
        texts.delete(uri);
        snapshots.delete(uri);
      }
      for (const document of changes.texts) texts.set(document.uri, document);
      for (const { from, removed, blocks, ...document } of changes.edits) {
        const before = texts.get(document.uri)?.blocks ?? [];
        texts.set(document.uri, { ...document, blocks: before.toSpliced(from, removed, ...blocks) });
      }
    },
  };
}
