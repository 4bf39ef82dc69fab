/**
 * The names that are visible at the place of a frame of Lisp, with the variables of the machine that they mean.
 *
 * Invariant: a variable is shown under the name that it has in the text, and only while its frame holds it. Where
 * nothing is known about a text, as in the library, the frame's own variables are shown.
 */
import type { LispScope, LispSymbol, LispSymbols } from "../../lisp/index.ts";
import { LIBRARY_FILE } from "../../lisp/library.ts";
import { lineOf } from "../../program/source-file.ts";
import { type Frame, getVariable, setVariable, variablesOf } from "../../run/frame.ts";
import type { Process } from "../../run/process.ts";
import { Cell } from "../../value/cell.ts";
import type { Value } from "../../value/value.ts";
import type { StackFrame } from "../call-stack.ts";
import { scopeAt, symbolsOf } from "./scopes.ts";

/** A variable as it is now. */
export interface LispVariable {
  readonly name: string;
  /** Undefined while it has none. */
  readonly value: Value | undefined;
  /** Where it lives, if in a cell. */
  readonly cell: Cell | undefined;
  /** A function that is only called: it is code, and no value. */
  readonly isCode: boolean;
  assign(value: Value): void;
}

export interface NamedScope {
  readonly title: string;
  readonly variables: readonly LispVariable[];
}

export interface LispNames {
  /** Innermost first, those that hold something. */
  readonly scopes: readonly NamedScope[];
  readonly globals: NamedScope;
  /** Everything that can be named; a variable without a value hides outer ones. */
  readonly all: ReadonlyMap<string, LispVariable>;
}

export function lispNames(process: Process, { place, frame }: StackFrame): LispNames {
  const globalFrame = process.globals[frame.layout.module] ?? frame;
  const innermost =
    place === undefined || place.file.name === LIBRARY_FILE.name
      ? undefined
      : scopeAt(place.file, place.instruction.span);
  if (place === undefined || innermost === undefined) return rawNames(frame, globalFrame);
  const all = new Map<string, LispVariable>();
  const add = (variable: LispVariable): LispVariable => {
    if (!all.has(variable.name)) all.set(variable.name, variable);
    return variable;
  };
  const scopes: NamedScope[] = [];
  let form = -1;
  for (let scope: LispScope | undefined = innermost; scope?.parent !== undefined; scope = scope.parent) {
    const variables = scope.symbols
      .filter(({ kind }) => kind !== "macro")
      .map((symbol) => add(variableOf(symbol, symbol.isHeldIn(innermost) ? frame : undefined)))
      .filter(({ value }) => value !== undefined);
    // A `let*` has a scope for each binding; the text shows one.
    const before = form === scope.form.start ? scopes.pop() : undefined;
    form = scope.form.start;
    const title = before?.title ?? `${titleOf(scope)} (line ${lineOf(place.file, form)})`;
    scopes.push({ title, variables: [...(before?.variables ?? []), ...variables] });
  }
  const globals = globalVariables(symbolsOf(place.file), globalFrame);
  for (const variable of globals) add(variable);
  const held = scopes.filter(({ variables }) => variables.length > 0);
  return { scopes: held, globals: { title: GLOBALS, variables: globals }, all };
}

const GLOBALS = "Globals";

function titleOf({ kind, name }: LispScope): string {
  return kind === "function" ? (name ?? "lambda") : kind;
}

function variableOf({ name, kind, slot, boxed }: LispSymbol, frame: Frame | undefined): LispVariable {
  if (slot !== undefined && frame !== undefined) return slotVariable(name, slot, boxed, frame);
  const isCode = kind === "function" && slot === undefined;
  return { name, isCode, value: undefined, cell: undefined, assign: () => undefined };
}

function slotVariable(name: string, slot: string, boxed: boolean, frame: Frame): LispVariable {
  const held = getVariable(frame, slot);
  if (boxed && held instanceof Cell) return cellVariable(name, held);
  return {
    name,
    isCode: false,
    cell: undefined,
    get value() {
      return getVariable(frame, slot);
    },
    assign: (value) => setVariable(frame, slot, value),
  };
}

function cellVariable(name: string, cell: Cell): LispVariable {
  return {
    name,
    isCode: false,
    cell,
    get value() {
      return cell.value;
    },
    assign: (value) => {
      cell.value = value;
    },
  };
}

/** Variables come first, functions last. What imports have brought is there, too. */
function globalVariables({ definitions, scopes }: LispSymbols, frame: Frame): readonly LispVariable[] {
  const own = new Map(
    scopes
      .filter(({ kind }) => kind === "program")
      .flatMap(({ symbols }) => symbols.map((one) => [one.name, one])),
  );
  const others = new Set(definitions.filter((one) => own.get(one.name) !== one).map(({ slot }) => slot));
  const variables = variablesOf(frame)
    .map(([name]) => name)
    .filter((name) => own.has(name) || !(others.has(name) || name.startsWith("~")))
    .map((name) => slotVariable(name, name, false, frame));
  const isFunction = ({ name }: LispVariable): boolean => own.get(name)?.kind === "function";
  return [...variables.filter((one) => !isFunction(one)), ...variables.filter(isFunction)];
}

function rawNames(frame: Frame, globalFrame: Frame): LispNames {
  const variables = (from: Frame): LispVariable[] =>
    variablesOf(from).map(([name, value]) => slotVariable(name, name, value instanceof Cell, from));
  const locals = frame === globalFrame ? [] : variables(frame);
  const globals = variables(globalFrame);
  const all = new Map([...globals, ...locals].map((variable) => [variable.name, variable]));
  const scopes = locals.length > 0 ? [{ title: "Locals", variables: locals }] : [];
  return { scopes, globals: { title: GLOBALS, variables: globals }, all };
}
