/**
 * Where functions of WebAssembly keep what calls under way need, once the host's stack has no room for more of them.
 *
 * Each call has a record: at which call it waits, its variables, and what it has on the stack below the arguments. Records of a
 * function have one size, and that of a call is found by how deep it is. In front of the records is room for arguments.
 *
 * Invariant: between runs of such functions the memory holds nothing, so all share it: such a function calls nobody but itself.
 */
import { int32, load, store, type ValueType, type WasmCode } from "./encode.ts";
import type { LoopType } from "./operations.ts";

/** Pages of the memory, and its bytes. */
export const PAGES = 8;
export const BYTES = PAGES * 65_536;
/** Bytes of a field, whatever it holds. */
export const FIELD = 8;

export const TYPE_OF: Readonly<Record<LoopType, ValueType>> = { int: "i64", float: "f64", truth: "i32" };

/** A call of the function itself: where it is, and the types of what is on the stack below the arguments. */
export interface SelfCall {
  readonly address: number;
  readonly index: number;
  readonly stack: readonly LoopType[];
}

/** Where the parts of a record are. */
export class RecordLayout {
  /** The most values that are on the stack. */
  most = 0;
  readonly sites = new Map<number, SelfCall>();

  constructor(
    readonly parameters: number,
    readonly others: number,
  ) {}

  /** The first field says which call it is. Parameters follow, then the other variables, and a mark for each that has a value. */
  variable(index: number): number {
    return FIELD * (1 + index);
  }

  mark(other: number): number {
    return this.variable(this.parameters + this.others + other);
  }

  stacked(index: number): number {
    return this.variable(this.parameters + 2 * this.others + index);
  }

  get size(): number {
    return this.stacked(this.most);
  }

  /** Where the records begin. */
  get start(): number {
    return FIELD * this.parameters;
  }
}

/** Pushes argument `index` of the next call. */
export const loadArgument = (index: number): WasmCode => load("i64", int32(0), FIELD * index);
export const storeArgument = (index: number, value: WasmCode): WasmCode =>
  store("i64", int32(0), FIELD * index, value);
