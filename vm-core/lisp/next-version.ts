/**
 * The next version of a text, made of the one before where some forms of the top level have taken the place of others: these are
 * read and analysed, and no other form is looked at but to be moved.
 *
 * Invariant: what comes out is what reading and analysing the whole text gives, or nothing is told. What other forms mean is the
 * same, since each name that they look up at the top level means the same; and so is what they add up to, since the forms bring no
 * other function of the library, change no global, and no name decides how control goes that did not. The version before is used up.
 * Absent by design: versions in which something is wrong, and forms that are not kept (`form-memory.ts`).
 */
import { changeBetween } from "../text/change.ts";
import { indexWhere } from "../text/index-where.ts";
import type { Span } from "../text/span.ts";
import type { Analyser } from "./analyser.ts";
import type { Datum, LispComment } from "./datum.ts";
import { type Analysed, type FormMemory, type KeptForm, type LastVersion, move } from "./form-memory.ts";
import type { DefinitionNote, NotedForm } from "./name-notes.ts";
import type { TextOutside } from "./outside.ts";
import { type AnalysedPart, analysePart, hidesForms } from "./part-problems.ts";
import { readPart } from "./read.ts";
import type { ReadForm, ReadResult } from "./read-result.ts";
import { define, type ReplacedDefinitions, redefined } from "./replaced-definitions.ts";
import type { Stages } from "./stages.ts";
import { tally } from "./tally.ts";
import type { SteadyForm } from "./variables.ts";
import { withinStack } from "./within-stack.ts";

/** A version in which nothing is wrong, and of which all forms are kept; but for a part. */
export interface WholeVersion {
  readonly text: string;
  readonly reading: ReadResult;
  /** In order; all are analysed. */
  readonly forms: readonly KeptForm[];
  /** Comments that are in no form. */
  readonly between: readonly LispComment[];
  readonly analyser: Analyser;
  /** What has been made of it. */
  readonly stages: Stages;
  readonly last: LastVersion;
  /** A part in which something is wrong now. */
  readonly part: ReplacedPart | undefined;
}

/** A part of a text that is in place of some forms. */
export interface ReplacedPart {
  readonly start: number;
  readonly end: number;
  /** The number of the first form that is gone. */
  readonly at: number;
  readonly gone: readonly KeptForm[];
}

/** The next version of a text. */
export interface NextVersion {
  readonly version: WholeVersion;
  /** Where nothing is wrong in it. */
  readonly change: VersionChange | undefined;
  /** The part in which something is wrong. */
  readonly flawed: AnalysedPart | undefined;
}

/** What is another than in the version before. */
export interface VersionChange {
  readonly before: Stages;
  /** The number of the first form that is another. */
  readonly at: number;
  readonly gone: readonly Analysed[];
  readonly added: readonly Analysed[];
  readonly definitions: ReplacedDefinitions;
}

/** Forms that may be others at once. */
const MOST_FORMS = 50;

/** The newest versions of documents of which the next ones may be made, as long as their forms are kept as they were then. */
const NEWEST = new WeakMap<FormMemory, { readonly version: WholeVersion; readonly stamp: object }>();

function keepVersion(memory: FormMemory, version: WholeVersion): void {
  NEWEST.set(memory, { version, stamp: memory.stamp });
}

/** Keeps a version that has been analysed, where the next one may be made of it. */
export function keepWhole(memory: FormMemory, ...analysed: AnalysedVersion): void {
  const version = wholeVersion(memory, ...analysed);
  if (version !== undefined) keepVersion(memory, version);
}

type AnalysedVersion = [reading: ReadResult, analyser: Analyser, stages: Stages];

function wholeVersion(
  memory: FormMemory,
  ...[reading, analyser, stages]: AnalysedVersion
): WholeVersion | undefined {
  const { last } = memory;
  const { forms, whole, found, unclosed } = reading;
  const { names, variables, globals, problems } = analyser;
  const isFlawless = last?.reading === reading && last.loose.length + found.length + unclosed.length === 0;
  if (!isFlawless || problems.count > 0 || forms.length !== whole.length) return undefined;
  if (names.mentions.length > 0 || names.scopes.length > 1 || reading.dropsLineStart) return undefined;
  if (hidesForms(analyser) || names.definitions.length !== variables.globals.length) return undefined;
  const kept = memory.keptOf(whole);
  const definitions = names.definitions.values();
  for (const { form, analysed } of kept) {
    if (analysed === undefined) return undefined;
    const { initialized } = analysed.work;
    if (initialized.length === 0) continue;
    const next: DefinitionNote | undefined = definitions.next().value;
    const { variable } = initialized[0];
    const isOwn = next?.meaning.kind === "variable" && next.meaning.variable === variable;
    if (initialized.length > 1 || !isOwn || next.form !== form.datum.span) return undefined;
  }
  if (definitions.next().value !== undefined) return undefined;
  if (names.definitions.some(({ scope }) => scope !== globals)) return undefined;
  const between = commentsBetween(reading.comments, whole);
  return { text: last.text, reading, forms: kept, between, analyser, stages, last, part: undefined };
}

function commentsBetween(
  comments: readonly LispComment[],
  forms: readonly ReadForm[],
): readonly LispComment[] {
  let next = 0;
  return comments.filter(({ span }) => {
    while (next < forms.length && forms[next].datum.span.end <= span.start) next++;
    return next === forms.length || span.start < forms[next].datum.span.start;
  });
}

/** Undefined where the whole text has to be analysed; the memory has its forms then as far as they are the same. */
export function nextVersion(
  memory: FormMemory,
  { text, fileName, outside, stages }: NextText,
): NextVersion | undefined {
  const newest = NEWEST.get(memory);
  NEWEST.delete(memory);
  const before = newest?.stamp === memory.stamp ? newest.version : undefined;
  const read = before && readChange(before, text);
  if (before === undefined || read === undefined) return undefined;
  const { names, gone } = read;
  const forms = gone.map(({ form }) => form);
  const data = forms.map(({ datum }) => datum);
  const { names: found, generated, settled } = before.stages;
  const slots = settled?.globals;
  const reading = { text, fileName, reading: read.part, names, before: data, own: forms, slots };
  const part = withinStack(() => analysePart(before.last, reading, outside));
  if (part === undefined) return undefined;
  const { problems, late = [] } = part;
  const isFlawed = late.length > 0 || problems.some(({ severity }) => severity === "error");
  const isKnown =
    part.late !== undefined &&
    found?.isAligned === true &&
    generated !== undefined &&
    haveTheirSlots(before, gone, part);
  if (isFlawed ? !isKnown : problems.length > 0 || read.added === undefined) return undefined;
  const version = movedTo(before, text, read);
  memory.takeOut(text, gone);
  if (isFlawed) {
    const next = { ...version, last: memory.lastOf(version.reading, version.analyser) };
    keepVersion(memory, next);
    tally.continued++;
    return { version: next, change: undefined, flawed: part };
  }
  const change = replaceForms(memory, version, read);
  if (change === undefined) return undefined;
  const all = replaced(version.forms, read.at, 0, read.added ?? []);
  memory.last = memory.lastOf(version.reading, version.analyser);
  const next = { ...version, forms: all, stages, last: memory.last, part: undefined };
  keepVersion(memory, next);
  tally.continued++;
  return { version: next, change: { before: before.stages, ...change }, flawed: undefined };
}

/** Whether the slots of all variables are what they were, but for those of a part. */
function haveTheirSlots(
  { forms }: WholeVersion,
  gone: readonly KeptForm[],
  { otherSlots }: AnalysedPart,
): boolean {
  const areAlone = gone.every((form) => steadyFormOf(form).settled !== undefined);
  if (otherSlots === undefined || !areAlone) return false;
  if (otherSlots.length === 0) return true;
  return forms.every((form) => {
    const { settled } = steadyFormOf(form);
    return settled !== undefined && !otherSlots.some((name) => settled.has(name));
  });
}

/** The text of the next version, and what it is analysed with. */
interface NextText {
  readonly text: string;
  readonly fileName: string;
  readonly outside: TextOutside;
  readonly stages: Stages;
}

/** Items with others in the place of some. */
function replaced<T>(items: readonly T[], at: number, count: number, others: readonly T[]): readonly T[] {
  return items.slice(0, at).concat(others, items.slice(at + count));
}

interface ReadChange {
  /** Where the part is that has changed, in the version before, and how much further all is after it. */
  readonly from: number;
  readonly to: number;
  readonly by: number;
  /** The forms that are in it among those of the version, and after it. */
  readonly at: number;
  readonly after: number;
  /** All that are gone, with those that were gone in the version before. */
  readonly gone: readonly KeptForm[];
  readonly part: ReadResult;
  /** Those of the whole text that decide how control goes. */
  readonly names: ReadonlySet<string>;
  /** The forms of the part, where nothing is wrong with it as it is read. */
  readonly added: readonly KeptForm[] | undefined;
}

/** Reads what has changed, with what was wrong before. */
function readChange({ text: old, forms, part, reading }: WholeVersion, text: string): ReadChange | undefined {
  const change = changeBetween(old, text);
  const by = change.newEnd - change.oldEnd;
  const isSame = old === text && part !== undefined;
  const start = isSame ? part.start : Math.min(change.start, part?.start ?? change.start);
  const end = isSame ? part.end : Math.max(change.oldEnd, part?.end ?? change.oldEnd);
  const placeOf = (index: number) => forms[index].form.datum.span;
  const at = indexWhere(forms, ({ form }) => form.datum.span.end > start);
  const middle = part?.at ?? at;
  let after = Math.max(
    at,
    indexWhere(forms, ({ form }) => form.datum.span.start >= end),
    middle,
  );
  // What was put in, or taken out, may begin as the form does that it is in front of.
  const isBehind = ({ start, end: last }: Span) =>
    last > end && text.startsWith(old.slice(start, last), start + by);
  while (after > middle && isBehind(placeOf(after - 1))) after--;
  const from = at > 0 ? placeOf(at - 1).end : 0;
  const to = after < forms.length ? placeOf(after).start : old.length;
  const gone = [...forms.slice(at, middle), ...(part?.gone ?? []), ...forms.slice(middle, after)];
  const others = () => replaced(forms, at, after - at, []);
  const hasLineStarts = () => others().some(({ form }) => form.hasLineStart);
  const read = readPart(text, from, to + by, hasLineStarts);
  if (read === undefined || read.dropsLineStart || read.forms.length + gone.length > MOST_FORMS)
    return undefined;
  // What an unknown name may be meant for depends on what it touches.
  if (read.forms.at(0)?.kind === "symbol" && read.forms[0].span.start === from && at > 0) return undefined;
  const names = new Set(read.names);
  if (reading.names.size > 0) for (const { form } of others()) for (const name of form.names) names.add(name);
  const isWhole = read.found.length + read.unclosed.length === 0 && read.whole.length === read.forms.length;
  const hasSameNames =
    names.size === reading.names.size && [...names].every((name) => reading.names.has(name));
  const added =
    isWhole && hasSameNames
      ? read.whole.map((form): KeptForm => ({ form, analysed: undefined, spans: undefined }))
      : undefined;
  return { from, to, by, at, after, gone, part: read, names, added };
}

/** The version with all that is after the part moved, and the part in place of what is gone. */
function movedTo(before: WholeVersion, text: string, read: ReadChange): WholeVersion {
  const { from, to, by, at, after, gone, part } = read;
  const { forms, reading, between, analyser } = before;
  const isFrom = (offset: number) => (comment: LispComment) => comment.span.start >= offset;
  const inPlace = (all: readonly LispComment[], own: readonly LispComment[]) => {
    const [first, next] = [from, to].map((offset) => indexWhere(all, isFrom(offset)));
    return replaced(all, first, next - first, own);
  };
  const [comments, loose] = [
    inPlace(reading.comments, part.comments),
    inPlace(between, commentsBetween(part.comments, part.whole)),
  ];
  const behind = between.slice(indexWhere(between, isFrom(to)));
  for (let i = after; i < forms.length; i++) move(forms[i], by);
  for (const { span } of behind as { span: { start: number; end: number } }[]) {
    span.start += by;
    span.end += by;
  }
  Object.assign(analyser.main.span, { start: 0, end: text.length });
  const rest = replaced(forms, at, after - at, []);
  const data = rest.map(({ form }) => form.datum);
  return {
    ...before,
    text,
    forms: rest,
    between: loose,
    reading: {
      names: reading.names,
      comments,
      forms: replaced<Datum>(data, at, 0, part.forms),
      whole: replaced(
        rest.map(({ form }) => form),
        at,
        0,
        part.whole,
      ),
      found: part.found,
      unclosed: part.unclosed,
      dropsLineStart: false,
    },
    part: { start: from, end: to + by, at, gone },
  };
}

/** Takes the forms of the part in, in place of those that are gone; undefined where they mean more than these did. */
function replaceForms(
  memory: FormMemory,
  { analyser, forms }: WholeVersion,
  { at, from, gone, added = [] }: ReadChange,
): Omit<VersionChange, "before"> | undefined {
  const dataOf = (forms: readonly KeptForm[]) => forms.map(({ form }) => form.datum);
  const definitions = redefined(analyser, dataOf(gone), dataOf(added), from);
  if (definitions === undefined) return undefined;
  const { names, globals, main, variables, expansion, problems, foreignForms } = analyser;
  const old = gone.map(({ analysed }) => analysed as Analysed);
  const items = main.body.kind === "sequence" ? [...main.body.items] : [];
  const inFront = items.length - names.forms.length;
  names.documented.length = 0;
  foreignForms.length = 0;
  for (const { documented } of old) for (const { named } of documented) names.documentation.delete(named);
  define(analyser, definitions);
  const { length: count } = names.forms;
  const nodes = memory.takeIn(added, analyser, { scope: globals, code: main, tail: false });
  const now = added.flatMap(({ analysed }) => analysed ?? []);
  const isSame =
    now.length === added.length &&
    problems.count === 0 &&
    analyser.isSteady &&
    haveSameWork(old, now, definitions);
  if (!isSame) return undefined;
  const notes: NotedForm[] = names.forms.splice(count);
  names.forms.splice(at, old.length, ...notes);
  const formsOf = (all: readonly Analysed[]) => all.map(({ form }) => form);
  const inFrontOf = at > 0 ? steadyFormOf(forms[at - 1]) : undefined;
  variables.replace(at, formsOf(old), formsOf(now), inFrontOf);
  items.splice(inFront + at, old.length, ...nodes);
  main.body = { kind: "sequence", items, span: main.span };
  for (const { expansions } of old) expansion.work -= expansions;
  return { at, gone: old, added: now, definitions };
}

/** Whether forms add the same to a program as others did. */
function haveSameWork(
  old: readonly Analysed[],
  now: readonly Analysed[],
  definitions: ReplacedDefinitions,
): boolean {
  const library = (forms: readonly Analysed[]) => [
    ...new Set(forms.flatMap(({ work }) => [...work.library])),
  ];
  const [before, after] = [library(old), library(now)];
  if (before.length !== after.length || before.some((one, i) => one !== after[i])) return false;
  if ([...old, ...now].some(({ work }) => work.assigned.length > 0)) return false;
  const initialized = now.flatMap(({ work }) => work.initialized);
  return (
    initialized.length === definitions.added.length &&
    initialized.every(({ variable }, i) => variable === definitions.added[i].variable)
  );
}

export function steadyFormOf({ analysed }: KeptForm): SteadyForm {
  return (analysed as Analysed).form;
}
