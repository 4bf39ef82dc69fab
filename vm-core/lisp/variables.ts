/** The variables of a program, in the order in which they were made. */
import type { Variable } from "./nodes.ts";

/** Invariant: local variables that are added together stay one array, which is not copied and must not change any more. */
export class Variables implements Iterable<Variable> {
  readonly globals: Variable[] = [];
  private readonly parts: (readonly Variable[])[] = [];
  private last: Variable[] | undefined;

  push(variable: Variable): void {
    if (this.last === undefined) this.parts.push((this.last = []));
    this.last.push(variable);
    if (variable.kind === "global") this.globals.push(variable);
  }

  pushLocals(variables: readonly Variable[]): void {
    if (variables.length === 0) return;
    this.parts.push(variables);
    this.last = undefined;
  }

  *[Symbol.iterator](): Iterator<Variable> {
    for (const part of this.parts) yield* part;
  }
}
