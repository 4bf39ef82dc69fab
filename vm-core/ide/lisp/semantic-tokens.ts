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
  const { syntax, symbols } = snapshot;
  const { forms, loose, document } = symbols.found;
  const isKnown = new Set(forms.length === syntax.forms.length ? [] : forms.map(({ place }) => place));
  const others = [
    ...loose.mentions.flatMap((mention) => tokenOf(snapshot, mention) ?? []),
    ...(isKnown.size === 0 && forms.length > 0
      ? []
      : keyTokens(syntax.forms.filter(({ span }) => !isKnown.has(span)))),
  ].sort(byStart);
  const current = looksOf(symbols.found, LOOKS.get(document));
  LOOKS.set(document, current);
  const groups: (readonly SemanticToken[])[] = [];
  let at = 0;
  /** Tokens in front of an offset that are in no group yet. */
  const upTo = (offset: number) => {
    const from = at;
    if (at === others.length) return NO_TOKENS;
    while (at < others.length && others[at].span.start < offset) at++;
    return from === at ? NO_TOKENS : others.slice(from, at);
  };
  for (const form of forms) {
    const between = upTo(form.place.start);
    if (between.length > 0) groups.push(between);
    const tokens = tokensOf(snapshot, form, upTo(form.place.end), current);
    if (tokens.length > 0) groups.push(tokens);
  }
  const rest = others.slice(at);
  return rest.length === 0 ? groups : [...groups, rest];
}

const NO_TOKENS: readonly SemanticToken[] = [];

/** How globals look. */
type Looks = ReadonlyMap<unknown, Look>;
type Look = "function" | "constant" | "variable" | "other";

/** By documents: how globals looked last; the same map as long as they look the same. */
const LOOKS = new WeakMap<object, Looks>();

/** `before` where all look the same still. */
function looksOf({ globals }: FoundNames, before: Looks | undefined): Looks {
  let count = 0;
  let isSame = before !== undefined;
  for (const [variable, symbol] of globals()) {
    isSame &&= before?.get(variable) === lookOf(symbol);
    if (!isSame) break;
    count++;
  }
  if (before !== undefined && isSame && count === before.size) return before;
  const looks = new Map<unknown, Look>();
  for (const [variable, symbol] of globals()) looks.set(variable, lookOf(symbol));
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
  const tokens = [...outer, ...globals, ...own, ...keyTokens(datum)].sort(byStart);
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
  return (
    a.length === b.length &&
    a.every(
      ({ span, type, modifiers }, i) =>
        span === b[i].span && type === b[i].type && modifiers === b[i].modifiers,
    )
  );
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
