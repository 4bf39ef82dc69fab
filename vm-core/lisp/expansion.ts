/**
 * Expands the uses of macros.
 *
 * Invariant: always ends: the work of all macros of a program together has a limit. It grows with the text, so what is written
 * is expanded however long that is.
 */
import type { Datum, ListDatum } from "./datum.ts";
import type { Environment, Expand, Expander } from "./scope.ts";
import { sizeOf } from "./syntax-rules.ts";

/** Expansions of one program, besides one for each character: a macro that expands to itself must end. */
const MAXIMUM_EXPANSIONS = 20_000;
/** An expansion counts once more for each so many data that it has, and for each so many scopes that are looked into. */
const DATA_OF_EXPANSION = 50;
const SCOPES_OF_EXPANSION = 500;

/** For whom macros are expanded. */
export interface ExpansionOwner extends Expander {
  readonly forms: Readonly<Record<string, { readonly expand?: Expand }>>;
  /** Notes what the head of a form means. */
  noteHead(form: ListDatum, environment: Environment): void;
  /** Looks at the parts of a form that is malformed, for their names. */
  explore(form: ListDatum, environment: Environment): void;
}

export class Expansion {
  /** What has been done, in expansions. */
  work = 0;
  private readonly maximum: number;
  private steps = 0;
  /** Macros have expanded without end, and that was reported. */
  isExhausted = false;

  /** `length` is that of the text. */
  constructor(
    private readonly owner: ExpansionOwner,
    length: number,
  ) {
    this.maximum = MAXIMUM_EXPANSIONS + length;
  }

  /** What was done comes near to being too much: it counts then exactly how much that was. */
  get isNearEnd(): boolean {
    return this.work > this.maximum / 4;
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
      if (this.isExhausted) return undefined;
      const { steps } = environment.scope;
      this.work += 1 + (steps - this.steps) / SCOPES_OF_EXPANSION;
      this.steps = steps;
      if (this.work > this.maximum) {
        // Said once, however many there are.
        this.isExhausted = true;
        this.owner.problem(datum.span, { kind: "endless-expansion", macro: undefined });
        return undefined;
      }
      this.owner.noteHead(form, environment);
      const use: ListDatum = form;
      form = expand(use, environment, this.owner);
      if (form === undefined) this.owner.explore(use, environment);
      else this.work += sizeOf(form) / DATA_OF_EXPANSION;
    }
    return form;
  }
}
