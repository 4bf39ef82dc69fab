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

  /** Forms that have been added at the end take the place of others, after the form in front of these, of which there are `at`. */
  replace(
    at: number,
    gone: readonly SteadyForm[],
    added: readonly SteadyForm[],
    inFront: SteadyForm | undefined,
  ): void {
    const { parts } = this;
    for (const form of added) parts.splice(this.indexOf(form, parts.length - 1), 1);
    for (const form of gone) parts.splice(this.indexOf(form, at), 1);
    const start = inFront === undefined ? 0 : this.indexOf(inFront, at) + 1;
    parts.splice(start, 0, ...added.map((form) => ({ variables: form.variables, form })));
    this.last = undefined;
  }

  /** Globals take the place of others, of which there are `count`. */
  replaceGlobals(at: number, count: number, added: readonly Variable[]): void {
    this.globals.splice(at, count, ...added);
    const { parts } = this;
    const found = parts.findIndex(({ form }) => form === undefined);
    const locals = parts[found]?.variables.filter(({ kind }) => kind === "local") ?? [];
    const part = { variables: [...this.globals, ...locals], form: undefined };
    parts.splice(Math.max(0, found), found < 0 ? 0 : 1, part);
    this.last = undefined;
  }

  /** The number of the part of a form, which is looked for near another one. */
  private indexOf(form: SteadyForm, near: number): number {
    const { parts } = this;
    const most = Math.max(near, parts.length - near);
    for (let by = 0; by <= most; by++) {
      if (parts[near + by]?.form === form) return near + by;
      if (parts[near - by]?.form === form) return near - by;
    }
    return -1;
  }

  *[Symbol.iterator](): Iterator<Variable> {
    for (const { variables } of this.parts) yield* variables;
  }
}
