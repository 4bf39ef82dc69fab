/**
 * Expands the uses of macros.
 *
 * Invariant: always ends: what all macros of a program make together has a limit.
 */
import type { Datum, ListDatum } from "./datum.ts";
import type { Environment, Expand, Expander } from "./scope.ts";
import { sizeOf } from "./syntax-rules.ts";

/** Expansions of one program: a macro that expands to itself must end. */
const MAXIMUM_EXPANSIONS = 100_000;
/** An expansion counts once more for each so many data that it has: one that grows must end soon, too. */
const DATA_OF_EXPANSION = 10;

/** For whom macros are expanded. */
export interface ExpansionOwner extends Expander {
  readonly forms: Readonly<Record<string, { readonly expand?: Expand }>>;
  /** Notes what the head of a form means. */
  noteHead(form: ListDatum, environment: Environment): void;
  /** Looks at the parts of a form that is malformed, for their names. */
  explore(form: ListDatum, environment: Environment): void;
}

export class Expansion {
  private done = 0;

  constructor(private readonly owner: ExpansionOwner) {}

  /** Macros have expanded without end. */
  get isExhausted(): boolean {
    return this.done > MAXIMUM_EXPANSIONS;
  }

  /** The form that a macro use stands for; other data as they are; undefined when it was reported. */
  expand(datum: Datum, environment: Environment): Datum | undefined {
    let form: Datum | undefined = datum;
    while (form?.kind === "list" && form.bracket === "(" && form.items[0]?.kind === "symbol") {
      const meaning = environment.scope.find(form.items[0]);
      const expand =
        meaning?.kind === "form"
          ? this.owner.forms[meaning.name].expand
          : meaning?.kind === "macro"
            ? meaning.expand
            : undefined;
      if (expand === undefined) return form;
      if (++this.done > MAXIMUM_EXPANSIONS) {
        // Said once, however many there are.
        if (this.done < Number.POSITIVE_INFINITY) {
          this.owner.problem(datum.span, { kind: "endless-expansion", macro: undefined });
        }
        this.done = Number.POSITIVE_INFINITY;
        return undefined;
      }
      this.owner.noteHead(form, environment);
      const use: ListDatum = form;
      form = expand(use, environment, this.owner);
      if (form === undefined) this.owner.explore(use, environment);
      else this.done += sizeOf(form) / DATA_OF_EXPANSION;
    }
    return form;
  }
}
