/**
 * Expands the uses of macros.
 *
 * Invariant: always ends: what all macros of a program make together has a limit.
 */
import type { Analyser } from "./analyser.ts";
import type { Datum, ListDatum } from "./datum.ts";
import { noteHead } from "./references.ts";
import type { Place } from "./scope.ts";
import { sizeOf } from "./syntax-rules.ts";

/** Expansions of one program: a macro that expands to itself must end. */
const MAXIMUM_EXPANSIONS = 100_000;
/** An expansion counts once more for each so many data that it has: one that grows must end soon, too. */
const DATA_OF_EXPANSION = 10;

export class Expansion {
  private done = 0;

  constructor(private readonly analyser: Analyser) {}

  /** The form that a macro use stands for; other data as they are; undefined when it was reported. */
  expand(datum: Datum, place: Place): Datum | undefined {
    let form: Datum | undefined = datum;
    while (form?.kind === "list" && form.bracket === "(" && form.items[0]?.kind === "symbol") {
      const meaning = place.scope.find(form.items[0]);
      if (meaning?.kind !== "macro") return form;
      if (++this.done > MAXIMUM_EXPANSIONS) {
        // Said once, however many there are.
        if (this.done < Number.POSITIVE_INFINITY) {
          this.analyser.problem(datum.span, "endless-expansion", "macros expand without end here");
        }
        this.done = Number.POSITIVE_INFINITY;
        return undefined;
      }
      noteHead(this.analyser, form, place);
      const use: ListDatum = form;
      form = meaning.expand(use, place, this.analyser);
      if (form === undefined) this.analyser.explore(use, place);
      else this.done += sizeOf(form) / DATA_OF_EXPANSION;
    }
    return form;
  }
}
