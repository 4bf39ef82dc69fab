/** What instructions are to generated code. */
import type { RegisterForm } from "../ir/registers.ts";
import type { EntryPoint } from "../run/frame.ts";
import type { CellAct } from "./cell-writer.ts";

/** What an instruction is to generated code. */
export type Act =
  | Exclude<RegisterForm, { readonly kind: "step" }>
  /**
   * Executed by the interpreter's step, and the unit continues: at `to`, where that is not the next instruction. `walks` when it may
   * walk values or make some, `wakes` when another process may be ready afterwards.
   */
  | {
      readonly kind: "step";
      readonly pops: number;
      readonly pushes: number;
      readonly to?: number;
      readonly walks: boolean;
      readonly wakes?: boolean;
      /** How many parameters the function has that is on top of what it takes. */
      readonly parameters?: number;
    }
  /** Makes a list of the topmost values. */
  | { readonly kind: "make-list"; readonly count: number }
  /** Makes, reads or changes a cell. */
  | CellAct
  /** A call of a function that the instruction names. */
  | { readonly kind: "call"; readonly target: number; readonly parameters: readonly string[] }
  /** A call of a function value, which is expected to be one like that which was called before. */
  | { readonly kind: "call-value"; readonly met: MetCallee }
  /** A call of a function value of which nothing is known, with a number of arguments. */
  | { readonly kind: "call-any"; readonly count: number }
  /** Applies a function value to a list. */
  | { readonly kind: "apply" }
  /** Calls that take the place of the function. */
  | { readonly kind: "tail-call"; readonly target: number; readonly parameters: readonly string[] }
  /** The same of the function itself, by whose called form: it begins again at `target`, its start. */
  | { readonly kind: "again"; readonly target: number; readonly parameters: readonly string[] }
  | { readonly kind: "tail-call-any"; readonly count: number }
  | { readonly kind: "tail-apply" }
  /** The next closure captures a variable. */
  | { readonly kind: "capture"; readonly name: string }
  /** Makes a closure with what was captured. */
  | { readonly kind: "make-closure"; readonly target: number; readonly parameters: readonly string[] }
  | { readonly kind: "return" }
  /** The unit is left in front of it. */
  | { readonly kind: "leave" };

/** A function value that was called: every closure that the same code makes is like it. */
export interface MetCallee {
  /** How it is entered, by identity. */
  readonly entry: EntryPoint & { readonly capturedSlots?: readonly number[]; readonly unnamed?: boolean };
  readonly parameters: readonly string[];
}

/** What an act takes from the stack and puts there. A call is taken to leave one value. */
export function effectOf(act: Act): { readonly pops: number; readonly pushes: number } {
  switch (act.kind) {
    case "constant":
    case "load":
      return { pops: 0, pushes: 1 };
    case "rearrange":
      return { pops: act.pops, pushes: act.sources.length };
    case "compute":
      return { pops: act.operation.count, pushes: 1 };
    case "store":
    case "branch":
      return { pops: 1, pushes: 0 };
    case "step":
    case "cell":
      return act;
    case "call":
      return { pops: act.parameters.length, pushes: 1 };
    case "call-value":
      return { pops: act.met.parameters.length + 1, pushes: 1 };
    case "call-any":
      return { pops: act.count + 1, pushes: 1 };
    case "apply":
      return { pops: 2, pushes: 1 };
    case "tail-call":
    case "again":
      return { pops: act.parameters.length, pushes: 0 };
    case "tail-call-any":
      return { pops: act.count + 1, pushes: 0 };
    case "tail-apply":
      return { pops: 2, pushes: 0 };
    case "make-list":
      return { pops: act.count, pushes: 1 };
    case "make-closure":
      return { pops: 0, pushes: 1 };
    default:
      return { pops: 0, pushes: 0 };
  }
}

/** Where an act leads to beside the next one. */
export function targetsOf(act: Act): readonly number[] {
  if (act.kind === "jump" || act.kind === "branch" || act.kind === "again") return [act.target];
  return act.kind === "step" && act.to !== undefined ? [act.to] : [];
}

/** Calls that take the place of the function. */
export const TAIL_CALLS: readonly Act["kind"][] = ["tail-call", "tail-call-any", "tail-apply"];
const ENDS: readonly Act["kind"][] = ["jump", "leave", "return", "again", ...TAIL_CALLS];
/** Calls that come back to the unit: a block ends with one. */
export const CALLS: readonly Act["kind"][] = ["call", "call-value", "call-any", "apply"];

/** Whether the next instruction can follow in the unit. */
export function fallsOn(act: Act): boolean {
  if (act.kind === "step") return act.to === undefined;
  return !ENDS.includes(act.kind);
}

/** Acts that do nothing in which the end of a slice could be seen, beside what their forms ask for. */
export const PLAIN: readonly Act["kind"][] = [
  "constant",
  "load",
  "store",
  "rearrange",
  "compute",
  "make-list",
  "cell",
  "jump",
  "branch",
  "again",
  "return",
];

/** Those that tell the heap of nothing but the closure that they make. */
export const CLOSING: readonly Act["kind"][] = ["capture", "make-closure"];
