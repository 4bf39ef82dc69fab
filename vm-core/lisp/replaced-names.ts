/**
 * The names of a text in whose next version some forms have taken the place of others: those of all other forms are what they
 * were.
 *
 * Invariant: they are those that are found anew, or it is not tried: where names of a form are not known by themselves.
 */
import { indexWhere } from "../text/index-where.ts";
import type { Analyser } from "./analyser.ts";
import type { LispComment } from "./datum.ts";
import type { DefinedSymbol } from "./defined-symbol.ts";
import type { FoundNames, KnownForm, LispMention } from "./found-symbols.ts";
import type { NotedForm } from "./name-notes.ts";
import type { ReplacedPart, VersionChange } from "./next-version.ts";
import type { Variable } from "./nodes.ts";
import { NameFinder } from "./symbols.ts";
import { tally } from "./tally.ts";
import { byStart } from "./text-symbols.ts";

export class LastingNames extends NameFinder {
  /** All forms are known by themselves, each global has one definition, and nothing else is loose. */
  isAligned = false;

  /** Finds out whether they are aligned, once all has been found. */
  align(): void {
    const { analyser, definitions, mentions, forms, scopes } = this;
    const { names } = analyser;
    this.isAligned =
      this.isPlain &&
      scopes.length === 1 &&
      forms.length === names.forms.length &&
      definitions.length === names.definitions.length &&
      mentions.length === definitions.length &&
      forms.every(({ symbols }) => symbols.outer.length === 0);
  }

  /**
   * The names of the next version, in which some forms have taken the place of others; undefined where all has to be found.
   */
  replace(text: string, comments: readonly LispComment[], change: VersionChange): FoundNames | undefined {
    const { at, definitions, gone } = change;
    const { analyser, scopes, mentions, forms } = this;
    if (!this.isAligned) return undefined;
    const { length } = this.definitions;
    const added = analyser.names.forms.slice(at, at + change.added.length);
    this.text = text;
    Object.assign(this.shared.source, { text, comments });
    const [program] = scopes;
    fill(program.symbols, [this.definitions]);
    this.scopeOf.set(analyser.globals, program);
    this.numberOf.set(program, 0);
    const { at: first, gone: others, added: defined } = definitions;
    for (const [i] of others.entries()) this.forget(first + i);
    this.forms = [];
    this.addForms(added, defined);
    const own = this.definitions.splice(length);
    const isDone = own.length === defined.length && this.forms.length === added.length;
    const areOuter = this.forms.some(({ symbols }) => symbols.outer.length > 0);
    if (!isDone || areOuter || this.mentionAt.size !== own.length) return undefined;
    this.forms = forms.toSpliced(at, gone.length, ...this.forms);
    const symbols = program.symbols.splice(program.symbols.length - own.length);
    program.symbols.splice(first, others.length, ...symbols);
    this.definitions = this.definitions.toSpliced(first, others.length, ...own);
    const named = own.map(({ nameSpan }) => this.mentionAt.get(nameSpan.start) as LispMention);
    this.mentions = mentions.toSpliced(first, others.length, ...named);
    tally.continuedNames++;
    return this.found([]);
  }

  /** Those of a version in which a part is in place of some forms, which is analysed by itself; where they are aligned. */
  withPart(text: string, comments: readonly LispComment[], place: ReplacedPart, part: Analyser): FoundNames {
    const { definitions, mentions, forms, scopes, analyser, shared } = this;
    const { at, gone, start } = place;
    const defining = gone.filter(({ analysed }) => analysed?.work.initialized.length === 1);
    const first =
      defining.length === 0
        ? indexWhere(definitions, ({ nameSpan }) => nameSpan.start >= start)
        : analyser.names.definitions.findIndex(({ form }) => form === defining[0].form.datum.span);
    const without = <T>(items: readonly T[], from: number, count: number) => [
      ...items.slice(0, from),
      ...items.slice(from + count),
    ];
    const others = without(definitions, first, defining.length);
    const finder = new PartNames(text, comments, part, shared);
    finder.begin(without(forms, at, gone.length), others, (symbol) => this.variableOf.get(symbol));
    const found = finder.run();
    const [program] = scopes;
    fill(program.symbols, [others.slice(0, first), program.symbols.slice(), others.slice(first)]);
    const { loose } = found;
    return {
      ...found,
      loose: {
        definitions: [...others, ...loose.definitions],
        mentions: [...without(mentions, first, defining.length), ...loose.mentions].sort(byStart),
        scopes: loose.scopes,
      },
    };
  }

  /** Forgets the definition of a global. */
  private forget(index: number): void {
    const symbol = this.definitions[index];
    const variable = this.variableOf.get(symbol) as Variable;
    this.variableOf.delete(symbol);
    this.symbolOf.delete(variable);
  }

  private addForms(forms: readonly NotedForm[], definitions: VersionChange["definitions"]["added"]): void {
    const adding = (form: NotedForm, add: () => void) => {
      this.here = this.growingOf(form);
      add();
      this.here = undefined;
    };
    for (const form of forms)
      adding(form, () => {
        for (const note of form.notes.scopes) this.addScope(note);
      });
    for (const { note } of definitions) this.addDefinition(note);
    for (const form of forms)
      adding(form, () => {
        for (const note of form.notes.definitions) this.addDefinition(note);
      });
    for (const form of forms)
      adding(form, () => {
        for (const note of form.notes.mentions) this.addMention(note);
      });
    this.addReferences([...this.mentionAt.values()].sort(byStart));
    for (const form of forms) this.keep(form);
  }
}

/** The names of a part, which names globals of the rest of the text. */
class PartNames extends NameFinder {
  begin(
    forms: readonly KnownForm[],
    globals: readonly DefinedSymbol[],
    variableOf: (symbol: DefinedSymbol) => Variable | undefined,
  ): void {
    this.forms = [...forms];
    for (const symbol of globals) {
      const variable = variableOf(symbol);
      if (variable === undefined) continue;
      this.symbolOf.set(variable, symbol);
      this.variableOf.set(symbol, variable);
    }
  }
}

function fill<T>(list: T[], parts: readonly (readonly T[])[]): void {
  list.length = 0;
  for (const part of parts) for (const one of part) list.push(one);
}
