/**
 * Faults of code in Lisp, in its words: the procedure, what it expects, and what it was given, written as data.
 *
 * Invariant: no mnemonic and no address is named. What has no procedure of its own keeps the words of the machine, which
 * are those of files, limits and messages.
 */
import type { Procedure } from "../program/program.ts";
import type { Fault, FaultDetail } from "../value/callable.ts";
import type { Value } from "../value/value.ts";
import { labelIn, type Modules, type SourcePlace } from "./code-space.ts";
import type { EntryPoint } from "./frame.ts";
import { Thrown } from "./thrown.ts";
import { writeLisp } from "./write-lisp.ts";

/** The message of a fault that was raised at a place. */
export function messageOf(fault: Fault, { module, instruction }: SourcePlace, modules: Modules): string {
  const { procedures } = module.program;
  if (procedures === undefined) return fault.message;
  if (fault instanceof Thrown) return fault.hasOwnText ? fault.message : written(fault.value);
  const procedure = procedures.get(instruction.origin);
  if (fault.detail?.is === "arguments") return argumentsInWords(fault.detail, modules);
  if (fault.detail?.is === "variable") return `Undefined variable: ${withoutNumber(fault.detail.name)}`;
  if (procedure === undefined) return fault.message;
  if (fault.detail !== undefined) return `${procedure.name}: ${inWords(fault.detail, procedure)}`;
  return fault.kind === "DivisionByZero" ? `${procedure.name}: ${fault.message}` : fault.message;
}

function inWords(
  detail: Exclude<FaultDetail, { readonly is: "arguments" | "variable" }>,
  { expects }: Procedure,
): string {
  switch (detail.is) {
    case "operands":
      return `expected ${expects ?? detail.expected}, got ${detail.got.map(written).join(" and ")}`;
    case "callee":
      return `expected a function, got ${written(detail.got)}`;
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

/** Of several functions, or variables, with one name each has a number. */
function withoutNumber(name: string): string {
  return name.replace(/~\d+$/, "");
}

/** `f` takes 2 arguments, not 1. */
function argumentsInWords(
  { callee, got }: Extract<FaultDetail, { readonly is: "arguments" }>,
  modules: Modules,
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
