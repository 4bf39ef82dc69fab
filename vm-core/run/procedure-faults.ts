/**
 * Faults of code in Lisp, in its words: the procedure, what it expects, and what it was given, written as data.
 *
 * Invariant: no mnemonic and no address is named. What has no procedure of its own keeps the words of the machine, which
 * are those of files, limits and messages.
 */
import { calleeOf } from "../program/control-flow.ts";
import type { Procedure } from "../program/program.ts";
import type { Fault, FaultDetail } from "../value/callable.ts";
import type { Value } from "../value/value.ts";
import { type LoadedModules, labelIn, placeIn, type SourcePlace } from "./code-space.ts";
import type { EntryPoint, Frame } from "./frame.ts";
import { Thrown } from "./thrown.ts";
import { writeLisp } from "./write-lisp.ts";

/** The message of a fault that was raised at a place, in a frame. */
export function messageOf(
  fault: Fault,
  place: SourcePlace,
  frame: Frame | null,
  modules: LoadedModules,
): string {
  const { module, instruction } = place;
  const { procedures } = module.program;
  if (procedures === undefined) return fault.message;
  if (fault instanceof Thrown) return fault.hasOwnText ? fault.message : written(fault.value);
  const procedure = procedures.get(instruction.origin);
  if (fault.detail?.is === "arguments") return argumentsInWords(fault.detail, modules);
  if (fault.detail?.is === "variable") return `Undefined variable: ${withoutNumber(fault.detail.name)}`;
  if (procedure === undefined) return fault.message;
  const named = (words: string): string => `${calledBy(procedure, place, frame, modules)}: ${words}`;
  if (fault.detail !== undefined) return named(inWords(fault.detail, procedure));
  return fault.kind === "DivisionByZero" ? named(fault.message) : fault.message;
}

/**
 * The name of what the program has called: of the functions of the library that are entered from each other, the outermost.
 * One that was called as a value is taken for what the program handed over, unless the library has no name for it.
 */
function calledBy(
  procedure: Procedure,
  place: SourcePlace,
  frame: Frame | null,
  modules: LoadedModules,
): string {
  let [within, name] = split(procedure);
  let at = place;
  for (let inner = frame; inner !== null && isInLibrary(at); inner = inner.parent) {
    const caller = placeIn(modules, inner.callAddress);
    if (caller === undefined || !isInLibrary(caller)) break;
    const isValue = calleeOf(caller.instruction) === undefined;
    if (isValue && labelIn(modules, inner.start)?.replace(/^%/, "") === within) break;
    const outer = caller.module.program.procedures?.get(caller.instruction.origin);
    if (outer === undefined) break;
    [within] = split(outer);
    if (!within.startsWith("%")) name = within;
    at = caller;
  }
  return name;
}

/** The function that something is a part of, and its name. */
function split({ name }: Procedure): [within: string, name: string] {
  const blank = name.indexOf(" ");
  return blank < 0 ? [name, name] : [name.slice(0, blank), name.slice(blank + 1)];
}

function isInLibrary({ file }: SourcePlace): boolean {
  return file.name.startsWith("ttvm-std:");
}

function inWords(
  detail: Exclude<FaultDetail, { readonly is: "arguments" | "variable" }>,
  { expects }: Procedure,
): string {
  switch (detail.is) {
    case "operands":
      return operandsInWords(detail.got, expects ?? detail.expected);
    case "callee":
      return `expected a function, got ${written(detail.got)}`;
    case "values":
      return detail.problem;
    case "index": {
      const { of, index, length } = detail;
      const sequence = typeof of === "string" ? "a string" : "a list";
      if (length === 0) return `expected ${expects ?? `${sequence} that is not empty`}, got ${written(of)}`;
      if (expects !== undefined) return `expected ${expects}, got ${written(of)}`;
      return `expected an index from 0 to ${length - 1}, got ${written(index)} for ${written(of)}`;
    }
    default:
      return detail satisfies never;
  }
}

function operandsInWords(operands: readonly Value[], expects: string): string {
  const [, place, expected] = /^(\d) (.*)$/.exec(expects) ?? [];
  const got = place === undefined ? operands : operands.slice(Number(place)).slice(0, 1);
  return `expected ${expected ?? expects}, got ${got.map(written).join(" and ")}`;
}

/** Of several functions, or variables, with one name each has a number. */
function withoutNumber(name: string): string {
  return name.replace(/~\d+$/, "");
}

/** `f` takes 2 arguments, not 1. */
function argumentsInWords(
  { callee, got }: Extract<FaultDetail, { readonly is: "arguments" }>,
  modules: LoadedModules,
): string {
  const { parameters } = callee;
  const label = labelIn(modules, (callee.entry as EntryPoint).start) ?? "lambda";
  const name = withoutNumber(label);
  const isOpen = parameters.at(-1)?.startsWith("...") === true;
  const wanted = parameters.length - (isOpen ? 1 : 0);
  return `\`${name}\` takes ${isOpen ? "at least " : ""}${wanted} argument${wanted === 1 ? "" : "s"}, not ${got}`;
}

/** Longer values are cut. */
const LONGEST = 200;

function written(value: Value): string {
  return writeLisp(value, { limit: LONGEST });
}
