/**
 * Closures: which functions become which kind of code, and which variables live in cells.
 *
 * - A loop runs in the frame of the function around it.
 * - A local function that is only called is *lifted*: it is entered directly, and what it needs of outer
 *   functions is passed after its arguments (lambda lifting, Johnsson 1985).
 * - Any other is a closure over copies of what it needs. A variable that is captured and changes lives in a cell,
 *   which the copies share.
 */
import { type FunctionNode, frameOf, type Node, unknownKind, type Variable } from "./nodes.ts";

/** Settles it for a program, in which slots that are `taken` are no longer free; returns all functions that have code of their own. */
export function settleClosures(
  roots: readonly FunctionNode[],
  variables: Iterable<Variable> & { readonly globals: readonly Variable[] },
  taken: Iterable<string> = [],
): readonly FunctionNode[] {
  for (const variable of variables) {
    variable.boxed = false;
    liftWherePossible(variable);
  }
  const functions: FunctionNode[] = [];
  for (const root of roots) collect(root, functions);
  propagate(functions);
  const captured = new Map<Variable, FunctionNode[]>();
  for (const code of functions) {
    for (const variable of code.free) captured.set(variable, [...(captured.get(variable) ?? []), code]);
  }
  for (const [variable, by] of captured) variable.boxed = needsCell(variable, by);
  nameSlots(functions, variables, captured, new Set(taken));
  return functions;
}

/** The function that a variable always is. */
export function knownFunction(variable: Variable): FunctionNode | undefined {
  return variable.assigned ? undefined : variable.known;
}

function liftWherePossible(variable: Variable): void {
  const known = knownFunction(variable);
  if (variable.kind !== "local" || known === undefined || known.inlined) return;
  const count = known.parameters.length;
  known.lifted = variable.uses.every(
    ({ callOf }) => callOf !== undefined && (known.rest ? callOf >= count - 1 : callOf === count),
  );
}

/** Finds the functions below a function, and what each needs directly. */
function collect(code: FunctionNode, functions: FunctionNode[]): void {
  functions.push(code);
  code.free.clear();
  code.needs.clear();
  code.globals.clear();
  const inner: FunctionNode[] = [];
  const need = (variable: Variable): void => {
    const known = knownFunction(variable);
    if (known?.lifted) code.needs.add(known);
    else if (variable.kind === "global") code.globals.add(variable);
    else if (frameOf(variable.owner) !== code && !known?.inlined) code.free.add(variable);
  };
  visit(code.body, (node) => {
    if (node.kind === "variable" || node.kind === "assign") need(node.variable);
    if (node.kind === "function") inner.push(node.function);
    if (node.kind === "loop" && !node.function.inlined) {
      if (node.function.lifted) code.needs.add(node.function);
      inner.push(node.function);
    }
  });
  for (const each of inner) {
    if (!each.lifted) code.needs.add(each);
    collect(each, functions);
  }
}

/** Visits the nodes that run in the frame of a function. */
export function visit(root: Node, seen: (node: Node) => void): void {
  const pending: Node[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    seen(node);
    for (const part of partsOf(node)) pending.push(part);
  }
}

function partsOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case "assign":
      return [node.value];
    case "if":
      return [node.test, node.consequent, node.otherwise];
    case "let":
      return [...node.bindings.map(({ value }) => value), node.body];
    case "call":
    case "spawn":
      return [node.callee, ...node.items];
    case "loop":
      return node.function.inlined ? [...node.items, node.function.body] : node.items;
    case "while":
      return [node.test, node.body];
    case "object":
      return node.fields.flatMap(({ key, value }) => [key, value]);
    case "try":
      return [node.body, node.handler, node.cleanup].filter((part) => part !== undefined);
    case "receive":
      return [
        ...node.clauses.flatMap(({ bindings, body }) => [...bindings.map(({ value }) => value), body]),
        ...(node.after === undefined ? [] : [node.after.body]),
      ];
    case "and":
    case "or":
    case "sequence":
    case "list":
    case "primitive":
      return node.items;
    case "constant":
    case "variable":
    case "function":
    case "import":
      return [];
    default:
      return unknownKind(node);
  }
}

/** What a function needs for those that it calls or makes. */
function propagate(functions: readonly FunctionNode[]): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (const code of functions) {
      for (const needed of code.needs) {
        for (const variable of needed.free) {
          if (frameOf(variable.owner) === code || code.free.has(variable)) continue;
          code.free.add(variable);
          changed = true;
        }
      }
    }
  }
}

function needsCell(variable: Variable, by: readonly FunctionNode[]): boolean {
  if (variable.assigned) return true;
  return (
    variable.recursive && by.some(({ lifted, createdAt }) => !lifted && createdAt <= variable.initializedAt)
  );
}

/** The names that a frame has no more use for: its own, and those of the globals where they are looked for there. */
class TakenNames {
  private readonly own = new Set<string>();

  constructor(private readonly globals: ReadonlySet<string> | undefined) {}

  has(name: string): boolean {
    return this.own.has(name) || this.globals?.has(name) === true;
  }

  add(name: string): void {
    this.own.add(name);
  }
}

/** Gives each variable a name that is its own in every frame that it is in. */
function nameSlots(
  functions: readonly FunctionNode[],
  variables: Iterable<Variable> & { readonly globals: readonly Variable[] },
  captured: ReadonlyMap<Variable, readonly FunctionNode[]>,
  all: Set<string>,
): void {
  const taken = new Map<FunctionNode, TakenNames>();
  nameGlobals(variables.globals, all);
  for (const code of functions) {
    const names = new TakenNames(code.parent === undefined ? all : undefined);
    taken.set(code, names);
    if (code.parent !== undefined) for (const variable of code.globals) names.add(slotOf(variable));
  }
  /** Of names that several variables of a frame have, the number that the next one tries. */
  const numbers = new Map<FunctionNode, Map<string, number>>();
  for (const variable of variables) {
    if (variable.kind !== "local") continue;
    const frames = [frameOf(variable.owner), ...(captured.get(variable) ?? [])];
    const sets = frames.flatMap((frame) => taken.get(frame) ?? []);
    const isRest =
      variable.owner.rest && !variable.owner.inlined && variable.owner.parameters.at(-1) === variable;
    const base = isRest ? `...${variable.name}` : variable.name;
    const tried = numbers.get(frames[0]) ?? new Map<string, number>();
    numbers.set(frames[0], tried);
    let name = base;
    let number = tried.get(base) ?? 2;
    while (sets.some((set) => set.has(name)) || (variable.recursive && all.has(name))) {
      name = `${base}~${number++}`;
    }
    tried.set(base, number);
    for (const set of sets) set.add(name);
    if (variable.slot !== name) for (const frame of frames) frame.slotChanges++;
    variable.slot = name;
  }
}

/** A global has its own name as its slot; one that a template brought has another, which no program can write. */
function nameGlobals(globals: readonly Variable[], all: Set<string>): void {
  for (const variable of globals) {
    if (variable.isBrought) continue;
    variable.slot = variable.name;
    all.add(variable.name);
  }
  const numbers = new Map<string, number>();
  for (const variable of globals) {
    if (!variable.isBrought) continue;
    let number = numbers.get(variable.name) ?? 2;
    while (all.has(`${variable.name}~${number}`)) number++;
    numbers.set(variable.name, number + 1);
    variable.slot = `${variable.name}~${number}`;
    all.add(variable.slot);
  }
}

/** The name of the slot of a variable. */
export function slotOf(variable: Variable): string {
  return variable.slot ?? variable.name;
}
