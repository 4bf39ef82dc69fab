/** The names that are known where a random expression is. */

export type Type =
  | "int"
  | "string"
  | "list"
  | "object"
  | "record"
  | "vector"
  | "table"
  | "function"
  | "variadic";

export interface Known {
  readonly name: string;
  /** What it is, or what leaves it takes: a continuation. */
  readonly type: Type | { readonly leaves: Type };
  /** `set!` may change it. */
  readonly changes: boolean;
}

export type Scope = readonly Known[];

/** What the programs of a text may have: one without pays for neither. */
export interface Features {
  /** `call/ec` and its like. */
  readonly escapes: boolean;
  /** `with-exception-handler` and `raise-continuable`. */
  readonly handlers: boolean;
}

export function local(name: string, type: Type): Known {
  return { name, type, changes: type !== "function" && type !== "variadic" };
}

/** Without those that others hide. */
export function visible(scope: Scope): Known[] {
  return [...new Map(scope.map((known) => [known.name, known])).values()];
}
