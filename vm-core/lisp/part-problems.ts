/**
 * The problems of a version of a Lisp text that is nearly the same as one that was analysed: found by reading and analysing the
 * part that has changed, with the forms beside it, while nothing else is looked at.
 *
 * Invariant: they are those that analysing the whole text finds, or it is not tried. What the rest of the text means is the same
 * where names that the part defines or no longer defines are looked up nowhere else. Nothing is kept of the part, and places in the rest
 * stay those of the version that was analysed.
 * Absent by design: texts with macros, imports and included files, and parts of many forms.
 */
import { type Change, changeBetween } from "../text/change.ts";
import { indexWhere } from "../text/index-where.ts";
import { Analyser, definedName } from "./analyser.ts";
import { functionsIn, knownFunction, settlePart } from "./closures.ts";
import { type Datum, keyOf, type SymbolDatum } from "./datum.ts";
import type { LastVersion } from "./form-memory.ts";
import { FORMS } from "./forms.ts";
import { Generator } from "./generate.ts";
import { Inclusions } from "./inclusions.ts";
import { Macros } from "./macros.ts";
import type { FunctionNode, Variable } from "./nodes.ts";
import type { TextOutside } from "./outside.ts";
import { distinct, type LocatedProblem } from "./problem.ts";
import { readPart } from "./read.ts";
import type { ReadForm, ReadResult } from "./read-result.ts";
import { tally } from "./tally.ts";
import { withinStack } from "./within-stack.ts";

/** Forms that a part may have: with more, the whole is analysed. */
const MOST_FORMS = 200;

/** Undefined where the whole text has to be analysed for them. */
export function problemsOfPart(
  last: LastVersion,
  text: string,
  fileName: string,
  outside: TextOutside,
): readonly LocatedProblem[] | undefined {
  const part = partOf(last, last.text === text ? nothingIn(last) : changeBetween(last.text, text));
  if (part === undefined) return undefined;
  const { rest, start, end, newEnd } = part;
  const hasLineStarts = () => last.reading.dropsLineStart || rest.some(({ hasLineStart }) => hasLineStart);
  const reading = readPart(text, start, newEnd, hasLineStarts);
  if (reading === undefined) return undefined;
  const names = new Set(reading.names);
  if (last.reading.names.size > 0) for (const form of rest) for (const name of form.names) names.add(name);
  const before = formsWithin(last.reading, start, end);
  const analysed = analysePart(last, { text, fileName, reading, names, before, own: part.own }, outside);
  if (analysed !== undefined) tally.parts++;
  return analysed?.problems;
}

/** A part that has been read. */
export interface PartReading {
  /** The whole text. */
  readonly text: string;
  readonly fileName: string;
  readonly reading: ReadResult;
  /** Those of the whole text that decide how control goes. */
  readonly names: ReadonlySet<string>;
  /** The forms that were there, and those of them that were kept. */
  readonly before: readonly Datum[];
  readonly own: readonly ReadForm[];
  /** The slots of globals in the version before, where slots in the part are wanted. */
  readonly slots?: ReadonlySet<string> | undefined;
}

/** What is known of a part that has been analysed. */
export interface AnalysedPart {
  /** It has the names of the part, but for the forms of the text that it is in. */
  readonly analyser: Analyser;
  /** What reading and analysing it has found. */
  readonly problems: readonly LocatedProblem[];
  /** What making code of it has found; undefined where that may find something in other forms. */
  readonly late: readonly LocatedProblem[] | undefined;
  /** Slots of globals that are not in both versions; undefined where those of the part are not known. */
  readonly otherSlots: readonly string[] | undefined;
}

/** Analyses a part beside the rest of the version that was analysed last; undefined where the whole text has to be analysed. */
export function analysePart(
  last: LastVersion,
  { text, fileName, reading, names, before: formsBefore, own, slots }: PartReading,
  outside: TextOutside,
): AnalysedPart | undefined {
  const forms = inOrder(reading);
  const analyser = new Analyser({
    span: { start: 0, end: text.length },
    exportsOf: outside.exportsOf,
    macros: new Macros(text.length),
    forms: FORMS,
    inclusions: new Inclusions(fileName, text.length, outside.includeOf),
    top: last.top,
  });
  if (names.has("include")) return undefined;
  analyser.noteControl(forms, names);
  if (analyser.hasEscapes !== last.hasEscapes || analyser.hasHandlers !== last.hasHandlers) return undefined;
  const before = namesDefinedIn(analyser, formsBefore);
  const now = namesDefinedIn(analyser, forms);
  if (before === undefined || now === undefined) return undefined;
  const isSame = before.join(" ") === now.join(" ");
  const gone = before.filter((name) => !now.includes(name));
  const areElsewhere = elsewhere(last, own);
  if (areElsewhere([...gone, ...now.filter((name) => !before.includes(name))])) return undefined;
  let late: readonly LocatedProblem[] | undefined;
  let otherSlots: readonly string[] | undefined;
  const isFound = keepingGlobals(last, globalsNamedIn(last, forms), () =>
    last.top.globals.trying([...gone, ...last.undefined], () => {
      const areTakenAlike = forgotten(
        last,
        now.filter((name) => before.includes(name)),
      );
      analyser.run(reading.forms, reading.unclosed, reading.names);
      if (!isPlain(analyser) || hidesForms(analyser)) return false;
      if (slots !== undefined) otherSlots = withinStack(() => settledBeside(analyser, slots, gone));
      if (areTakenAlike()) late = withinStack(() => problemsOfCode(analyser));
      return true;
    }),
  );
  // A word such as `catch` is none where it means something, if only a variable that is not defined.
  const unknown = analyser.variables.globals.flatMap(({ defined, name }) => (defined ? [] : [name]));
  if (areElsewhere(unknown.filter((name) => !last.undefined.includes(name)))) return undefined;
  const { problems } = analyser;
  if (!isFound || problems.isFull || last.expansions + analyser.expansion.work > text.length / 4)
    return undefined;
  // What an unknown name may be meant for depends on the order of all names.
  if (unknown.length > 0 && (!isSame || hasNameAtEnd(forms))) return undefined;
  return { analyser, problems: distinct([...reading.found, ...problems.found]), late, otherSlots };
}

/**
 * Forgets what globals are that are defined anew now; what it gives tells, once they are, whether calls that fitted do so still. A
 * global that changes is none that is known.
 */
function forgotten({ top }: LastVersion, names: readonly string[]): () => boolean {
  const globals = names.flatMap((name) => {
    const meaning = top.globals.meanings.get(name);
    return meaning?.kind === "variable" ? [meaning.variable] : [];
  });
  const before = globals.map(({ known }) => known);
  const areKnown = globals.every(({ assigned }) => !assigned);
  for (const variable of globals)
    Object.assign(variable, { defined: false, known: undefined, assigned: false });
  return () => areKnown && globals.every((variable, i) => takesAlike(before[i], knownFunction(variable)));
}

function takesAlike(before: FunctionNode | undefined, now: FunctionNode | undefined): boolean {
  return (
    before?.parameters.length === now?.parameters.length &&
    before?.rest === now?.rest &&
    before?.most === now?.most
  );
}

/** Settles a part where globals had some slots, of which some are gone; gives those that are gone or new. */
function settledBeside(
  { main, variables }: Analyser,
  slots: ReadonlySet<string>,
  gone: readonly string[],
): readonly string[] | undefined {
  const added = variables.globals.flatMap(({ defined, name }) => (defined ? [name] : []));
  for (const variable of variables.globals) variable.slot = variable.name;
  const isSame = gone.length + added.length === 0;
  const now = isSame ? slots : new Set([...slots, ...added].filter((name) => !gone.includes(name)));
  return settlePart(main, variables, now) ? [...gone, ...added] : undefined;
}

/** What making code of a program finds. */
function problemsOfCode({ main }: Analyser): readonly LocatedProblem[] {
  const generator = new Generator();
  generator.gen(main.body, "effect");
  generator.finishFunction();
  for (const code of functionsIn(main, main.body)) if (!code.inlined) generator.function(code);
  return generator.found;
}

/** Does something that analyses other code, and may find other functions in globals, and changes of them; takes that back. */
function keepingGlobals<T>({ top: { main } }: LastVersion, globals: readonly Variable[], work: () => T): T {
  const { body } = main;
  const defined = globals.map((variable) => variable.defined);
  const known = globals.map((variable) => variable.known);
  const assigned = globals.map((variable) => variable.assigned);
  try {
    return work();
  } finally {
    main.body = body;
    for (const [i, variable] of globals.entries()) {
      variable.defined = defined[i];
      variable.known = known[i];
      variable.assigned = assigned[i];
      variable.uses = [];
    }
  }
}

/** The globals of a version that are named in some forms. */
function globalsNamedIn({ top }: LastVersion, forms: readonly Datum[]): readonly Variable[] {
  const found = new Set<Variable>();
  const pending = [...forms];
  for (let datum = pending.pop(); datum !== undefined; datum = pending.pop()) {
    if (datum.kind === "list") {
      for (const item of datum.items) pending.push(item);
      if (datum.tail !== undefined) pending.push(datum.tail);
    }
    const meaning = datum.kind === "symbol" ? top.globals.meanings.get(keyOf(datum)) : undefined;
    if (meaning?.kind === "variable") found.add(meaning.variable);
  }
  return [...found];
}

/** Whether a text that has been analysed has neither macros nor parts that are in other files. */
export function isPlain(analyser: Analyser): boolean {
  const { names, exports, openImport, inclusions, isSteady, hasEndlessMacros } = analyser;
  if (exports.length + inclusions.asked.length + names.templates.length > 0) return false;
  if (openImport || !isSteady || hasEndlessMacros) return false;
  const { globals, declared, variables } = analyser;
  return (
    names.definitions.every(({ kind }) => kind !== "macro" && kind !== "import") &&
    // Those in other forms define globals when they are analysed.
    names.definitions.slice(declared.definitions).every(({ scope }) => scope !== globals) &&
    variables.globals.slice(declared.globals).every(({ defined }) => !defined) &&
    names.mentions.every(({ meaning }) => meaning.kind !== "module")
  );
}

interface Part {
  /** Where it is in the version that was analysed, and where it ends now. */
  readonly start: number;
  readonly end: number;
  readonly newEnd: number;
  /** The forms that were there, and all others. */
  readonly own: readonly ReadForm[];
  readonly rest: readonly ReadForm[];
}

/** Whether one of some names is looked up in forms outside of a part, whose forms were `own`. */
function elsewhere({ uses, lookedUp }: LastVersion, own: readonly ReadForm[]) {
  return (names: readonly string[]): boolean => {
    if (names.length === 0) return false;
    const within = new Map<string, number>();
    for (const form of own) for (const name of lookedUp(form)) within.set(name, (within.get(name) ?? 0) + 1);
    return names.some((name) => (uses().get(name) ?? 0) > (within.get(name) ?? 0));
  };
}

/** No change, at a place that is looked at anyway. */
function nothingIn({ loose }: LastVersion): Change {
  const start = loose[0]?.start ?? 0;
  return { start, oldEnd: start, newEnd: start };
}

/** What has changed with all loose places, and with a form on each side, which may be one with what is beside it now. */
function partOf({ text, reading, loose }: LastVersion, change: Change): Part | undefined {
  let { start, oldEnd: end } = change;
  for (const place of loose) {
    start = Math.min(start, place.start);
    end = Math.max(end, place.end);
  }
  const { whole } = reading;
  const first = indexWhere(whole, ({ datum }) => datum.span.end >= start) - 1;
  const after = indexWhere(whole, ({ datum }) => datum.span.start > end) + 1;
  if (after - first > MOST_FORMS) return undefined;
  const partEnd = after < whole.length ? whole[after].datum.span.start : text.length;
  return {
    start: first > 0 ? whole[first - 1].datum.span.end : 0,
    end: partEnd,
    newEnd: partEnd + change.newEnd - change.oldEnd,
    own: whole.slice(Math.max(0, first), after),
    rest: [...whole.slice(0, Math.max(0, first)), ...whole.slice(after)],
  };
}

function formsWithin({ forms, unclosed }: ReadResult, start: number, end: number): readonly Datum[] {
  const first = indexWhere(forms, ({ span }) => span.start >= start);
  const after = indexWhere(forms, ({ span }) => span.start >= end);
  return inOrder({ forms: forms.slice(first, after), unclosed });
}

function inOrder({ forms, unclosed }: Pick<ReadResult, "forms" | "unclosed">): readonly Datum[] {
  return [...forms, ...unclosed].sort((a, b) => a.span.start - b.span.start);
}

/** Forms that bring others in their place, or are looked at before those after them are. */
const BRINGING: ReadonlySet<string> = new Set(["begin", "define-macro", "define-syntax"]);

/** The names that some forms of the top level define, in order; undefined where they have to be expanded to know. */
function namesDefinedIn(analyser: Analyser, forms: readonly Datum[]): readonly string[] | undefined {
  return definitionsIn(analyser, forms)?.map(({ name }) => keyOf(name));
}

/** A definition of the top level. */
interface WrittenDefinition {
  readonly name: SymbolDatum;
  readonly form: Datum;
}

/** The definitions among some forms of the top level; undefined where they have to be expanded to know. */
export function definitionsIn(
  analyser: Analyser,
  forms: readonly Datum[],
): readonly WrittenDefinition[] | undefined {
  const found: WrittenDefinition[] = [];
  for (const form of forms) {
    if (form.kind !== "list" || form.bracket !== "(" || form.items[0]?.kind !== "symbol") continue;
    const meaning = analyser.globals.find(form.items[0]);
    if (meaning?.kind === "macro") return undefined;
    if (meaning?.kind !== "form") continue;
    if (FORMS[meaning.name].expand !== undefined || BRINGING.has(meaning.name)) return undefined;
    const name = meaning.name === "define" ? definedName(form) : undefined;
    if (name !== undefined) found.push({ name, form });
  }
  return found;
}

/** Whether the program defines a name that means a form in front of its definition. */
export function hidesForms({ globals }: Analyser): boolean {
  return Object.keys(FORMS).some((name) => globals.meanings.has(name));
}

/** Whether a name is written where a form ends: what is local there may be meant, too. */
function hasNameAtEnd(forms: readonly Datum[]): boolean {
  return forms.some(({ kind, span }, i) => kind === "symbol" && i > 0 && forms[i - 1].span.end >= span.start);
}
