/**
 * Semantic tokens of Lisp: names by what they mean, forms as keywords, `:keys` as properties.
 *
 * Invariant: the tokens of a form that is known by itself are the same array as long as they are the same.
 */
import type { LispSnapshot } from "../../analyze/index.ts";
import type { Datum } from "../../lisp/datum.ts";
import type { FoundNames, KnownForm, LispMention, LispSymbol } from "../../lisp/index.ts";
import { tally } from "../../lisp/tally.ts";
import type { Span } from "../../text/span.ts";
import type { SemanticToken, TokenModifier, TokenType } from "../answers.ts";

/** In order; each group is that of a form, or of what is between forms that are known by themselves. */
export function lispTokens(snapshot: LispSnapshot): readonly (readonly SemanticToken[])[] {
  const { forms, document } = snapshot.symbols.found;
  const others = otherTokens(snapshot);
  const looks = looksOf(snapshot.symbols.found, LOOKS.get(document));
  LOOKS.set(document, looks);
  const grouped = groupedTokens(snapshot, { forms, others, looks }, LAST.get(document));
  LAST.set(document, grouped);
  return grouped.groups;
}

/** Those that are not found in one form alone, in order. */
function otherTokens(snapshot: LispSnapshot): readonly SemanticToken[] {
  const { syntax, symbols } = snapshot;
  const { forms, loose } = symbols.found;
  const found: SemanticToken[] = [];
  for (const mention of loose.mentions) {
    const token = tokenOf(snapshot, mention);
    if (token !== undefined) found.push(token);
  }
  if (forms.length === syntax.forms.length) return found.sort(byStart);
  const isKnown = new Set(forms.map(({ place }) => place));
  return [...found, ...keyTokens(syntax.forms.filter(({ span }) => !isKnown.has(span)))].sort(byStart);
}

/** What the tokens of a document are put together from. */
interface TokenParts {
  readonly forms: readonly KnownForm[];
  readonly others: readonly SemanticToken[];
  readonly looks: Looks;
}

/** The tokens of a document; for each form how many groups there are up to its end, and how many others. */
interface GroupedTokens extends TokenParts {
  readonly groups: readonly (readonly SemanticToken[])[];
  readonly groupEnds: Int32Array;
  readonly otherEnds: Int32Array;
}

/** By documents: what was found last. */
const LAST = new WeakMap<object, GroupedTokens>();

/** Forms at both ends that are the same as last time, with the same tokens in and around them, have the groups that they had. */
function groupedTokens(
  snapshot: LispSnapshot,
  parts: TokenParts,
  last: GroupedTokens | undefined,
): GroupedTokens {
  const { forms, others } = parts;
  const before = last?.looks === parts.looks ? last : NOTHING_BEFORE;
  const first = sameAtStart(parts, before);
  const count = sameAtEnd(parts, before, first);
  const grouping = new Grouping(snapshot, parts);
  grouping.takeStart(before, first);
  grouping.addForms(first, forms.length - count);
  const from = before.forms.length - count;
  const isAligned = others.length - grouping.at === before.others.length - endAt(before.otherEnds, from);
  // Something new is right in front of the forms at the end.
  if (count > 0 && !isAligned) return groupedTokens(snapshot, parts, undefined);
  if (count > 0) grouping.takeEnd(before, from);
  else grouping.addRest();
  return grouping;
}

function endAt(ends: Int32Array, form: number): number {
  return form === 0 ? 0 : ends[form - 1];
}

class Grouping implements GroupedTokens {
  readonly forms: readonly KnownForm[];
  readonly others: readonly SemanticToken[];
  readonly looks: Looks;
  groups: (readonly SemanticToken[])[] = [];
  readonly groupEnds: Int32Array;
  readonly otherEnds: Int32Array;
  /** How many of the others are in a group. */
  at = 0;

  constructor(
    private readonly snapshot: LispSnapshot,
    { forms, others, looks }: TokenParts,
  ) {
    this.forms = forms;
    this.others = others;
    this.looks = looks;
    this.groupEnds = new Int32Array(forms.length);
    this.otherEnds = new Int32Array(forms.length);
  }

  /** The first forms have the groups that they had. */
  takeStart({ groups, groupEnds, otherEnds }: GroupsBefore, count: number): void {
    this.groupEnds.set(groupEnds.subarray(0, count));
    this.otherEnds.set(otherEnds.subarray(0, count));
    this.groups = groups.slice(0, endAt(groupEnds, count));
    this.at = endAt(otherEnds, count);
  }

  addForms(from: number, to: number): void {
    const { snapshot, forms, groups, groupEnds, otherEnds, looks } = this;
    tally.grouped += to - from;
    for (let i = from; i < to; i++) {
      const { place } = forms[i];
      const between = this.othersUpTo(place.start);
      if (between.length > 0) groups.push(between);
      const tokens = tokensOf(snapshot, forms[i], this.othersUpTo(place.end), looks);
      if (tokens.length > 0) groups.push(tokens);
      groupEnds[i] = groups.length;
      otherEnds[i] = this.at;
    }
  }

  /** The forms from one of before on are the last ones now, with the groups that they had. */
  takeEnd({ forms, groups, groupEnds, otherEnds }: GroupsBefore, from: number): void {
    const by = this.forms.length - forms.length;
    const moreGroups = this.groups.length - endAt(groupEnds, from);
    const moreOthers = this.at - endAt(otherEnds, from);
    for (let i = from; i < forms.length; i++) {
      this.groupEnds[i + by] = groupEnds[i] + moreGroups;
      this.otherEnds[i + by] = otherEnds[i] + moreOthers;
    }
    for (let i = endAt(groupEnds, from); i < groups.length; i++) this.groups.push(groups[i]);
  }

  /** What comes after all forms. */
  addRest(): void {
    const rest = this.others.slice(this.at);
    if (rest.length > 0) this.groups.push(rest);
  }

  /** Others in front of an offset that are in no group yet. */
  private othersUpTo(offset: number): readonly SemanticToken[] {
    const { others, at: from } = this;
    while (this.at < others.length && others[this.at].span.start < offset) this.at++;
    return from === this.at ? NO_TOKENS : others.slice(from, this.at);
  }
}

const NO_TOKENS: readonly SemanticToken[] = [];

type GroupsBefore = Omit<GroupedTokens, "looks">;

const NOTHING_BEFORE: GroupsBefore = {
  forms: [],
  others: [],
  groups: [],
  groupEnds: new Int32Array(),
  otherEnds: new Int32Array(),
};

/** How many forms in a row are the same, with all others up to the end of the last one. */
function sameAtStart({ forms, others }: TokenParts, before: GroupsBefore): number {
  const most = Math.min(others.length, before.others.length);
  let same = 0;
  while (same < most && isSame(others[same], before.others[same])) same++;
  const shorter = Math.min(forms.length, before.forms.length);
  let first = 0;
  while (first < shorter && forms[first] === before.forms[first] && before.otherEnds[first] <= same) first++;
  // A new one may be among them.
  const isIn = (count: number) =>
    others[endAt(before.otherEnds, count)]?.span.start < forms[count - 1].place.end;
  while (first > 0 && isIn(first)) first--;
  return first;
}

/** How many of the forms at the end are the same, with all others after the form in front of them. */
function sameAtEnd({ forms, others }: TokenParts, before: GroupsBefore, first: number): number {
  const [length, was] = [others.length, before.others.length];
  const most = Math.min(length, was) - endAt(before.otherEnds, first);
  let same = 0;
  while (same < most && isSame(others[length - 1 - same], before.others[was - 1 - same])) same++;
  const shorter = Math.min(forms.length, before.forms.length) - first;
  let count = 0;
  while (count < shorter) {
    const [at, old] = [forms.length - 1 - count, before.forms.length - 1 - count];
    if (forms[at] !== before.forms[old] || was - endAt(before.otherEnds, old) > same) break;
    count++;
  }
  return count;
}

/** How globals look. */
type Looks = ReadonlyMap<unknown, Look>;
type Look = "function" | "constant" | "variable" | "other";

/** By documents: how globals looked last; the same map as long as they look the same. */
const LOOKS = new WeakMap<object, Looks>();

/** `before` where all look the same still. */
function looksOf({ globals }: FoundNames, before: Looks | undefined): Looks {
  let count = 0;
  let isSame = before !== undefined;
  for (const [symbol, variable] of globals()) {
    isSame &&= before?.get(variable) === lookOf(symbol);
    if (!isSame) break;
    count++;
  }
  if (before !== undefined && isSame && count === before.size) return before;
  const looks = new Map<unknown, Look>();
  for (const [symbol, variable] of globals()) looks.set(variable, lookOf(symbol));
  return looks;
}

function lookOf(symbol: LispSymbol): Look {
  if (symbol.kind === "function") return "function";
  if (symbol.kind === "variable") return isConstant(symbol) ? "constant" : "variable";
  return typeOf(symbol) === "function" ? "function" : "other";
}

/** What was found of a form last, and with what: kept with its names. */
interface KeptTokens {
  /** Those of its tokens that are not found in the form alone. */
  readonly outer: readonly SemanticToken[];
  looks: Looks;
  readonly globals: readonly SemanticToken[];
  readonly tokens: readonly SemanticToken[];
}

function tokensOf(
  snapshot: LispSnapshot,
  { symbols, place }: KnownForm,
  outer: readonly SemanticToken[],
  looks: Looks,
): readonly SemanticToken[] {
  const kept = symbols.colours as KeptTokens | undefined;
  const isSame = kept !== undefined && areSame(kept.outer, outer);
  if (isSame && kept.looks === looks) return kept.tokens;
  const { symbolOf } = snapshot.symbols.found;
  const globals = symbols.globals.flatMap(({ span, access, variable }) => {
    const symbol = symbolOf(variable);
    return symbol === undefined ? [] : [symbolToken(span, access, symbol)];
  });
  if (isSame && areSame(kept.globals, globals)) {
    kept.looks = looks;
    return kept.tokens;
  }
  tally.coloured++;
  const own = symbols.mentions.flatMap((mention) => tokenOf(snapshot, mention) ?? []);
  const datum = formAt(snapshot.syntax.forms, place);
  const tokens = outer.concat(globals, own, keyTokens(datum)).sort(byStart);
  symbols.colours = { outer, looks, globals, tokens } satisfies KeptTokens;
  return tokens;
}

/** The form of the top level at a place, if there is one. */
function formAt(forms: readonly Datum[], place: Span): readonly Datum[] {
  let low = 0;
  let high = forms.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (forms[middle].span.start < place.start) low = middle + 1;
    else high = middle;
  }
  return forms.slice(low, low + 1);
}

/** Whether tokens are of the same places, which may have moved, and look the same. */
function areSame(a: readonly SemanticToken[], b: readonly SemanticToken[]): boolean {
  return a.length === b.length && a.every((one, i) => isSame(one, b[i]));
}

function isSame(a: SemanticToken, b: SemanticToken): boolean {
  return a.span === b.span && a.type === b.type && a.modifiers === b.modifiers;
}

function byStart(a: SemanticToken, b: SemanticToken): number {
  return a.span.start - b.span.start;
}

function tokenOf({ text }: LispSnapshot, { span, access, meaning }: LispMention): SemanticToken | undefined {
  switch (meaning.kind) {
    case "symbol":
      return symbolToken(span, access, meaning.symbol);
    case "library":
      return { span, type: "function", modifiers: OF_LIBRARY };
    case "form":
    case "word": {
      // The mark of a prefix such as ' is punctuation.
      const isName = text.startsWith(meaning.name, span.start);
      return isName ? { span, type: "keyword", modifiers: NONE } : undefined;
    }
    case "module":
    case "unknown":
      return undefined;
    default:
      return meaning satisfies never;
  }
}

const NONE: readonly TokenModifier[] = [];
const OF_LIBRARY: readonly TokenModifier[] = ["defaultLibrary"];
const READONLY: readonly TokenModifier[] = ["readonly"];
const DECLARED: readonly TokenModifier[] = ["declaration"];
const DECLARED_READONLY: readonly TokenModifier[] = ["declaration", "readonly"];

function symbolToken(span: Span, access: LispMention["access"], symbol: LispSymbol): SemanticToken {
  const [other, constant] = access === "define" ? [DECLARED, DECLARED_READONLY] : [NONE, READONLY];
  return { span, type: typeOf(symbol), modifiers: isConstant(symbol) ? constant : other };
}

function typeOf(symbol: LispSymbol): TokenType {
  const { kind } = symbol;
  if (kind === "function" || kind === "parameter" || kind === "macro") return kind;
  const isCalled = kind === "import" && symbol.references.some(({ access }) => access === "call");
  return isCalled ? "function" : "variable";
}

function isConstant(symbol: LispSymbol): boolean {
  const { kind } = symbol;
  if (kind !== "variable" && kind !== "local") return false;
  return symbol.references.every(({ access }) => access !== "write");
}

/** Every `:key` in some data. */
function keyTokens(data: readonly Datum[]): readonly SemanticToken[] {
  const tokens: SemanticToken[] = [];
  const pending: Datum[] = [...data];
  for (let datum = pending.pop(); datum !== undefined; datum = pending.pop()) {
    if (datum.kind === "constant" && datum.keyword) {
      tokens.push({ span: datum.span, type: "property", modifiers: NONE });
    } else if (datum.kind === "list") {
      for (const item of datum.items) pending.push(item);
      if (datum.tail !== undefined) pending.push(datum.tail);
    }
  }
  return tokens;
}
