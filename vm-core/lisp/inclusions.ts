/**
 * The files that a text includes: all of them have offsets in one space.
 *
 * Those of the text itself begin at 0; each inclusion has a range of its own after them. So a span tells the file that it is
 * in, and whatever works with spans needs to know nothing of files; what leaves the compiler is placed in its file here.
 * Invariant: an inclusion never leads back to the file that it is in, and all together have a limit.
 * Absent by design: looking for files. What is not known yet is asked for (`asked`), and the text is read again then.
 */
import type { Instruction, SourceFile } from "../program/program.ts";
import { LineIndex } from "../text/line-index.ts";
import type { Span } from "../text/span.ts";
import type { Datum } from "./datum.ts";
import type { IncludedFile, IncludeOf, Inclusion } from "./outside.ts";
import type { LispProblem, LocatedProblem } from "./problem.ts";
import { read } from "./read.ts";
import type { ReadResult } from "./read-result.ts";

/** Characters of all inclusions together, and how deep they may be in each other. */
const MOST_CHARACTERS = 4_000_000;
const DEEPEST = 50;

/** A file where it is included. */
interface Opened {
  readonly name: string;
  readonly text: string;
  readonly path: string;
  /** The offsets that its text has. */
  readonly start: number;
  readonly end: number;
  /** The path of the include that it is for. */
  readonly at: Span;
  readonly outer: Opened | undefined;
  readonly depth: number;
}

export class Inclusions {
  readonly asked: Inclusion[] = [];
  private readonly opened: Opened[] = [];
  private readonly texts = new Map<string, ReadResult>();
  private end: number;

  /** `length` is that of the text in the file `name`. */
  constructor(
    private readonly name: string,
    private readonly length: number,
    private readonly includeOf: IncludeOf = () => undefined,
  ) {
    this.end = length + 1;
  }

  /** The data of a file, and what reading it has found; or what is wrong with the include whose path is at a place. */
  open(path: string, at: Span): { readonly read: ReadResult; readonly length: number } | LispProblem {
    const outer = this.openedAt(at.start);
    const from = outer?.name ?? this.name;
    const file = this.fileOf(path, from);
    const problem = (because: string): LispProblem => ({ kind: "unreadable-include", path, because });
    if (file === undefined) return problem("nobody has looked for the file");
    if ("problem" in file) return problem(file.problem);
    const { name, text } = file;
    if (this.leadsTo(name, outer)) return problem("it is in a circle of files that include each other");
    const depth = (outer?.depth ?? 0) + 1;
    if (depth > DEEPEST) return problem(`files include each other more than ${DEEPEST} deep`);
    if (this.end + text.length - this.length > MOST_CHARACTERS) {
      return problem(
        `what the text includes has more than ${MOST_CHARACTERS.toLocaleString("en")} characters`,
      );
    }
    const start = this.end;
    this.end = start + text.length + 1;
    this.opened.push({ name, text, path, start, end: this.end, at, outer, depth });
    return { read: moved(this.readText(text), start), length: text.length };
  }

  private leadsTo(name: string, outer: Opened | undefined): boolean {
    for (let each = outer; each !== undefined; each = each.outer) if (each.name === name) return true;
    return name === this.name;
  }

  private fileOf(path: string, from: string): IncludedFile | undefined {
    const file = this.includeOf(path, from);
    this.asked.push({ path, from, file });
    return file;
  }

  private readText(text: string): ReadResult {
    let result = this.texts.get(text);
    if (result === undefined) {
      result = read(text);
      this.texts.set(text, result);
    }
    return result;
  }

  /** Data that some data may include, as far as that is written in them. */
  dataIn(forms: readonly Datum[]): readonly Datum[] {
    const found: Datum[] = [];
    const seen = new Set<string>();
    const pending = forms.map((datum) => ({ datum, from: this.name }));
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { datum, from } = next;
      if (datum.kind !== "list") continue;
      for (const item of datum.items) pending.push({ datum: item, from });
      for (const path of includedPaths(datum)) {
        const file = this.fileOf(path, from);
        if (file === undefined || "problem" in file || seen.has(file.name)) continue;
        seen.add(file.name);
        for (const form of this.readText(file.text).forms) {
          found.push(form);
          pending.push({ datum: form, from: file.name });
        }
      }
    }
    return found;
  }

  private openedAt(offset: number): Opened | undefined {
    let low = 0;
    let high = this.opened.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.opened[middle].end <= offset) low = middle + 1;
      else high = middle;
    }
    const found = this.opened[low];
    return found !== undefined && found.start <= offset ? found : undefined;
  }

  /** The files of a program, in the order of the numbers that `placed` gives: `first` come before them. */
  files(first: readonly SourceFile[]): readonly SourceFile[] {
    return [...first, ...this.distinct().map(({ name, text }) => ({ name, text }))];
  }

  private distinct(): readonly Opened[] {
    return [...new Map([...this.opened].reverse().map((each) => [each.name, each])).values()].reverse();
  }

  /** Code with each span in its file; `count` files come before those that are included. */
  placed(code: readonly Instruction[], count: number): readonly Instruction[] {
    if (this.opened.length === 0) return code;
    const numbers = new Map(this.distinct().map(({ name }, index) => [name, count + index]));
    return code.map((instruction) => {
      const opened = instruction.file === 0 ? this.openedAt(instruction.span.start) : undefined;
      if (opened === undefined) return instruction;
      const span = movedSpan(instruction.span, -opened.start);
      return { ...instruction, span, file: numbers.get(opened.name) as number };
    });
  }

  /** What is wrong in a file is said where the text includes it, with its place in the file. */
  inText(found: LocatedProblem): LocatedProblem {
    const opened = this.openedAt(found.span.start);
    if (opened === undefined) return found;
    let outermost = opened;
    while (outermost.outer !== undefined) outermost = outermost.outer;
    const { name: uri, text, path } = opened;
    const document = { uri, text, lines: new LineIndex(text) };
    const span = movedSpan(found.span, -opened.start);
    const { severity, problem } = found;
    return {
      severity,
      problem: { kind: "included-problem", because: problem, path, document, span },
      span: outermost.at,
    };
  }
}

/** The paths of `(include "path" …)`. */
function includedPaths({
  bracket,
  items: [head, ...paths],
}: Extract<Datum, { kind: "list" }>): readonly string[] {
  if (bracket !== "(" || head?.kind !== "symbol" || head.name !== "include") return [];
  return paths.flatMap((path) =>
    path.kind === "constant" && typeof path.value === "string" ? [path.value] : [],
  );
}

function movedSpan({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

/** What was read, with all offsets moved. */
function moved({ forms, unclosed, comments, found, names }: ReadResult, by: number): ReadResult {
  return {
    forms: forms.map((datum) => movedDatum(datum, by)),
    unclosed: unclosed.map((datum) => movedDatum(datum, by)),
    comments: comments.map(({ span }) => ({ span: movedSpan(span, by) })),
    found: found.map((each) => ({ ...each, span: movedSpan(each.span, by) })),
    names,
    whole: [],
    dropsLineStart: false,
  };
}

/** The reader bounds how deep data are. */
function movedDatum(datum: Datum, by: number): Datum {
  const span = movedSpan(datum.span, by);
  if (datum.kind !== "list") return { ...datum, span };
  const tail = datum.tail === undefined ? {} : { tail: movedDatum(datum.tail, by) };
  return { ...datum, items: datum.items.map((item) => movedDatum(item, by)), ...tail, span };
}
