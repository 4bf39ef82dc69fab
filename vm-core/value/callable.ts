/**
 * Functions, closures and exceptions.
 *
 * Invariant: `address` is the source address that is displayed and compared; `entry` says where and how
 * the machine that made the value enters it.
 */
import { ObjectValue } from "./object.ts";
import type { Value } from "./value.ts";

/** How a machine enters a function: opaque to values, made and read by `run`. */
export interface Entry {
  /** Address in the machine's code space. */
  readonly start: number;
}

export class FunctionValue {
  constructor(
    readonly address: number,
    readonly parameters: readonly string[],
    readonly entry: Entry,
  ) {}
}

export class Closure {
  /** The number of the last mark that has found it: see `run/marking.ts`. */
  mark = 0;
  static {
    // As in lists.
    new Closure(0, [], ObjectValue.EMPTY, { start: 0 }).mark = -1;
  }

  constructor(
    readonly address: number,
    readonly parameters: readonly string[],
    readonly captured: ObjectValue,
    readonly entry: Entry,
  ) {}
}

/** One place of a trace, innermost first. */
export interface TraceFrame {
  readonly label: string;
  readonly file: string;
  /** One-based; 0 when the program has no source. */
  readonly line: number;
  readonly address: number;
  /** One-based, in UTF-16 code units, of code in Lisp: that has forms where assembly has instructions. */
  readonly column?: number;
}

/**
 * The call stack at the moment when an exception was raised: opaque to values, made and read by `run`. The places
 * themselves where it comes from another machine.
 */
export type Trace = readonly TraceFrame[] | { readonly innermost: object };

/** A fault or a thrown value as a program catches it. */
export class ExceptionValue {
  constructor(
    readonly kind: FaultKind,
    readonly message: string,
    /** The source address of the instruction that threw or failed. */
    readonly address: number,
    /** What was thrown; the message itself for a fault of the machine. */
    readonly value: Value,
    /** Where it came from: `run` reads the places on the call stack from it. */
    readonly trace: Trace,
    /** What else there is to say to people, a line each: never part of the message. */
    readonly notes: readonly Note[] = [],
  ) {}

  /** Has texts that are equal to those that it has in their place: nothing tells them apart. */
  hold(message: string, value: Value): void {
    const held = this as { -readonly [Field in keyof ExceptionValue]: ExceptionValue[Field] };
    held.message = message;
    held.value = value;
  }
}

/** A line about a failure: its words, or the item of a list of `allow` without which something was refused. */
export type Note = string | Lacking;

export interface Lacking {
  readonly is: "lacking";
  /** As `--allow` and launch configurations take it. */
  readonly item: string;
  /** The permission, where everything that it allowed so far has to be said with the item: it was not restricted yet. */
  readonly permission: string | null;
}

export type FaultKind =
  | "StackUnderflow"
  | "TypeMismatch"
  | "UndefinedVariable"
  | "IndexOutOfBounds"
  | "NotEnoughItems"
  | "NoScope"
  | "FileError"
  | "DivisionByZero"
  | "ParseError"
  | "UnknownLabel"
  | "CircularImport"
  | "DataError"
  | "PermissionDenied"
  | "ResourceLimit"
  | "Unsupported"
  | "Thrown";

/** What a fault is about, as data: a language that has words of its own for it makes them from this. */
export type FaultDetail =
  /** Operands of types that the operation does not take. */
  | { readonly is: "operands"; readonly expected: string; readonly got: readonly Value[] }
  /** No item of `of`, which has `length`, is at `index`. */
  | { readonly is: "index"; readonly of: Value; readonly index: Value; readonly length: number }
  /** What is called is no function. */
  | { readonly is: "callee"; readonly got: Value }
  /** What is wrong with the values, without who says so. */
  | { readonly is: "values"; readonly problem: string }
  /** The variable of this name has no value. */
  | { readonly is: "variable"; readonly name: string }
  /** A function is called with `got` arguments, which it does not take. */
  | { readonly is: "arguments"; readonly callee: FunctionValue | Closure; readonly got: number };

/** What went wrong in an operation: the machine turns it into a catchable exception. */
export class Fault {
  constructor(
    readonly kind: FaultKind,
    readonly message: string,
    /** What else there is to say to people, a line each: never part of the message. */
    readonly notes: readonly Note[] = [],
    readonly detail?: FaultDetail,
  ) {}
}

/** A fault of an operation's values; `name` is what the machine calls it. */
export function wrongValues(name: string, problem: string): Fault {
  return new Fault("DataError", `${name}: ${problem}`, [], { is: "values", problem });
}
