/**
 * What is kept of a Lisp text from one version to the next, so that an edit has those forms of the top level read and analysed
 * that it changes.
 *
 * Invariants: a form is taken as it was read where the same is written; what analysing it has come to is taken where each name
 * that it looked up at the top level means the same as then, and it did nothing but what is noted. So the result is that of a
 * fresh analysis. Where forms are changes in place: the version before is used up.
 * Absent by design: forms that something is wrong with, that use or define macros, import, include or export.
 */
import { changeBetween } from "../text/change.ts";
import type { Span } from "../text/span.ts";
import { stopWhenUnwanted } from "../text/wanted.ts";
import { CodeMemory } from "./code-memory.ts";
import type { Datum } from "./datum.ts";
import { type FormSymbols, SharedSymbols } from "./form-symbols.ts";
import type { KnownForm } from "./found-symbols.ts";
import type { FormNotes, NameNotes } from "./name-notes.ts";
import type { Node, Variable } from "./nodes.ts";
import type { Problems } from "./problems.ts";
import type { FormAt, ReadForm, ReadResult } from "./read-result.ts";
import type { Environment, Meaning, Scope } from "./scope.ts";
import { spansIn } from "./spans.ts";
import { tally } from "./tally.ts";
import { TopLevel } from "./top-level.ts";
import type { ForeignForm } from "./undefined-names.ts";
import type { SteadyForm, Variables } from "./variables.ts";
import type { AnalysisWork, LibraryFunction } from "./work.ts";

/** An analysis of a version of the text. */
interface Analysis {
  readonly top: TopLevel;
  readonly globals: Scope;
  readonly names: NameNotes;
  readonly variables: Variables;
  readonly foreignForms: ForeignForm[];
  readonly problems: Pick<Problems, "count" | "found" | "isFull">;
  readonly expansion: { work: number };
  readonly library: { again(made: LibraryFunction): void };
  readonly deferrals: number;
  readonly hasEscapes: boolean;
  readonly hasHandlers: boolean;
  analyse(form: Datum, environment: Environment): Node;
  worked(task: () => void): AnalysisWork;
  tick(): number;
}

/** What has come of analysing a form. */
export interface Analysed {
  readonly form: SteadyForm;
  /** What names meant at the top level. */
  readonly looked: ReadonlyMap<string, Meaning | undefined>;
  readonly work: AnalysisWork;
  readonly notes: FormNotes;
  /** Where the form is. */
  readonly place: Span;
  readonly documented: NameNotes["documented"];
  readonly foreignForms: readonly ForeignForm[];
  /** What expanding it took. */
  readonly expansions: number;
  /** Its names, when somebody has looked for them. */
  symbols: FormSymbols | undefined;
  known: KnownForm | undefined;
}

/** A version that was analysed, which has neither macros nor parts that are in other files. */
export interface LastVersion {
  readonly text: string;
  readonly reading: ReadResult;
  readonly top: TopLevel;
  readonly hasEscapes: boolean;
  readonly hasHandlers: boolean;
  /** All that may come to something else in another version: forms that are not kept, and places of problems. */
  readonly loose: readonly Span[];
  readonly globals: readonly Variable[];
  /** Names that it uses and does not define: those are in loose places alone. */
  readonly undefined: readonly string[];
  /** What expanding it took. */
  readonly expansions: number;
  /** The names that a form that is kept looks up at the top level. */
  readonly lookedUp: (form: ReadForm) => Iterable<string>;
  /** For each name how many forms look it up. */
  readonly uses: () => ReadonlyMap<string, number>;
}

export interface KeptForm {
  readonly form: ReadForm;
  analysed: Analysed | undefined;
  /** All places in it, each once, when somebody has looked for them. */
  spans: readonly Span[] | undefined;
}

/** Characters. */
const FAR = 10_000;

export class FormMemory {
  /** Of the newest version that has been analysed. */
  private text = "";
  private kept = new Map<Datum, KeptForm>();
  private top: TopLevel | undefined;
  /** Nothing has been analysed before. */
  private isFirst = true;
  /** What the symbols of all versions share. */
  symbols = new SharedSymbols();
  private controlled = "";
  readonly code = new CodeMemory();
  /** The number of the version. */
  version = 0;
  /** Its text, and that of the version before where that has not been analysed. */
  private newest = "";
  private skipped: string | undefined;
  /** The forms of the newest version that was analysed of which nothing is known to stay the same. */
  private unsteady: Span[] = [];
  /** That version, where its problems tell those of a version that is nearly the same. */
  last: LastVersion | undefined;
  /** For each name how many of its forms look it up, once that has been counted. */
  private uses: Map<string, number> | undefined;
  /** Another one whenever forms are kept or forgotten otherwise than one by one. */
  stamp = {};

  /** Forgets everything. */
  clear(): void {
    this.text = "";
    this.kept = new Map();
    this.top = undefined;
    this.last = undefined;
    this.stamp = {};
    this.uses = undefined;
    this.symbols = new SharedSymbols();
  }

  /** Begins another version; gives its number. */
  begin(text: string): number {
    this.skipped = this.newest === this.text ? undefined : this.newest;
    this.newest = text;
    this.version++;
    return this.version;
  }

  /**
   * The version before, where it was not analysed and is better analysed first: what has changed since the one that was, is in
   * two places that are far from each other, and all between them would be read again.
   */
  between(text: string): string | undefined {
    const { text: last, skipped } = this;
    if (skipped === undefined || last === "") return undefined;
    const length = (from: string, to: string) => {
      const { start, oldEnd, newEnd } = changeBetween(from, to);
      return Math.max(oldEnd, newEnd) - start;
    };
    const isFar = length(last, text) > FAR + length(last, skipped) + length(skipped, text);
    return isFar ? skipped : undefined;
  }

  /** Tells what forms are in a version, which is analysed now. */
  formsOf(text: string): FormAt {
    const old = this.text;
    this.last = undefined;
    this.stamp = {};
    this.uses = undefined;
    this.unsteady = [];
    const { start, oldEnd, newEnd } = changeBetween(old, text);
    const by = newEnd - oldEnd;
    // What was put in may begin as the form does that it is in front of.
    const isBehind = (span: Span) =>
      span.start >= oldEnd ||
      (span.end > oldEnd && text.startsWith(old.slice(span.start, span.end), span.start + by));
    this.text = text;
    const forms = new Map<number, ReadForm>();
    for (const kept of this.kept.values()) {
      const { span } = kept.form.datum;
      if (span.end > start) {
        if (!isBehind(span)) continue;
        move(kept, by);
      }
      forms.set(span.start, kept.form);
    }
    return (at) => forms.get(at);
  }

  /** Takes the forms of the version. */
  keep({ whole }: ReadResult): void {
    const before = this.kept;
    this.kept = new Map(
      whole.map((form) => [
        form.datum,
        before.get(form.datum) ?? { form, analysed: undefined, spans: undefined },
      ]),
    );
  }

  /** Takes forms out that are gone in a version of which all other forms are what they were, where they are now. */
  takeOut(text: string, gone: readonly KeptForm[]): void {
    this.text = text;
    this.last = undefined;
    this.isFirst = false;
    this.unsteady = [];
    for (const each of gone) {
      const isCounted = this.kept.delete(each.form.datum) && this.uses !== undefined;
      if (isCounted) count(this.uses as Map<string, number>, [each], -1);
    }
  }

  /** Takes forms in that have been read, and analyses them; gives their nodes. */
  takeIn(added: readonly KeptForm[], analyser: Analysis, environment: Environment): readonly Node[] {
    for (const kept of added) this.kept.set(kept.form.datum, kept);
    const nodes = added.map(({ form }) => this.analysed(analyser, form.datum, environment));
    if (this.uses !== undefined) count(this.uses, added, 1);
    return nodes;
  }

  /** The forms that are kept of what has been read. */
  keptOf(whole: readonly ReadForm[]): readonly KeptForm[] {
    return whole.flatMap(({ datum }) => this.kept.get(datum) ?? []);
  }

  /** The top level of the version, of which nothing has been analysed. */
  topLevel(span: Span): TopLevel {
    this.isFirst = this.top === undefined;
    this.top ??= new TopLevel(span);
    this.top.renew(span);
    return this.top;
  }

  /** Before the forms are analysed: it matters to all of them how control goes. */
  control({ hasEscapes, hasHandlers }: Analysis): void {
    const control = `${hasEscapes} ${hasHandlers}`;
    if (control === this.controlled) return;
    this.controlled = control;
    this.top?.library.clear();
    for (const kept of this.kept.values()) kept.analysed = undefined;
  }

  /** Analyses a form of the top level, where that is not known. */
  analysed(analyser: Analysis, form: Datum, environment: Environment): Node {
    // What a later version is given up for would have to be found again.
    if (this.isFirst) stopWhenUnwanted();
    const kept = this.kept.get(form);
    if (kept?.analysed !== undefined && meansSame(analyser, kept.analysed)) {
      redo(analyser, kept.analysed);
      return kept.analysed.form.node;
    }
    tally.analysed++;
    if (kept === undefined) {
      this.unsteady.push(form.span);
      return analyser.analyse(form, environment);
    }
    const { node, analysed } = analyse(analyser, form, environment);
    kept.analysed = analysed;
    kept.spans = undefined;
    if (analysed === undefined) this.unsteady.push(form.span);
    return node;
  }

  /** The version has been analysed: `isPlain` says whether it has neither macros nor parts that are in other files. */
  done(reading: ReadResult, analyser: Analysis, isPlain: boolean): void {
    const { unsteady } = this;
    if (!isPlain || analyser.problems.isFull) return;
    const places = [...unsteady];
    for (const { span } of reading.found) places.push(span);
    for (const { span } of reading.unclosed) places.push(span);
    for (const { span } of analyser.problems.found) places.push(span);
    this.last = this.lastOf(reading, analyser, places);
  }

  /** A version that has been analysed, with what may come to something else in another one. */
  lastOf(reading: ReadResult, analyser: Analysis, loose: readonly Span[] = []): LastVersion {
    const { text, kept } = this;
    const { globals } = analyser.variables;
    return {
      text,
      reading,
      top: analyser.top,
      hasEscapes: analyser.hasEscapes,
      hasHandlers: analyser.hasHandlers,
      loose,
      globals,
      undefined: globals.flatMap(({ defined, name }) => (defined ? [] : [name])),
      expansions: analyser.expansion.work,
      lookedUp: ({ datum }) => kept.get(datum)?.analysed?.looked.keys() ?? [],
      uses: () => this.countedUses(),
    };
  }

  private countedUses(): ReadonlyMap<string, number> {
    if (this.uses === undefined) {
      this.uses = new Map();
      count(this.uses, this.kept.values(), 1);
    }
    return this.uses;
  }
}

/** Counts the forms that look up each name. */
function count(uses: Map<string, number>, forms: Iterable<KeptForm>, by: 1 | -1): void {
  for (const { analysed } of forms)
    for (const name of analysed?.looked.keys() ?? []) uses.set(name, (uses.get(name) ?? 0) + by);
}

/** Moves a form with all that is known of it. */
export function move(kept: KeptForm, by: number): void {
  if (by === 0) return;
  kept.spans ??= spansIn([kept.form, kept.analysed]);
  for (const span of kept.spans as { start: number; end: number }[]) {
    span.start += by;
    span.end += by;
  }
}

function analyse(
  analyser: Analysis,
  form: Datum,
  environment: Environment,
): { readonly node: Node; readonly analysed: Analysed | undefined } {
  const { names, problems, expansion, foreignForms, variables } = analyser;
  const before = {
    variables: variables.begin(),
    names: names.counts,
    documented: names.documented.length,
    foreignForms: foreignForms.length,
    problems: problems.count,
    deferrals: analyser.deferrals,
    expansions: expansion.work,
  };
  let node: Node | undefined;
  let work: AnalysisWork | undefined;
  const looked = analyser.globals.noting(() => {
    work = analyser.worked(() => {
      node = analyser.analyse(form, environment);
    });
  });
  const made = { node: node as Node, work: work as AnalysisWork };
  const { isUnsteady } = made.work;
  const isSteady =
    !isUnsteady &&
    problems.count === before.problems &&
    analyser.deferrals === before.deferrals &&
    [...looked.values()].every(isPlain);
  if (!isSteady) return { node: made.node, analysed: undefined };
  const { variables: own } = made.work;
  const steady: SteadyForm = { node: made.node, variables: own, functions: [], settled: undefined };
  variables.takeSince(before.variables, steady);
  const analysed: Analysed = {
    form: steady,
    work: made.work,
    looked,
    notes: names.takeSince(before.names),
    place: form.span,
    documented: names.documented.slice(before.documented),
    foreignForms: foreignForms.slice(before.foreignForms),
    expansions: expansion.work - before.expansions,
    symbols: undefined,
    known: undefined,
  };
  names.addForm(analysed.notes, analysed);
  return { node: made.node, analysed };
}

/** Whether a meaning is the same in all versions: that of the language, or a variable that the program itself defines. */
function isPlain(meaning: Meaning | undefined): boolean {
  if (meaning?.kind === "variable") return meaning.variable.defined && meaning.variable.silent === undefined;
  return meaning?.kind !== "macro";
}

function meansSame({ globals }: Analysis, { looked }: Analysed): boolean {
  for (const [key, meaning] of looked) {
    const now = globals.meaningAt(key);
    if (now === meaning) {
      if (!isPlain(now)) return false;
    } else if (meaning?.kind !== "variable" || now?.kind !== "variable") return false;
    else if (now.variable !== meaning.variable || !isPlain(now)) return false;
  }
  return true;
}

/** Does what analysing a form has done. */
function redo(analyser: Analysis, analysed: Analysed): void {
  const { names, library, expansion, foreignForms, variables } = analyser;
  const { work, form } = analysed;
  names.addForm(analysed.notes, analysed);
  for (const { named, text } of analysed.documented) names.document(named, text);
  for (const each of analysed.foreignForms) foreignForms.push(each);
  variables.add(form);
  for (const each of work.library) library.again(each);
  for (const variable of work.assigned) {
    variable.assigned = true;
    variable.silent = undefined;
  }
  for (const { variable, known } of work.initialized) {
    variable.known ??= known;
    variable.initializedAt = analyser.tick();
  }
  expansion.work += analysed.expansions;
}
