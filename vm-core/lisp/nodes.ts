/**
 * The core language: what the analyser makes of data, and what code is generated from.
 *
 * Invariant: every name is resolved to its variable; every node has the span of the form that it came from.
 */
import { NONE } from "../text/few.ts";
import type { Span } from "../text/span.ts";
import type { Value } from "../value/value.ts";
import type { Primitive } from "./primitives.ts";

export interface Variable {
  readonly name: string;
  readonly kind: "local" | "global";
  /** A template of a macro brought its name: no program can name it. */
  readonly isBrought: boolean;
  /** The function whose code binds it; the top level's for globals. */
  readonly owner: FunctionNode;
  readonly span: Span;
  /** Some `set!`, or a second `define`, changes it. */
  assigned: boolean;
  /** The function that it is for ever: a definition that nothing changes. */
  known: FunctionNode | undefined;
  /** Of globals: something defines it, or an import brings it. */
  defined: boolean;
  /** Bound by `define` or `letrec` in a body: it may be captured before it has its value. */
  recursive: boolean;
  /** When, in the order of evaluation, it surely has its value; see `FunctionNode.createdAt`. */
  initializedAt: number;
  /** An import brings it, a function that leaves no value: how many arguments it takes. */
  silent: number | undefined;
  uses: VariableUse[];
  /** Lives in a cell: it is captured and changes. */
  boxed: boolean;
  /** The name of its slot, once chosen. */
  slot: string | undefined;
}

/** One mention of a variable. */
export interface VariableUse {
  readonly from: FunctionNode;
  readonly span: Span;
  /** The number of arguments where it is called, else undefined. */
  readonly callOf: number | undefined;
  /** Called where the function around the call ends. */
  readonly tail: boolean;
}

export interface FunctionNode {
  readonly name: string;
  readonly parent: FunctionNode | undefined;
  readonly parameters: Variable[];
  /** The last parameter takes the list of what is left over. */
  readonly rest: boolean;
  /** The most arguments that it takes, where that parameter stands for a few optional ones. */
  most: number;
  body: Node;
  readonly span: Span;
  /** The text that it comes from: 0 the program's, 1 the library's. */
  readonly file: number;
  /** A loop: its body runs in the frame of its parent, where its parameters are variables. */
  inlined: boolean;
  /** A loop is at the end of its parent. */
  tailInParent: boolean;
  /** Only called, never a value: what it captures is passed as further arguments. */
  lifted: boolean;
  /** When, in the order of evaluation, a value of it is first made. */
  readonly createdAt: number;
  /** Variables of outer functions that its code needs, once known. */
  free: ReadonlySet<Variable>;
  /** Known functions that its code calls, and those that it makes values of. */
  needs: ReadonlySet<FunctionNode>;
  /** The globals that its code names. */
  globals: ReadonlySet<Variable>;
  /** How often variables of its frame have got other slots. */
  slotChanges: number;
}

interface At {
  readonly span: Span;
}

export type Node =
  | (At & { readonly kind: "constant"; readonly value: Value })
  | (At & { readonly kind: "variable"; readonly variable: Variable })
  | (At & {
      readonly kind: "assign";
      readonly variable: Variable;
      readonly value: Node;
      readonly defines: boolean;
    })
  | (At & { readonly kind: "if"; readonly test: Node; readonly consequent: Node; readonly otherwise: Node })
  | (At & { readonly kind: "and" | "or"; readonly items: readonly Node[] })
  | (At & {
      readonly kind: "sequence";
      readonly items: readonly Node[];
      readonly declares?: readonly Variable[];
    })
  | (At & { readonly kind: "let"; readonly bindings: readonly Binding[]; readonly body: Node })
  | (At & { readonly kind: "function"; readonly function: FunctionNode })
  | (At & { readonly kind: "call"; readonly callee: Node; readonly items: readonly Node[] })
  | (At & { readonly kind: "primitive"; readonly primitive: Primitive; readonly items: readonly Node[] })
  | (At & {
      readonly kind: "loop";
      readonly function: FunctionNode;
      readonly variable: Variable;
      readonly items: readonly Node[];
    })
  | (At & { readonly kind: "while"; readonly test: Node; readonly body: Node })
  | (At & { readonly kind: "list"; readonly items: readonly Node[] })
  | (At & {
      readonly kind: "object";
      readonly fields: readonly { readonly key: Node; readonly value: Node }[];
    })
  | (At & {
      readonly kind: "try";
      readonly body: Node;
      readonly variable: Variable | undefined;
      readonly handler: Node | undefined;
      readonly cleanup: Node | undefined;
    })
  | (At & { readonly kind: "import"; readonly path: string })
  | (At & { readonly kind: "spawn"; readonly callee: Node; readonly items: readonly Node[] })
  | (At & {
      readonly kind: "receive";
      readonly clauses: readonly Clause[];
      readonly message: Variable;
      readonly after: { readonly milliseconds: number; readonly body: Node } | undefined;
    });

export type NodeOf<K extends Node["kind"]> = Extract<Node, { kind: K }>;

/** Bound one after the other, so `let` binds temporaries first where order matters. */
export interface Binding {
  readonly variable: Variable;
  readonly value: Node;
}

export interface Clause {
  /** A pattern of the machine. */
  readonly pattern: string;
  readonly bindings: readonly Binding[];
  readonly body: Node;
}

/** Ends a switch over the kinds of nodes: one that is forgotten there does not compile. */
export function unknownKind(node: never): never {
  throw new Error(`a node of an unknown kind: ${JSON.stringify(node)}`);
}

/** Follows loops to the function in whose frame the code runs. */
export function frameOf(code: FunctionNode): FunctionNode {
  let at = code;
  while (at.inlined && at.parent !== undefined) at = at.parent;
  return at;
}

export function newVariable(
  name: string,
  kind: Variable["kind"],
  owner: FunctionNode,
  span: Span,
  isBrought = false,
): Variable {
  return {
    name,
    isBrought,
    kind,
    owner,
    span,
    assigned: false,
    known: undefined,
    defined: kind === "local",
    recursive: false,
    initializedAt: Number.POSITIVE_INFINITY,
    silent: undefined,
    uses: [],
    boxed: false,
    slot: undefined,
  };
}

/** Makes a global as it is at first, for the next version of its program. */
export function renewVariable(variable: Variable, span: Span): void {
  const { name, owner, isBrought } = variable;
  Object.assign(variable, newVariable(name, "global", owner, span, isBrought));
}

export function newFunction(
  name: string,
  parent: FunctionNode | undefined,
  span: Span,
  file: number,
  rest: boolean,
  createdAt: number,
): FunctionNode {
  return {
    name,
    parent,
    parameters: [],
    rest,
    most: Number.POSITIVE_INFINITY,
    body: { kind: "constant", value: null, span },
    span,
    file,
    inlined: false,
    tailInParent: false,
    lifted: false,
    createdAt,
    free: NONE,
    needs: NONE,
    globals: NONE,
    slotChanges: 0,
  };
}
