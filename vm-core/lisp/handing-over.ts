/**
 * Which calls at the end of a function leave its frame in place.
 *
 * A call of a function that comes back by itself takes no space for long, so the caller stays on the call stack and a fault
 * says where it was called. One that hands over to values that it was given, as `call-with-values` does, is called as
 * the program's own functions are: in the place of its caller, so that loops through it run in constant space.
 *
 * Invariant: a function that comes back calls no function of the program in its own place.
 */
import { knownFunction } from "./closures.ts";
import type { FunctionNode, Node, NodeOf } from "./nodes.ts";
import { PRIMITIVES } from "./primitives.ts";

const LIBRARY = 1;

/** The function of the library that a function is, or is within. */
export function ownerOf(code: FunctionNode): string | undefined {
  if (code.file !== LIBRARY) return undefined;
  const { parent, name } = code;
  if (parent?.file === LIBRARY) return ownerOf(parent);
  // The function value of a primitive, `%display`, or what it is with a port, `%display-to`.
  const primitive = /^%(.+?)(?:-to)?$/.exec(name)?.[1] ?? "";
  return PRIMITIVES.has(primitive) ? primitive : name;
}

/** Whether a function stays on the call stack while one that it ends with runs. */
export function staysBelow(caller: FunctionNode, callee: FunctionNode): boolean {
  const owner = ownerOf(caller);
  // A function of the library that programs name: faults below it are said to be its own.
  if (owner !== undefined) return callee.name !== owner && isNamed(owner);
  return (callee.file === LIBRARY || isMade(callee)) && !handsOver(callee);
}

function isNamed(name: string): boolean {
  return !name.startsWith("%");
}

/** A form has made it, as `define-record-type` makes accessors: its parameters are names that no program has written. */
function isMade({ parameters }: FunctionNode): boolean {
  return parameters.length > 0 && parameters.every(({ isBrought }) => isBrought);
}

const KNOWN = new WeakMap<FunctionNode, boolean>();

/** Whether a function may end with a call of something that it was given, or of the program's. */
function handsOver(root: FunctionNode): boolean {
  let is = KNOWN.get(root);
  if (is === undefined) {
    is = search(root);
    KNOWN.set(root, is);
  }
  return is;
}

function search(root: FunctionNode): boolean {
  const seen = new Set<FunctionNode>([root]);
  for (const code of seen) {
    for (const node of endsOf(code.body)) {
      const next = functionAt(node);
      if (next === "any" || (next !== undefined && next.file !== LIBRARY && next !== root)) return true;
      if (next !== undefined && !staysIn(code, next)) seen.add(next);
    }
  }
  return false;
}

/** Whether a function of the library keeps its frame when it ends with a call of another one. */
function staysIn(code: FunctionNode, next: FunctionNode): boolean {
  return code.file === LIBRARY && staysBelow(code, next);
}

/** What a node at the end of a function calls: a function, any function, or none. */
function functionAt(node: Node): FunctionNode | "any" | undefined {
  if (node.kind === "loop") return node.function;
  if (node.kind === "primitive") return node.primitive.style === "apply" ? "any" : undefined;
  if (node.kind !== "call") return undefined;
  const { callee } = node;
  if (callee.kind === "function") return callee.function;
  return (callee.kind === "variable" ? knownFunction(callee.variable) : undefined) ?? "any";
}

/** The nodes that a function may end with. */
function* endsOf(body: Node): Generator<Node> {
  const pending = [body];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const parts = endingParts(node);
    if (parts === undefined) yield node;
    else pending.push(...parts);
  }
}

/** The parts of a node that are at the end where it is; undefined where it has none. */
function endingParts(node: Node): readonly Node[] | undefined {
  switch (node.kind) {
    case "if":
      return [node.consequent, node.otherwise];
    case "let":
      return [node.body];
    case "sequence":
    case "and":
    case "or":
      return node.items.slice(-1);
    case "loop":
      return node.function.inlined ? [node.function.body] : undefined;
    case "receive":
      return receiveEnds(node);
    default:
      return undefined;
  }
}

function receiveEnds({ clauses, after }: NodeOf<"receive">): readonly Node[] {
  return [...clauses.map(({ body }) => body), ...(after === undefined ? [] : [after.body])];
}
