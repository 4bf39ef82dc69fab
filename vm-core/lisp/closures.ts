/**
 * Closures: which functions become which kind of code, and which variables live in cells.
 *
 * - A loop runs in the frame of the function around it.
 * - A local function that is only called is *lifted*: it is entered directly, and what it needs of outer
 *   functions is passed after its arguments (lambda lifting, Johnsson 1985).
 * - Any other is a closure over copies of what it needs. A variable that is captured and changes lives in a cell,
 *   which the copies share.
 */
import { NONE, withMember } from "../text/few.ts";
import { type FunctionNode, frameOf, type Node, unknownKind, type Variable } from "./nodes.ts";
import { nameGlobals, SlotNames } from "./slots.ts";
import { tally } from "./tally.ts";
import type { SteadyForm, Variables } from "./variables.ts";

/** Closures of a program, once they are settled. */
export interface SettledClosures {
  /** All functions that have code of their own, the top level's first. */
  functions(): readonly FunctionNode[];
  /** Those of them that are in no form of the top level. */
  readonly others: readonly FunctionNode[];
  /** The slots of globals. */
  readonly globals: ReadonlySet<string>;
}

/** As `settle`; returns all functions that have code of their own. */
export function settleClosures(
  roots: readonly FunctionNode[],
  variables: Pick<Variables, "globals" | "parts">,
  taken: Iterable<string> = [],
): readonly FunctionNode[] {
  return settle(roots, variables, taken).functions();
}

/**
 * Settles it for a program, in which slots that are `taken` are no longer free. What was settled of a form that is the same is
 * taken again. Unless the program is `isOpen`, which may bring globals that it does not define, these take no slots: it does not run.
 */
export function settle(
  [main, ...others]: readonly FunctionNode[],
  { globals, parts }: Pick<Variables, "globals" | "parts">,
  taken: Iterable<string> = [],
  isOpen = true,
): SettledClosures {
  const all = new Set(taken);
  nameGlobals(globals, all);
  if (!isOpen) for (const { defined, slot } of globals) if (!defined && slot !== undefined) all.delete(slot);
  for (const { form } of parts) {
    if (form?.settled !== undefined && !isStillSettled(form.settled, all)) form.settled = undefined;
  }
  const anew = parts.filter(({ form }) => form?.settled === undefined);
  tally.settled += anew.length;
  liftIn(anew);
  const collected = collectMain(main, parts);
  const inOthers: FunctionNode[] = [];
  for (const root of others) collect(root, inOthers);
  for (const code of inOthers) {
    collected.anew.push(code);
    collected.all.push(code);
  }
  settleAnew(anew, collected.anew, all);
  return { functions: () => collected.all, others: inOthers, globals: all };
}

/**
 * Settles some forms of a program in which everything else is settled, where globals with some names have come or gone; undefined
 * where that is not all that decides. `all` are the forms of the program, in order.
 */
export function settleForms(
  main: FunctionNode,
  forms: readonly SteadyForm[],
  { others, globals: before }: SettledClosures,
  names: readonly string[],
  all: () => readonly SteadyForm[],
): SettledClosures | undefined {
  const globals = withOthers(before, names);
  const isStill = ({ settled }: SteadyForm) => settled !== undefined && isStillSettled(settled, globals);
  if (names.length > 0) {
    const own = new Set(forms);
    if (!all().every((form) => own.has(form) || isStill(form))) return undefined;
  }
  const anew = forms.map((form) => ({ variables: form.variables, form }));
  tally.settled += anew.length;
  liftIn(anew);
  clear(main);
  const functions = [main];
  for (const form of forms) {
    form.functions = functionsIn(main, form.node);
    for (const code of form.functions) functions.push(code);
  }
  settleAnew(anew, functions, globals);
  if (forms.some(({ settled }) => settled === undefined)) return undefined;
  const inForms = () =>
    all()
      .toReversed()
      .flatMap((form) => form.functions);
  return { functions: () => [main, ...inForms(), ...others], others, globals };
}

/** Some names, without those of others that are among them, and with those that are not. */
function withOthers(names: ReadonlySet<string>, others: readonly string[]): ReadonlySet<string> {
  if (others.length === 0) return names;
  const all = new Set(names);
  for (const name of others) if (!all.delete(name)) all.add(name);
  return all;
}

/**
 * Settles a part of a program that is analysed by itself, in which globals have some slots; leaves the library as it is. False
 * where other parts decide, too.
 */
export function settlePart(
  main: FunctionNode,
  variables: Iterable<Variable>,
  globals: ReadonlySet<string>,
): boolean {
  const own = [...variables].filter(({ owner, kind }) => kind === "local" && owner.file === 0);
  const form: SteadyForm = { node: main.body, variables: own, functions: [], settled: undefined };
  liftIn([{ variables: own, form }]);
  clear(main);
  settleAnew([{ variables: own, form }], [main, ...functionsIn(main, main.body)], globals);
  return form.settled !== undefined;
}

function liftIn(parts: Variables["parts"]): void {
  for (const { variables } of parts) {
    for (const variable of variables) {
      variable.boxed = false;
      liftWherePossible(variable);
    }
  }
}

/** Settles parts of a program, with all functions in them. */
function settleAnew(
  parts: Variables["parts"],
  functions: readonly FunctionNode[],
  globals: ReadonlySet<string>,
): void {
  propagate(functions);
  const captured = capturesOf(functions);
  for (const [variable, by] of captured) variable.boxed = needsCell(variable, by);
  const names = new SlotNames(functions, captured, globals);
  for (const { variables, form } of parts) {
    const tried = names.give(variables);
    if (form !== undefined) form.settled = tried;
  }
}

function isStillSettled(tried: ReadonlyMap<string, boolean>, globals: ReadonlySet<string>): boolean {
  for (const [name, isGlobal] of tried) if (globals.has(name) !== isGlobal) return false;
  return true;
}

/** The functions that capture each variable. */
function capturesOf(functions: readonly FunctionNode[]): ReadonlyMap<Variable, readonly FunctionNode[]> {
  const captured = new Map<Variable, FunctionNode[]>();
  for (const code of functions) {
    for (const variable of code.free) {
      const by = captured.get(variable);
      if (by === undefined) captured.set(variable, [code]);
      else by.push(code);
    }
  }
  return captured;
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

/** The functions of a program, the top level's first. */
interface Collected {
  readonly all: FunctionNode[];
  /** But those of forms that are settled. */
  readonly anew: FunctionNode[];
}

function collectMain(main: FunctionNode, parts: Variables["parts"]): Collected {
  const forms = new Map<Node, SteadyForm>();
  for (const { form } of parts) if (form !== undefined) forms.set(form.node, form);
  const found: Collected = { all: [main], anew: [main] };
  clear(main);
  for (const item of (main.body.kind === "sequence" ? main.body.items : [main.body]).toReversed()) {
    const form = forms.get(item);
    const isSettled = form?.settled !== undefined;
    const functions = isSettled ? form.functions : functionsIn(main, item);
    if (!isSettled) for (const code of functions) found.anew.push(code);
    if (form !== undefined) form.functions = functions;
    for (const code of functions) found.all.push(code);
  }
  return found;
}

/** All functions in a part of the top level, in the order of their code. */
export function functionsIn(main: FunctionNode, item: Node): readonly FunctionNode[] {
  const functions: FunctionNode[] = [];
  collectIn(main, item, functions);
  return functions;
}

/** Finds the functions below a function, and what each needs directly. */
function collect(code: FunctionNode, functions: FunctionNode[]): void {
  functions.push(code);
  clear(code);
  collectIn(code, code.body, functions);
}

function clear(code: FunctionNode): void {
  code.free = NONE;
  code.needs = NONE;
  code.globals = NONE;
}

/** Finds the functions in a part of the code of a function. */
function collectIn(code: FunctionNode, part: Node, functions: FunctionNode[]): void {
  const inner: FunctionNode[] = [];
  const need = (variable: Variable): void => {
    const known = knownFunction(variable);
    if (known?.lifted) code.needs = withMember(code.needs, known);
    else if (variable.kind === "global") code.globals = withMember(code.globals, variable);
    else if (frameOf(variable.owner) !== code && !known?.inlined) code.free = withMember(code.free, variable);
  };
  visit(part, (node) => {
    if (node.kind === "variable" || node.kind === "assign") need(node.variable);
    if (node.kind === "function") inner.push(node.function);
    if (node.kind === "loop" && !node.function.inlined) {
      if (node.function.lifted) code.needs = withMember(code.needs, node.function);
      inner.push(node.function);
    }
  });
  for (const each of inner) {
    if (!each.lifted) code.needs = withMember(code.needs, each);
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
          code.free = withMember(code.free, variable);
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
