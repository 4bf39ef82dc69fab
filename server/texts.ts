/**
 * The texts of the open documents, as the editor has them, for those who analyse them elsewhere.
 *
 * Invariant: whatever changes about a document gives it a new revision; no two states of any documents share one.
 * Absent by design: what the texts mean.
 */
import type { Connection, TextDocumentContentChangeEvent } from "vscode-languageserver";
import { TextDocuments } from "vscode-languageserver";
import type { TooMuch } from "../vm-core/index.ts";
import { offsetsOf } from "./convert.ts";
import { ChangePart } from "./long-changes.ts";
import { OpenDocument } from "./open-document.ts";

/** An open document. */
export interface OpenText {
  readonly document: OpenDocument;
  /** Which of all openings of documents this is. */
  readonly opening: number;
  readonly revision: number;
  /** What was too much when it was analysed. */
  readonly tooMuch: TooMuch | undefined;
  /** Not even its syntax can be looked at. */
  readonly isUnreadable: boolean;
}

export interface Texts {
  get(uri: string): OpenText | undefined;
  all(): Iterable<[string, OpenText]>;
  /** Its analysis took too much: from now on only its syntax is looked at, or, when that was too much, nothing. */
  limit(uri: string, tooMuch: TooMuch): void;
  onChange(listener: (uri: string) => void): void;
  onClose(listener: (uri: string) => void): void;
}

export function openTexts(connection: Connection): Texts {
  /** The last change was a part of one that is not whole yet: until then nothing is told of it. */
  let isUnderWay = false;
  const documents = new TextDocuments({
    create: (...[uri, languageId, version, text]: [string, string, number, string]) =>
      new OpenDocument(uri, languageId, version, text),
    update(document: OpenDocument, changes: readonly TextDocumentContentChangeEvent[], version: number) {
      isUnderWay = changes instanceof ChangePart && changes.isFollowed;
      apply(document, changes);
      if (!isUnderWay) document.version = version;
      return document;
    },
  });
  const texts = new Map<string, OpenText>();
  const listeners: ((uri: string) => void)[] = [];
  let latest = 0;
  const set = (uri: string, text: Omit<OpenText, "revision">) =>
    texts.set(uri, { ...text, revision: ++latest });
  const tell = (uri: string) => {
    for (const listener of listeners) listener(uri);
  };
  documents.onDidChangeContent(({ document }) => {
    if (isUnderWay) return;
    const { uri } = document;
    const before = texts.get(uri);
    const isSame = before?.document === document;
    set(uri, isSame ? before : { document, opening: ++latest, tooMuch: undefined, isUnreadable: false });
    tell(uri);
  });
  // Who saves a text has changed it, perhaps so that it can be analysed.
  documents.onDidSave(({ document: { uri } }) => {
    const text = texts.get(uri);
    if (text?.tooMuch === undefined) return;
    set(uri, { ...text, tooMuch: undefined, isUnreadable: false });
    tell(uri);
  });
  documents.onDidClose(({ document }) => texts.delete(document.uri));
  documents.listen(connection);
  return {
    get: (uri) => texts.get(uri),
    all: () => texts,
    limit(uri, tooMuch) {
      const text = texts.get(uri);
      if (text !== undefined) set(uri, { ...text, tooMuch, isUnreadable: text.tooMuch !== undefined });
    },
    onChange: (listener) => void listeners.push(listener),
    onClose: (listener) => documents.onDidClose(({ document }) => listener(document.uri)),
  };
}

/** Changes follow one another: the range of each is in the text that those before it have made. */
function apply(document: OpenDocument, changes: readonly TextDocumentContentChangeEvent[]): void {
  for (const change of changes) {
    if ("range" in change && change.range)
      document.replace(...offsetsOf(document, change.range), change.text);
    else document.setText(change.text);
  }
}
