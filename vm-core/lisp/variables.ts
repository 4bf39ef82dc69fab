/** The variables of a program, in the order in which they were made. */
import type { FunctionNode, Node, Variable } from "./nodes.ts";

/** A form of the top level that is the same in each version that has it, with the local variables that it makes. */
export interface SteadyForm {
  readonly node: Node;
  readonly variables: readonly Variable[];
  /** All functions that it holds, in the order of their code, once its closures have been settled. */
  functions: readonly FunctionNode[];
  /**
   * Names that decide the slots of its variables: those of globals, and those that were none. As long as these are the same, what
   * settling its closures has come to is the same.
   */
  settled: ReadonlyMap<string, boolean> | undefined;
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

  /** Forms that have been added at the end take the place of others, after the form in front of these. */
  replace(gone: readonly SteadyForm[], added: readonly SteadyForm[], inFront: SteadyForm | undefined): void {
    const other = new Set<SteadyForm | undefined>([...gone, ...added]);
    const all = this.parts.splice(0).filter(({ form }) => form === undefined || !other.has(form));
    const at = inFront === undefined ? 0 : all.findIndex(({ form }) => form === inFront) + 1;
    for (const part of all.slice(0, at)) this.parts.push(part);
    for (const form of added) this.add(form);
    for (const part of all.slice(at)) this.parts.push(part);
    this.last = undefined;
  }

  *[Symbol.iterator](): Iterator<Variable> {
    for (const { variables } of this.parts) yield* variables;
  }
}
