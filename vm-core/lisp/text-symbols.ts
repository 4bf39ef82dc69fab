/**
 * The names of a text, put together from those of its forms when somebody asks for all of them.
 *
 * Invariant: what is asked about one place looks at the form there alone.
 */

import { once } from "../text/once.ts";
import type { Span } from "../text/span.ts";
import type { LispReference, LispScope, LispSymbol } from "./defined-symbol.ts";
import type { GlobalMention } from "./form-symbols.ts";
import type { FoundNames, KnownForm, LispMention, LispSymbols } from "./found-symbols.ts";
import type { Variable } from "./nodes.ts";

export class TextSymbols implements LispSymbols {
  readonly exports: LispSymbols["exports"];
  readonly passedOn: readonly string[];
  private readonly all = {
    definitions: once(() => this.allDefinitions()),
    mentions: once(() => this.allMentions()),
    scopes: once(() => this.allScopes()),
  };

  constructor(readonly found: FoundNames) {
    this.exports = found.exports;
    this.passedOn = found.passedOn;
  }

  get definitions(): readonly LispSymbol[] {
    return this.all.definitions();
  }

  get mentions(): readonly LispMention[] {
    return this.all.mentions();
  }

  get scopes(): readonly LispScope[] {
    return this.all.scopes();
  }

  get imported(): readonly LispSymbol[] {
    return this.found.loose.definitions
      .filter(({ kind }) => kind === "import")
      .sort((a, b) => a.nameSpan.start - b.nameSpan.start);
  }

  get outside(): readonly LispMention[] {
    return this.found.loose.mentions.filter(
      ({ meaning }) => meaning.kind === "module" || meaning.kind === "unknown",
    );
  }

  mentionAt(offset: number): LispMention | undefined {
    const { forms, loose } = this.found;
    const form = forms[lastStart(forms, offset, ({ place }) => place)];
    const last = [loose.mentions, form === undefined ? [] : this.mentionsIn(form)]
      .flatMap((mentions) => mentions[lastStart(mentions, offset, spanOf)] ?? [])
      .sort(byStart)
      .at(-1);
    return last !== undefined && offset <= last.span.end ? last : undefined;
  }

  scopesAround(offset: number): readonly LispScope[] {
    const { forms, loose } = this.found;
    const at = lastStart(forms, offset, ({ place }) => place);
    // Forms touch each other.
    const near = forms.slice(Math.max(0, at - 1), at + 1).flatMap(({ symbols }) => symbols.scopes);
    return [...loose.scopes, ...near]
      .filter(
        ({ span: { start, end }, parent }) => parent === undefined || (start <= offset && offset <= end),
      )
      .sort(outerFirst)
      .reverse();
  }

  private allDefinitions(): readonly LispSymbol[] {
    const { forms, loose } = this.found;
    const all: LispSymbol[] = [...loose.definitions];
    for (const { symbols } of forms) for (const definition of symbols.definitions) all.push(definition);
    return all.sort((a, b) => a.nameSpan.start - b.nameSpan.start);
  }

  private allMentions(): readonly LispMention[] {
    const { forms, loose } = this.found;
    if (forms.length === 0) return loose.mentions;
    const all: LispMention[] = [];
    for (const form of forms) for (const mention of this.mentionsIn(form)) all.push(mention);
    for (const mention of loose.mentions) all.push(mention);
    return all.sort(byStart);
  }

  private allScopes(): readonly LispScope[] {
    const { forms, loose } = this.found;
    const all = [...loose.scopes];
    for (const { symbols } of forms) for (const scope of symbols.scopes) all.push(scope);
    return all.sort(outerFirst);
  }

  private mentionsIn({ symbols: { mentions, globals } }: KnownForm): readonly LispMention[] {
    if (globals.length === 0) return mentions;
    return [...mentions, ...globals.map((one) => this.found.meaningOf(one))].sort(byStart);
  }
}

/** What all of a text refers to its globals with, by their variables; in order. */
export function globalReferences({
  forms,
  loose,
}: Pick<FoundNames, "forms"> & {
  readonly loose: readonly GlobalMention[];
}): ReadonlyMap<Variable, LispReference[]> {
  const found = new Map<Variable, LispReference[]>();
  const add = ({ span, access, variable }: GlobalMention) => {
    if (access === "define") return;
    const references = found.get(variable);
    if (references === undefined) found.set(variable, [{ span, access }]);
    else references.push({ span, access });
  };
  for (const one of loose) add(one);
  for (const { symbols } of forms) for (const one of symbols.globals) add(one);
  if (loose.length > 0) for (const references of found.values()) references.sort(byStart);
  return found;
}

const NOTHING: FoundNames = {
  forms: [],
  loose: { definitions: [], mentions: [], scopes: [] },
  exports: [],
  passedOn: [],
  meaningOf: () => {
    throw new Error("a mention in no form");
  },
  symbolOf: () => undefined,
  globals: () => [],
  document: {},
};

export const NO_SYMBOLS = new TextSymbols(NOTHING);

export function byStart(a: { readonly span: Span }, b: { readonly span: Span }): number {
  return a.span.start - b.span.start;
}

function outerFirst(a: LispScope, b: LispScope): number {
  return a.span.start - b.span.start || b.span.end - a.span.end;
}

function spanOf({ span }: { readonly span: Span }): Span {
  return span;
}

/** The index of the last of some things in order that does not start after `offset`; -1 when there is none. */
function lastStart<T>(things: readonly T[], offset: number, placeOf: (thing: T) => Span): number {
  let low = 0;
  let high = things.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (placeOf(things[middle]).start <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
