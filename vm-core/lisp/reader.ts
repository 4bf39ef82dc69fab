/**
 * The reader: from text to data, with everything that is wrong on the way.
 *
 * Invariants: never throws, never recurses, and gives every form that is whole. A text whose parentheses do not
 * balance is read a second time, where an opening parenthesis in the first column begins a new top-level form: so
 * one missing parenthesis does not hide the rest. Beyond the nesting that is allowed only brackets are counted, so a text of
 * brackets takes no memory for each; and of each kind of problem, and of forms that are never closed, as many are kept as are told.
 */
import { spend, walk } from "../text/allowance.ts";
import { MOST_OF_A_KIND } from "../text/diagnostic.ts";
import { type Span, span } from "../text/span.ts";
import { readAtom } from "./atoms.ts";
import { atomEnd, CHARACTER_NAMES, characterOf, isBlank, MOST_OF_CHARACTER, SPECIAL } from "./characters.ts";
import { type Bracket, constant, type Datum, type LispComment, list, symbol } from "./datum.ts";
import { CONTROL_NAMES } from "./escapes.ts";
import { found, type LispProblem, type LocatedProblem } from "./problem.ts";
import type { FormAt, ReadForm, ReadResult } from "./read-result.ts";
import { readString } from "./read-string.ts";
import { tally } from "./tally.ts";

/** Estimates of what a comment and a datum take, in bytes. */
const COMMENT = 72;
const DATUM = 128;

/** Nesting that the compiler, which recurses, surely endures. */
export const MAXIMUM_DEPTH = 200;

const PREFIXES: Readonly<Record<string, string>> = {
  "'": "quote",
  "`": "quasiquote",
  ",": "unquote",
  ",@": "unquote-splicing",
};

const CLOSING: Readonly<Record<Bracket, string>> = { "(": ")", "[": "]", "{": "}", "#(": ")" };

const FORGIVEN: ReadonlySet<LispProblem["kind"]> = new Set(["malformed-literal", "unknown-escape"]);

/** A form that is still open: a bracket, or a prefix that waits for its datum. */
interface OpenForm {
  readonly bracket: Bracket | undefined;
  /** The form that a prefix stands for; empty for `#;`, which drops its datum. */
  readonly prefix: string;
  readonly start: number;
  readonly items: Datum[];
  /** Where a dot is, and how many items are before it. */
  dot: { readonly at: number; readonly before: number } | undefined;
}

export class Reader implements ReadResult {
  readonly forms: Datum[] = [];
  readonly unclosed: Datum[] = [];
  readonly comments: LispComment[] = [];
  readonly found: LocatedProblem[] = [];
  readonly names = new Set<string>();
  readonly whole: ReadForm[] = [];
  dropsLineStart = false;
  unbalanced = false;
  /** Is told of brackets that close each other, as they are read. */
  onPair: ((start: number, end: number) => void) | undefined;
  private readonly open: OpenForm[] = [];
  private at = 0;
  /** The outermost form is nested too deeply: reported once, and no datum is kept of it. */
  private tooDeep = false;
  /** Brackets that are open beyond the nesting that is allowed: what is in them is only skipped. */
  private beyond = 0;
  /** Problems of each kind that are kept, and problems that there were. */
  private readonly counts = new Map<LispProblem["kind"], number>();
  private problems = 0;
  /** What there was when the outermost form began, and what it has. */
  private before = { comments: 0, problems: 0 };
  private control: string[] = [];
  private hasLineStart = false;

  constructor(
    private readonly text: string,
    private readonly byColumn: boolean,
    private readonly known?: FormAt,
  ) {}

  run() {
    this.skipStart();
    while (this.at < this.text.length) this.step();
    this.abandonOpen();
  }

  /** Passes what only the start of a text can have. */
  private skipStart() {
    if (this.text.startsWith("\ufeff")) this.at = 1;
    if (this.text.startsWith("#!/", this.at)) this.comment(this.lineEnd(this.at));
  }

  /** Reads what is from `start` to `end`; tells whether no form is open there. */
  runPart(start: number, end: number): boolean {
    this.at = start;
    if (start === 0) this.skipStart();
    while (this.at < end) this.step();
    if (this.at > end) return false;
    if (end === this.text.length || (this.byColumn && this.isLineStart(end))) this.abandonOpen();
    return this.open.length === 0;
  }

  /** A bracket is open. */
  get hasOpenBracket(): boolean {
    return this.beyond > 0 || this.open.some(({ bracket }) => bracket !== undefined);
  }

  /** Reads one form. */
  runFrom(start: number): Datum | undefined {
    this.at = start;
    while (this.at < this.text.length && this.forms.length === 0) this.step();
    return this.found.length === 0 ? this.forms[0] : undefined;
  }

  /** Reads forms up to a brace that none of them has opened. */
  runToBrace(start: number): number | undefined {
    this.at = start;
    while (this.at < this.text.length && !this.unbalanced) {
      if (this.text[this.at] === "}" && !this.hasOpenBracket) return this.at;
      this.step();
    }
    return undefined;
  }

  private step() {
    const { text, at } = this;
    walk();
    const c = text[at];
    if (isBlank(text, at)) this.at++;
    else if (!SPECIAL.has(c)) this.atom();
    else if (c === ";") this.comment(this.lineEnd(at));
    else if (text.startsWith("#|", at)) this.blockComment();
    else if (text.startsWith("#;", at)) this.begin(undefined, "", 2);
    else if (text.startsWith("#(", at)) this.begin("#(", "", 2);
    else if (text.startsWith("#\\", at)) this.character();
    else if (c === "(" || c === "[" || c === "{") this.begin(c, "", 1);
    else if (c === ")" || c === "]" || c === "}") this.close(c);
    else if (c === '"') this.string();
    else if (c === "|") this.bars();
    else if (text.startsWith(",@", at)) this.begin(undefined, PREFIXES[",@"], 2);
    else if (c in PREFIXES) this.begin(undefined, PREFIXES[c], 1);
    else this.atom();
  }

  private lineEnd(from: number): number {
    const lineBreak = /[\r\n]/g;
    lineBreak.lastIndex = from;
    return lineBreak.exec(this.text)?.index ?? this.text.length;
  }

  private comment(end: number) {
    spend(COMMENT);
    this.comments.push({ span: span(this.at, end) });
    this.at = end;
  }

  private blockComment() {
    const marks = /#\||\|#/g;
    marks.lastIndex = this.at;
    let depth = 0;
    for (let mark = marks.exec(this.text); mark !== null; mark = marks.exec(this.text)) {
      depth += mark[0] === "#|" ? 1 : -1;
      if (depth === 0) {
        this.comment(marks.lastIndex);
        return;
      }
    }
    this.error({ kind: "unclosed-comment" }, this.at, this.at + 2);
    this.comment(this.text.length);
  }

  /** There is none: the string that it would be is read. */
  private character() {
    const { at } = this;
    const [word] = /^#\\(?:[a-z][\w-]*|.?)/isu.exec(this.text.slice(at, at + MOST_OF_CHARACTER)) ?? ["#\\"];
    const name = word.slice(2);
    const text = CHARACTER_NAMES[name] ?? characterOf(name) ?? name;
    this.at = at + word.length;
    this.error({ kind: "malformed-literal", word, is: "character", text }, at, this.at);
    this.add(constant(text, span(at, this.at)));
  }

  /** A name is not written between bars: the string that a symbol is takes its place. */
  private bars() {
    const { at } = this;
    const name = /\|((?:[^|\\\r\n]|\\.)*)\|/y;
    name.lastIndex = at;
    const [word, inner] = name.exec(this.text) ?? [];
    if (word === undefined || inner === undefined) {
      this.atom();
      return;
    }
    this.at = at + word.length;
    const place = span(at, this.at);
    this.error({ kind: "malformed-literal", word, is: "bars", text: inner }, place.start, place.end);
    this.add(constant(inner, place));
  }

  private begin(bracket: Bracket | undefined, prefix: string, length: number) {
    if (bracket === "(" && this.open.length > 0 && this.isLineStart(this.at)) {
      this.hasLineStart = true;
      if (this.byColumn) this.abandonOpen();
    }
    if (this.open.length === 0) {
      if (bracket === "(" && this.takeKnown()) return;
      this.before = { comments: this.comments.length, problems: this.problems };
      this.control = [];
      this.hasLineStart = false;
    }
    if (this.open.length > MAXIMUM_DEPTH && this.onPair === undefined) {
      if (bracket !== undefined) this.beyond++;
    } else {
      this.open.push({ bracket, prefix, start: this.at, items: [], dot: undefined });
      if (this.open.length > MAXIMUM_DEPTH && !this.tooDeep) this.nestTooDeeply(length);
    }
    this.at += length;
  }

  /** The form of `length` characters that begins here is nested too deeply. */
  private nestTooDeeply(length: number) {
    this.tooDeep = true;
    for (const { items } of this.open) items.length = 0;
    const problem = { kind: "nested-too-deeply", what: "text", maximum: MAXIMUM_DEPTH } as const;
    this.error(problem, this.at, this.at + length);
  }

  /** Takes the form that begins here without reading it; false where it is not known. */
  private takeKnown(): boolean {
    const form = this.known?.(this.at);
    if (form === undefined || (this.byColumn && form.hasLineStart)) return false;
    for (const comment of form.comments) this.comments.push(comment);
    for (const name of form.names) this.names.add(name);
    this.forms.push(form.datum);
    this.whole.push(form);
    this.at = form.datum.span.end;
    return true;
  }

  /** Takes a form of the top level among those that can be kept, where it can. */
  private takeWhole(datum: Datum): void {
    const { before, comments, control, hasLineStart } = this;
    if (this.problems > before.problems || datum.kind !== "list" || datum.bracket !== "(") return;
    if (this.text[datum.span.start] !== "(") return;
    this.whole.push({ datum, comments: comments.slice(before.comments), names: control, hasLineStart });
  }

  private isLineStart(at: number): boolean {
    return at === 0 || this.text[at - 1] === "\n" || this.text[at - 1] === "\r";
  }

  private close(bracket: string) {
    if (this.beyond > 0) {
      this.beyond--;
      this.at++;
      if (this.beyond === 0) this.add(constant(null, span(this.at, this.at)));
      return;
    }
    this.dropPrefixes();
    const { at } = this;
    const open = this.open.at(-1);
    this.at++;
    if (open === undefined) {
      this.unbalanced = true;
      this.error({ kind: "unmatched-parenthesis", bracket }, at, at + 1);
      return;
    }
    const opened = open.bracket as Bracket;
    const closing = CLOSING[opened];
    if (bracket !== closing) {
      this.unbalanced = true;
      const opening = { bracket: opened, closing, span: span(open.start, open.start + 1) };
      this.error({ kind: "unmatched-parenthesis", bracket, opening }, at, at + 1);
    } else this.onPair?.(open.start, at);
    this.open.pop();
    this.finish(open);
  }

  private finish(open: OpenForm) {
    const whole = span(open.start, this.at);
    const { dot } = open;
    // A list that has grown has room for more, which most would keep.
    const items = open.items.slice();
    if (dot === undefined || this.tooDeep) {
      this.add(list(items, whole, open.bracket));
      return;
    }
    if (dot.before === 0 || items.length !== dot.before + 1 || open.bracket !== "(") {
      this.error({ kind: "misplaced-dot" }, dot.at, dot.at + 1);
      this.add(list(items, whole, open.bracket));
      return;
    }
    this.add({ ...list(items.slice(0, -1), whole), tail: items[dot.before] });
  }

  /** Prefixes with nothing after them. */
  private dropPrefixes() {
    for (
      let open = this.open.at(-1);
      open !== undefined && open.bracket === undefined;
      open = this.open.at(-1)
    ) {
      this.open.pop();
      const end = Math.min(open.start + 1, this.text.length);
      this.error({ kind: "missing-datum" }, open.start, end);
    }
  }

  /** Gives up the forms that are open: the outermost one is named. */
  private abandonOpen() {
    const isBeyond = this.beyond > 0;
    this.beyond = 0;
    this.dropPrefixes();
    const outermost = this.open.find(({ bracket }) => bracket !== undefined);
    if (outermost === undefined) return;
    this.unbalanced = true;
    const innermost = this.open.at(-1) as OpenForm;
    const bracket = outermost.bracket as Bracket;
    const problem = {
      kind: "unclosed-parenthesis",
      bracket,
      closing: CLOSING[bracket],
      // Where those are is not known that are only skipped.
      innermost: isBeyond || innermost === outermost ? undefined : span(innermost.start, innermost.start + 1),
    } as const;
    this.error(problem, outermost.start, outermost.start + 1);
    if (!this.tooDeep && this.unclosed.length < MOST_OF_A_KIND)
      for (const open of this.closeAll()) this.unclosed.push(open);
    this.open.length = 0;
    this.tooDeep = false;
  }

  /** The outermost form that is open, as if everything were closed here. */
  private closeAll(): Datum[] {
    let inner: Datum[] = [];
    for (const { prefix, bracket, start, items, dot } of [...this.open].reverse()) {
      if (bracket === undefined) {
        const mark = symbol(prefix, span(start, start + 1));
        inner = prefix === "" ? [] : inner.map((datum) => list([mark, datum], span(start, this.at)));
      } else {
        const all = [...items, ...inner];
        const isDotted = dot !== undefined && dot.before > 0 && all.length === dot.before + 1;
        const whole = list(isDotted ? all.slice(0, -1) : all, span(start, this.at), bracket);
        inner = [isDotted ? { ...whole, tail: all[dot.before] } : whole];
      }
    }
    return inner;
  }

  /** A datum is whole: gives it to what is open, or makes it a top-level form. */
  private add(datum: Datum) {
    if (this.beyond > 0) return;
    spend(DATUM);
    let whole = datum;
    for (let open = this.open.at(-1); open !== undefined; open = this.open.at(-1)) {
      if (open.bracket !== undefined) {
        if (!this.tooDeep) open.items.push(whole);
        return;
      }
      this.open.pop();
      if (open.prefix === "") {
        this.forgive(open.start);
        if (this.open.length > 0) return;
        this.tooDeep = false;
        if (this.hasLineStart) this.dropsLineStart = true;
        return;
      }
      const mark = symbol(open.prefix, span(open.start, whole.span.start));
      whole = list([mark, whole], span(open.start, whole.span.end));
    }
    if (!this.tooDeep) {
      tally.read++;
      this.forms.push(whole);
      this.takeWhole(whole);
    }
    this.tooDeep = false;
  }

  /** What is dropped need not be written as the Lisp is. */
  private forgive(start: number) {
    const { found, counts } = this;
    let kept = 0;
    for (const each of found) {
      const { kind } = each.problem;
      if (each.span.start < start || !FORGIVEN.has(kind)) found[kept++] = each;
      else {
        counts.set(kind, (counts.get(kind) ?? 0) - 1);
        this.problems--;
      }
    }
    found.length = kept;
  }

  private string() {
    const start = this.at;
    const { end, value, problems } = readString(this.text, start, this.beyond === 0);
    for (const each of problems) this.note(each);
    if (end === undefined) {
      this.unbalanced = true;
      const stop = this.byColumn ? this.lineEnd(start) : this.text.length;
      this.error({ kind: "unterminated-string" }, start, Math.max(stop, start + 1));
      this.at = stop;
      return;
    }
    this.at = end;
    spend(value.length);
    this.add(constant(value, span(start, end)));
  }

  private atom() {
    const end = atomEnd(this.text, this.at + 1);
    if (this.beyond > 0) {
      this.at = end;
      return;
    }
    const place: Span = span(this.at, end);
    const word = this.text.slice(this.at, end);
    this.at = end;
    const open = this.open.at(-1);
    if (word === "." && open?.bracket !== undefined && open.dot === undefined) {
      open.dot = { at: place.start, before: open.items.length };
      return;
    }
    const atom = readAtom(word, place);
    if (atom.kind === "malformed-literal") {
      this.error(atom, place.start, place.end);
      this.add(constant(null, place));
      return;
    }
    if (atom.kind === "symbol" && CONTROL_NAMES.has(atom.name)) {
      this.names.add(atom.name);
      this.control.push(atom.name);
    }
    this.add(atom);
  }

  private error(problem: LispProblem, start: number, end: number) {
    this.note(found(problem, span(start, end)));
  }

  private note(each: LocatedProblem) {
    const { kind } = each.problem;
    const count = this.counts.get(kind) ?? 0;
    this.problems++;
    if (count === MOST_OF_A_KIND) return;
    this.counts.set(kind, count + 1);
    this.found.push(each);
  }
}
