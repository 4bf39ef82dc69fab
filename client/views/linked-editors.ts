/**
 * Two documents side by side, a source and a text that it becomes, such as Lisp and its assembly: what belongs to the
 * place of the cursor in the one is marked in the other, and comes into view. Beside the lines of the text that belong to
 * the cursor is what is to be said about them.
 *
 * Invariant: only the cursor of a person moves anything, and never another cursor; nothing is marked unless both
 * are to be seen. Links that are not of the text as it is are not followed: the marks stay where they are until
 * the next links come.
 */
import {
  type DecorationOptions,
  Disposable,
  Range,
  type Selection,
  type TextDocument,
  type TextEditor,
  type TextEditorDecorationType,
  TextEditorRevealType,
  ThemeColor,
  type Uri,
  window,
  workspace,
} from "vscode";
import type { Range as Place, TextLinks } from "../../server/protocol.ts";

interface Pair {
  readonly source: Uri;
  /** The document of the text. */
  readonly made: Uri;
  readonly text: string;
  /** Undefined while nothing is linked. */
  readonly links: TextLinks | undefined;
}

const MARK = {
  backgroundColor: new ThemeColor("ttvm.linkedBackground"),
  overviewRulerColor: new ThemeColor("editorOverviewRuler.rangeHighlightForeground"),
};

const NOTE = { color: new ThemeColor("editorCodeLens.foreground"), margin: "0 0 0 2em" };

export interface LinkedEditors extends Disposable {
  /** Links two documents, or links them anew. */
  link(pair: Pair): void;
  unlink(made: Uri): void;
}

export function linkEditors(): LinkedEditors {
  const marks = {
    source: window.createTextEditorDecorationType(MARK),
    made: window.createTextEditorDecorationType({ ...MARK, isWholeLine: true }),
    notes: window.createTextEditorDecorationType({}),
  };
  const pairs = new Map<string, Pair>();
  /** The texts that had the cursor last, and not their sources. */
  const leading = new Set<string>();

  const mark = (pair: Pair) => {
    const sources = editorsOf(pair.source);
    const texts = editorsOf(pair.made);
    const found = { source: [] as Range[], made: [] as Range[], notes: [] as DecorationOptions[] };
    if (sources.length > 0 && texts.length > 0 && pair.links !== undefined) {
      const [source, made] = [leadOf(sources), leadOf(texts)];
      if (!isCurrent(pair, source.document, made.document)) return;
      if (leading.has(pair.made.toString())) {
        const { line } = made.selection.active;
        found.source = formOf(pair.links, line, source.document);
        found.notes = notesIn(pair.links, [new Range(line, 0, line, 0)], made.document);
      } else {
        found.made = linesOf(pair.links, placeOf(source.document, source.selection));
        found.notes = notesIn(pair.links, found.made, made.document);
      }
    }
    for (const editor of sources) showMarks(editor, marks.source, found.source);
    for (const editor of texts) {
      showMarks(editor, marks.made, found.made);
      editor.setDecorations(marks.notes, found.notes);
    }
  };
  const markAll = () => pairs.forEach(mark);
  const follow = (editor: TextEditor | undefined) => {
    // Another cursor moves when a text changes below it.
    if (editor === undefined || editor !== window.activeTextEditor) return;
    for (const pair of pairs.values()) {
      const isMade = isSame(editor.document.uri, pair.made);
      if (!isMade && !isSame(editor.document.uri, pair.source)) continue;
      if (isMade) leading.add(pair.made.toString());
      else leading.delete(pair.made.toString());
      mark(pair);
    }
  };
  const listeners = Disposable.from(
    ...Object.values(marks),
    window.onDidChangeTextEditorSelection(({ textEditor }) => follow(textEditor)),
    window.onDidChangeActiveTextEditor(follow),
    window.onDidChangeVisibleTextEditors(markAll),
    workspace.onDidChangeTextDocument(({ document }) => {
      const pair = pairs.get(document.uri.toString());
      if (pair !== undefined) mark(pair);
    }),
  );
  return {
    link(pair) {
      pairs.set(pair.made.toString(), pair);
      mark(pair);
    },
    unlink(made) {
      pairs.delete(made.toString());
      leading.delete(made.toString());
    },
    dispose: () => listeners.dispose(),
  };
}

/** Whether the links are those of the texts as they are. */
function isCurrent({ links, text }: Pair, source: TextDocument, made: TextDocument): boolean {
  return source.version === links?.version && made.getText() === text;
}

/** What is selected; in front of a line's text, where nothing is, the cursor counts as at that text. */
function placeOf(document: TextDocument, selection: Selection): Range {
  const { firstNonWhitespaceCharacterIndex } = document.lineAt(selection.active);
  const isInFront = selection.isEmpty && selection.active.character < firstNonWhitespaceCharacterIndex;
  const position = selection.active.with({ character: firstNonWhitespaceCharacterIndex });
  return isInFront ? new Range(position, position) : selection;
}

/** The lines that come from the innermost form at a place, or from what is selected when no form holds it all. */
function linesOf({ forms, lines }: TextLinks, place: Range): Range[] {
  const form = forms.findLast((one) => rangeOf(one).contains(place));
  const whole = form === undefined ? place : rangeOf(form);
  const found: Range[] = [];
  for (const { first, line, range } of lines) {
    if (!whole.contains(rangeOf(range))) continue;
    const last = found.at(-1);
    if (last !== undefined && last.end.line >= line) continue;
    // What is between two of them belongs to them, too.
    if (last?.end.line === first - 1) found[found.length - 1] = new Range(last.start.line, 0, line, 0);
    else found.push(new Range(line, 0, line, 0));
  }
  return found;
}

/** Where the instruction in a line comes from; for the label and the comment above it, the line of that. */
function formOf({ lines }: TextLinks, at: number, source: TextDocument): Range[] {
  const own = lines.filter(({ line }) => line === at);
  if (own.length > 0) return own.map(({ range }) => rangeOf(range));
  const found = lines.find(({ first, line }) => first <= at && at < line);
  if (found === undefined) return [];
  const { range, firstNonWhitespaceCharacterIndex } = source.lineAt(found.range.start.line);
  return [range.with(range.start.with({ character: firstNonWhitespaceCharacterIndex }))];
}

/** What is to be said beside the lines of some ranges. */
function notesIn({ lines }: TextLinks, ranges: readonly Range[], made: TextDocument): DecorationOptions[] {
  const notes = new Map(lines.map(({ line, note }) => [line, note]));
  return [...notes].flatMap(([line, note]) => {
    if (note === undefined || !ranges.some(({ start, end }) => start.line <= line && line <= end.line))
      return [];
    const { end } = made.lineAt(line).range;
    return [{ range: new Range(end, end), renderOptions: { after: { ...NOTE, contentText: note } } }];
  });
}

function showMarks(editor: TextEditor, type: TextEditorDecorationType, ranges: readonly Range[]): void {
  editor.setDecorations(type, ranges);
  if (ranges.length > 0) editor.revealRange(ranges[0], TextEditorRevealType.InCenterIfOutsideViewport);
}

/** The editor with the cursor, where a document has several. */
function leadOf(editors: readonly TextEditor[]): TextEditor {
  return editors.find((one) => one === window.activeTextEditor) ?? editors[0];
}

function editorsOf(uri: Uri): readonly TextEditor[] {
  return window.visibleTextEditors.filter(({ document }) => isSame(document.uri, uri));
}

function isSame(a: Uri, b: Uri): boolean {
  return a.toString() === b.toString();
}

function rangeOf({ start, end }: Place): Range {
  return new Range(start.line, start.character, end.line, end.character);
}
