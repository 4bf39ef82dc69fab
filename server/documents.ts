/**
 * The open documents, each with the snapshot of its newest version.
 *
 * Invariant: a snapshot is always of the version that was asked about; each version is analysed once at most. All versions
 * of a document share one memory, which ends when the document is closed.
 * Absent by design: knowledge of the languages; documents in a language without a front end have no snapshot. The
 * editor says which language a document is in, whatever its name.
 */
import type { Connection } from "vscode-languageserver";
import { TextDocuments } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { FactsMemory, languageOfEditor, libraryExports, type Snapshot } from "../vm-core/index.ts";

export interface Documents {
  /** The newest version of an open document; undefined when it is not open, or in no language of ours. */
  snapshot(uri: string): Snapshot | undefined;
  /** The URIs of all open documents. */
  open(): readonly string[];
  onChange(listener: (uri: string) => void): void;
  onClose(listener: (uri: string) => void): void;
}

export function openDocuments(connection: Connection): Documents {
  const documents = new TextDocuments(TextDocument);
  const snapshots = new Map<string, { readonly newest: Snapshot; readonly memory: FactsMemory }>();
  documents.onDidClose(({ document }) => snapshots.delete(document.uri));
  documents.listen(connection);
  return {
    snapshot(uri) {
      const document = documents.get(uri);
      const language = document && languageOfEditor(document.languageId);
      if (document === undefined || language === undefined) return undefined;
      const known = snapshots.get(uri);
      if (known?.newest.version === document.version) return known.newest;
      const memory = known?.memory ?? FactsMemory.empty();
      const newest = language.analyze(uri, document.version, document.getText(), libraryExports, memory);
      snapshots.set(uri, { newest, memory });
      return newest;
    },
    open: () => documents.keys(),
    onChange: (listener) => documents.onDidChangeContent(({ document }) => listener(document.uri)),
    onClose: (listener) => documents.onDidClose(({ document }) => listener(document.uri)),
  };
}
