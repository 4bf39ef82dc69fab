/**
 * The text of an open document with the places where its lines begin.
 *
 * Invariant: the lines are those of the protocol, which end in LF, CR LF or CR. They are looked for when they are first needed, as fast as the
 * engine finds a character, and again only in what an edit touches: a text of 50 MB takes the first thread tens of milliseconds.
 * Absent by design: columns (`convert.ts`).
 */
export class OpenDocument {
  private starts: number[] | undefined;

  constructor(
    readonly uri: string,
    readonly languageId: string,
    public version: number,
    private text: string,
  ) {}

  getText(): string {
    return this.text;
  }

  get lineCount(): number {
    return this.lines.length;
  }

  /** Where a line begins; the end of the text where there is no such line. */
  lineStart(line: number): number {
    return line < 0 ? 0 : (this.lines[line] ?? this.text.length);
  }

  /** Replaces the whole text. */
  setText(text: string): void {
    this.text = text;
    this.starts = undefined;
  }

  /** Replaces what is from `start` to `end`. */
  replace(start: number, end: number, text: string): void {
    const first = this.lineOf(Math.max(0, start - 1));
    const last = this.lineOf(Math.min(this.text.length, end + 1));
    this.text = this.text.slice(0, start) + text + this.text.slice(end);
    this.moveLines(first, last, text.length - (end - start));
  }

  /** Looks for the lines again that were from `first` to `last`; those after them have moved by `by`. */
  private moveLines(first: number, last: number, by: number): void {
    const { lines } = this;
    const from = lines[first];
    const isLast = last + 1 >= lines.length;
    const to = isLast ? this.text.length : lines[last + 1] + by;
    const found = lineStarts(this.text.slice(from, to)).map((start) => from + start);
    if (!isLast && found.at(-1) === to) found.pop();
    if (by !== 0) for (let line = last + 1; line < lines.length; line++) lines[line] += by;
    if (found.length === last + 1 - first) for (const [i, start] of found.entries()) lines[first + i] = start;
    else this.starts = lines.slice(0, first).concat(found, lines.slice(last + 1));
  }

  private get lines(): number[] {
    this.starts ??= lineStarts(this.text);
    return this.starts;
  }

  private lineOf(offset: number): number {
    const { lines } = this;
    let [low, high] = [0, lines.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (lines[middle] > offset) high = middle;
      else low = middle;
    }
    return low;
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  let [feed, back] = [text.indexOf("\n"), text.indexOf("\r")];
  while (feed >= 0 || back >= 0) {
    const isBack = back >= 0 && (feed < 0 || back < feed);
    // CR LF is one end.
    const isPair = isBack && feed === back + 1;
    const end = isPair || !isBack ? feed : back;
    starts.push(end + 1);
    if (isBack) back = text.indexOf("\r", back + 1);
    if (!isBack || isPair) feed = text.indexOf("\n", end + 1);
  }
  return starts;
}
