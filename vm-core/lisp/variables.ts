/** The variables of a program, in the order in which they were made. */
import type { FunctionNode, Node, Variable } from "./nodes.ts";

/** A form of the top level that is the same in each version that has it, with the local variables that it makes. */
export interface SteadyForm {
  readonly node: Node;
  readonly variables: readonly Variable[];
  /** What settling its closures has come to, as long as that is the same. */
  settled: SettledForm | undefined;
}

export interface SettledForm {
  /** All functions that it holds, in the order of their code. */
  readonly functions: readonly FunctionNode[];
  /** Names that decide the slots of its variables: those of globals, and those that were none. */
  readonly tried: ReadonlyMap<string, boolean>;
}

/** Variables in a row: those of a form, or others. */
export interface VariablesPart {
  readonly variables: readonly Variable[];
  readonly form: SteadyForm | undefined;
}

/** Invariant: those of a form that is the same stay one array, which is not copied. */
export class Variables implements Iterable<Variable> {
  readonly globals: Variable[] = [];
  readonly parts: VariablesPart[] = [];
  private last: Variable[] | undefined;

  push(variable: Variable): void {
    if (this.last === undefined) {
      this.last = [];
      this.parts.push({ variables: this.last, form: undefined });
    }
    this.last.push(variable);
    if (variable.kind === "global") this.globals.push(variable);
  }

  /** What is pushed from now on is a part of its own; gives the number of that. */
  begin(): number {
    this.last = undefined;
    return this.parts.length;
  }

  /** Variables that were pushed since a part began are those of a form. */
  takeSince(part: number, form: SteadyForm): void {
    const own = new Set(form.variables);
    const pushed = this.parts.splice(part);
    this.last = undefined;
    for (const { variables } of pushed) {
      const others = variables.filter((variable) => !own.has(variable));
      if (others.length > 0) this.parts.push({ variables: others, form: undefined });
    }
    this.add(form);
  }

  add(form: SteadyForm): void {
    this.parts.push({ variables: form.variables, form });
    this.last = undefined;
  }

  *[Symbol.iterator](): Iterator<Variable> {
    for (const { variables } of this.parts) yield* variables;
  }
}
