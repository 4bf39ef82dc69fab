/**
 * Two documents side by side, Lisp and its assembly: what belongs to the place of the cursor in the one is marked
 * in the other, and comes into view.
 *
 * Invariant: only the cursor of a person moves anything, and never another cursor; nothing is marked unless both
 * are to be seen. Links that are not of the text as it is are not followed: the marks stay where they are until
 * the next links come.
 */
import {
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
import type { AssemblyLinks, Range as Place } from "../../server/protocol.ts";

interface Pair {
  readonly source: Uri;
  readonly assembly: Uri;
  /** Of the assembly. */
  readonly text: string;
  /** Undefined while nothing is linked. */
  readonly links: AssemblyLinks | undefined;
}

const MARK = {
  backgroundColor: new ThemeColor("ttvm.linkedBackground"),
  overviewRulerColor: new ThemeColor("editorOverviewRuler.rangeHighlightForeground"),
};

export interface LinkedEditors extends Disposable {
  /** Links two documents, or links them anew. */
  link(pair: Pair): void;
  unlink(assembly: Uri): void;
}

export function linkEditors(): LinkedEditors {
  const marks = {
    source: window.createTextEditorDecorationType(MARK),
    assembly: window.createTextEditorDecorationType({ ...MARK, isWholeLine: true }),
  };
  const pairs = new Map<string, Pair>();
  /** The assemblies that had the cursor last, and not their Lisp. */
  const leading = new Set<string>();

  const mark = (pair: Pair) => {
    const sources = editorsOf(pair.source);
    const assemblies = editorsOf(pair.assembly);
    const found = { source: [] as Range[], assembly: [] as Range[] };
    if (sources.length > 0 && assemblies.length > 0 && pair.links !== undefined) {
      const [source, assembly] = [leadOf(sources), leadOf(assemblies)];
      if (!isCurrent(pair, source.document, assembly.document)) return;
      if (leading.has(pair.assembly.toString())) {
        found.source = formOf(pair.links, assembly.selection.active.line, source.document);
      } else {
        found.assembly = linesOf(pair.links, placeOf(source.document, source.selection));
      }
    }
    for (const editor of sources) showMarks(editor, marks.source, found.source);
    for (const editor of assemblies) showMarks(editor, marks.assembly, found.assembly);
  };
  const markAll = () => pairs.forEach(mark);
  const follow = (editor: TextEditor | undefined) => {
    // Another cursor moves when a text changes below it.
    if (editor === undefined || editor !== window.activeTextEditor) return;
    for (const pair of pairs.values()) {
      const isAssembly = isSame(editor.document.uri, pair.assembly);
      if (!isAssembly && !isSame(editor.document.uri, pair.source)) continue;
      if (isAssembly) leading.add(pair.assembly.toString());
      else leading.delete(pair.assembly.toString());
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
      pairs.set(pair.assembly.toString(), pair);
      mark(pair);
    },
    unlink(assembly) {
      pairs.delete(assembly.toString());
      leading.delete(assembly.toString());
    },
    dispose: () => listeners.dispose(),
  };
}

/** Whether the links are those of the texts as they are. */
function isCurrent({ links, text }: Pair, source: TextDocument, assembly: TextDocument): boolean {
  return source.version === links?.version && assembly.getText() === text;
}

/** What is selected; in front of a line's text, where nothing is, the cursor counts as at that text. */
function placeOf(document: TextDocument, selection: Selection): Range {
  const { firstNonWhitespaceCharacterIndex } = document.lineAt(selection.active);
  const isInFront = selection.isEmpty && selection.active.character < firstNonWhitespaceCharacterIndex;
  const position = selection.active.with({ character: firstNonWhitespaceCharacterIndex });
  return isInFront ? new Range(position, position) : selection;
}

/** The lines that come from the innermost form at a place, or from what is selected when no form holds it all. */
function linesOf({ forms, lines }: AssemblyLinks, place: Range): Range[] {
  const form = forms.findLast((one) => rangeOf(one).contains(place));
  const whole = form === undefined ? place : rangeOf(form);
  const found: Range[] = [];
  for (const { first, line, range } of lines) {
    if (!whole.contains(rangeOf(range))) continue;
    const last = found.at(-1);
    // What is between two of them belongs to them, too.
    if (last?.end.line === first - 1) found[found.length - 1] = new Range(last.start.line, 0, line, 0);
    else found.push(new Range(line, 0, line, 0));
  }
  return found;
}

/** Where the instruction in a line comes from; for the label and the comment above it, the line of that. */
function formOf({ lines }: AssemblyLinks, at: number, source: TextDocument): Range[] {
  const found = lines.find(({ first, line }) => first <= at && at <= line);
  if (found === undefined) return [];
  if (at === found.line) return [rangeOf(found.range)];
  const { range, firstNonWhitespaceCharacterIndex } = source.lineAt(found.range.start.line);
  return [range.with(range.start.with({ character: firstNonWhitespaceCharacterIndex }))];
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
