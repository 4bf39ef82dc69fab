/**
 * The results of forms that were sent to the REPL, beside them.
 *
 * Invariant: a result is shown as long as its form is as it was sent; edits elsewhere move it along with its form.
 */
import {
  Disposable,
  MarkdownString,
  Range,
  type TextDocument,
  type TextDocumentChangeEvent,
  type TextEditor,
  ThemeColor,
  window,
  workspace,
} from "vscode";
import type { ColorId } from "../contributions/colors.ts";
import type { SentFormResult } from "./repl-process.ts";

/** A form that was sent, as offsets, and what became of it. */
interface Sent {
  start: number;
  end: number;
  readonly result: SentFormResult | undefined;
}

/** Characters of a result that are shown in its line; the hover has all of it. */
const MOST_SHOWN = 120;

export class Results implements Disposable {
  private readonly sent = new Map<TextDocument, Sent[]>();
  private readonly decoration = window.createTextEditorDecorationType({});
  private readonly listeners = Disposable.from(
    workspace.onDidChangeTextDocument((change) => this.follow(change)),
    workspace.onDidCloseTextDocument((document) => this.sent.delete(document)),
    window.onDidChangeVisibleTextEditors((editors) => {
      for (const editor of editors) this.draw(editor);
    }),
    this.decoration,
  );

  /** A form is sent: shows that it runs, and takes a result of the same text away. Gives what shows the result. */
  begin(document: TextDocument, range: Range): (result: SentFormResult | undefined) => void {
    const waiting: Sent = {
      start: document.offsetAt(range.start),
      end: document.offsetAt(range.end),
      result: undefined,
    };
    const others = (this.sent.get(document) ?? []).filter(
      ({ start, end }) => end <= waiting.start || start >= waiting.end,
    );
    this.set(document, [...others, waiting]);
    return (result) => {
      const now = this.sent.get(document) ?? [];
      // The form has been edited meanwhile.
      if (!now.includes(waiting)) return;
      const rest = now.filter((each) => each !== waiting);
      this.set(document, result === undefined ? rest : [...rest, { ...waiting, result }]);
    };
  }

  dispose(): void {
    this.listeners.dispose();
  }

  private set(document: TextDocument, sent: Sent[]): void {
    this.sent.set(document, sent);
    for (const editor of window.visibleTextEditors) if (editor.document === document) this.draw(editor);
  }

  private follow({ document, contentChanges }: TextDocumentChangeEvent): void {
    let sent = this.sent.get(document);
    if (sent === undefined || sent.length === 0) return;
    for (const { rangeOffset, rangeLength, text } of contentChanges) {
      const end = rangeOffset + rangeLength;
      // An edit at an edge does not change the form.
      sent = sent.filter((each) => end <= each.start || rangeOffset >= each.end);
      for (const each of sent) {
        if (each.start < end) continue;
        each.start += text.length - rangeLength;
        each.end += text.length - rangeLength;
      }
    }
    this.set(document, sent);
  }

  private draw(editor: TextEditor): void {
    const { document } = editor;
    const sent = this.sent.get(document) ?? [];
    editor.setDecorations(
      this.decoration,
      sent.map(({ start, end, result }) => ({
        range: new Range(document.positionAt(start), document.positionAt(end)),
        hoverMessage: result === undefined ? undefined : hoverOf(result),
        renderOptions: { after: { margin: "0 0 0 1.5em", ...shownOf(result) } },
      })),
    );
  }
}

function shownOf(result: SentFormResult | undefined): { contentText: string; color: ThemeColor } {
  const color: ColorId = result?.isError ? "ttvm.replErrorForeground" : "ttvm.replResultForeground";
  return { contentText: `⇒ ${wordsOf(result)}`, color: new ThemeColor(color) };
}

/** In one line, cut where it is long. */
function wordsOf(result: SentFormResult | undefined): string {
  if (result === undefined) return "…";
  const { text } = result;
  // A definition, and whatever else is done for its effect.
  if (text === "") return "✓";
  const line = text.replace(/\s+/g, " ");
  return line.length > MOST_SHOWN ? `${line.slice(0, MOST_SHOWN)}…` : line;
}

function hoverOf({ text }: SentFormResult): MarkdownString | undefined {
  return text === "" ? undefined : new MarkdownString().appendCodeblock(text, "text");
}
