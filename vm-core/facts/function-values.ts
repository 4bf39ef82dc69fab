/**
 * The values of functions that instructions make, one object for each function: states that hold it are compared at once, and
 * take little memory, since one is held by very many.
 *
 * Invariant: nothing that is found depends on which object it is.
 */
import { entryState } from "./context.ts";
import { ANYTHING, type FunctionFact } from "./known.ts";
import type { State } from "./state.ts";
import { type AddressMap, NOWHERE } from "./transcript.ts";

interface FunctionValue {
  readonly fact: FunctionFact;
  /** How it is entered with anything, by whoever has it; with the variables of who made it, and without. States never change. */
  open: State | undefined;
  closed: State | undefined;
}

export class FunctionValues {
  private readonly byTarget = new Map<number, FunctionValue>();
  /** Those of which there is another one with the same target. */
  private readonly others = new Set<FunctionFact>();

  /** How many there are. */
  get size(): number {
    return this.byTarget.size + this.others.size;
  }

  of({ target, parameters }: FunctionFact): FunctionFact {
    const known = this.byTarget.get(target);
    if (known !== undefined && isFunction(known.fact, target, parameters)) return known.fact;
    const fact = { target, parameters };
    if (known === undefined) this.byTarget.set(target, { fact, open: undefined, closed: undefined });
    else this.others.add(fact);
    return fact;
  }

  /** The state that it is entered with by whoever has it, with anything. */
  entryOf(fact: FunctionFact, open: boolean): State {
    const known = this.byTarget.get(fact.target);
    if (known?.fact !== fact) return anyEntry(fact, open);
    if (open) {
      known.open ??= anyEntry(fact, true);
      return known.open;
    }
    known.closed ??= anyEntry(fact, false);
    return known.closed;
  }

  /** The same objects for another version of the code: they move in place. What is nowhere there is left out, and is no function. */
  moved(move: AddressMap): FunctionValues {
    const all = new FunctionValues();
    const moveFact = (fact: FunctionFact): boolean => {
      const target = move(fact.target);
      (fact as { target: number }).target = target === NOWHERE ? Number.NaN : target;
      return target !== NOWHERE;
    };
    for (const value of this.byTarget.values()) {
      if (moveFact(value.fact)) all.byTarget.set(value.fact.target, value);
    }
    for (const fact of this.others) if (moveFact(fact)) all.others.add(fact);
    return all;
  }
}

function isFunction(fact: FunctionFact, target: number, parameters: readonly string[]): boolean {
  const { parameters: own } = fact;
  if (fact.target !== target) return false;
  return (
    own === parameters || (own.length === parameters.length && own.every((name, i) => name === parameters[i]))
  );
}

function anyEntry({ parameters }: FunctionFact, open: boolean): State {
  return entryState(
    parameters,
    parameters.map(() => ANYTHING),
    open,
  );
}
