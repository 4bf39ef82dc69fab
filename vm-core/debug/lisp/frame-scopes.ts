/** The scopes of a frame of Lisp: those of the text, the globals, the process, the operand stack. */
import type { Process } from "../../run/process.ts";
import type { Value } from "../../value/value.ts";
import type { StackFrame } from "../call-stack.ts";
import type { Notation } from "../notation.ts";
import {
  type Contents,
  operandContents,
  type ShownVariable,
  type VariableScope,
  variable,
} from "../variables.ts";
import { type LispVariable, lispNames, type NamedScope } from "./names.ts";

export function lispScopes(
  process: Process,
  frame: StackFrame,
  notation: Notation,
  ofProcess: VariableScope,
): readonly VariableScope[] {
  const { scopes, globals } = lispNames(process, frame);
  const inner = new Set<string>();
  const scope = ({ title, variables }: NamedScope): VariableScope => {
    const shadowed = new Set(inner);
    for (const { name } of variables) inner.add(name);
    return { name: title, contents: contentsOf(variables, notation, shadowed) };
  };
  const operands = operandContents(frame.operands as Value[], notation);
  return [
    ...scopes.map((one) => ({ ...scope(one), isLocal: true })),
    scope(globals),
    ofProcess,
    { name: "Operand Stack", contents: operands },
  ];
}

/** `shadowed`: names that are bound in an inner scope, too, where an expression means that variable. */
function contentsOf(
  variables: readonly LispVariable[],
  notation: Notation,
  shadowed: ReadonlySet<string>,
): Contents {
  const shown = ({ name, value }: LispVariable): ShownVariable =>
    variable(name, value ?? null, notation, shadowed.has(name) ? undefined : notation.variable(name));
  return {
    kind: "named",
    length: variables.length,
    page: (start, end) => variables.slice(start, end).map(shown),
    assign: (name, value) => {
      const found = variables.find((one) => one.name === name);
      found?.assign(value);
      return found !== undefined;
    },
  };
}
