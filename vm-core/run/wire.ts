/**
 * Values as plain data, for records and for machines on other cores.
 *
 * A wire is a table: what holds other values has a row, and rows refer to each other by number, so what is shared is
 * written once and stays shared, and cells may lead back to themselves. Rows are JSON. A function is written as its
 * place: the module, by its key, and the address there; who reads must have loaded that module.
 * Invariants: both ways are linear in what is written, without recursion; a wire that no machine has written is refused
 * with a WireError, and never makes a value that breaks an invariant.
 * Absent by design: what handles stand for. They name the same things only where the host knows them.
 */
import { Bytes, Handle, type HandleKind } from "../value/bytes.ts";
import {
  Closure,
  ExceptionValue,
  type FaultKind,
  FunctionValue,
  type Note,
  type TraceFrame,
} from "../value/callable.ts";
import { Cell } from "../value/cell.ts";
import { normalInt } from "../value/int.ts";
import { List } from "../value/list.ts";
import { ObjectValue } from "../value/object.ts";
import { SymbolValue } from "../value/symbol.ts";
import { Float, type Value } from "../value/value.ts";
import { closureEntry } from "./calls.ts";
import type { CodeSpace } from "./code-space.ts";
import type { EntryPoint } from "./frame.ts";
import { framesOf } from "./traces.ts";

/** A value: itself where JSON has it, `[n]` for row `n`. */
export type WireItem = null | boolean | number | string | readonly [row: number];

export type WireRow =
  | readonly ["int", string]
  | readonly ["float", string]
  | readonly ["text", string]
  | readonly ["list", ...WireItem[]]
  /** Keys and values in turn. */
  | readonly ["object", ...WireItem[]]
  /** A character for each byte. */
  | readonly ["bytes", string]
  | readonly ["handle", HandleKind, string, number]
  | readonly ["symbol", string]
  | readonly ["cell", WireItem]
  | readonly ["function", string, number, readonly string[]]
  | readonly ["closure", string, number, readonly string[], WireItem]
  | readonly ["exception", FaultKind, string, number, WireItem, readonly TraceFrame[], readonly Note[]];

export interface WireForm {
  readonly root: WireItem;
  readonly rows: readonly WireRow[];
}

/** Why a wire cannot be read. */
export class WireError extends Error {}

/** Texts up to this length are written where they are used. */
const SHORT = 32;

export function encode(value: Value, space: CodeSpace): WireForm {
  const numbers = new Map<Value, number>();
  const order: Value[] = [];
  const item = (part: Value): WireItem => {
    if (part === null || typeof part === "boolean" || typeof part === "number") return part;
    if (typeof part === "string" && part.length <= SHORT) return part;
    let number = numbers.get(part);
    if (number === undefined) {
      number = order.length;
      numbers.set(part, number);
      order.push(part);
    }
    return [number];
  };
  const root = item(value);
  const rows: WireRow[] = [];
  // `order` grows while rows are written.
  for (let number = 0; number < order.length; number++) rows.push(rowOf(order[number], space, item));
  return { root, rows };
}

function rowOf(value: Value, space: CodeSpace, item: (part: Value) => WireItem): WireRow {
  if (typeof value === "bigint") return ["int", String(value)];
  if (typeof value === "string") return ["text", value];
  if (value instanceof Float) return ["float", Object.is(value.value, -0) ? "-0" : String(value.value)];
  if (value instanceof List) return ["list", ...value.toArray().map(item)];
  if (value instanceof ObjectValue) {
    return ["object", ...[...value.entries()].flatMap(([key, field]) => [key, item(field)])];
  }
  if (value instanceof Bytes) return ["bytes", textOfBytes(value.data)];
  if (value instanceof Handle) return ["handle", value.kind, value.name, value.id];
  if (value instanceof SymbolValue) return ["symbol", value.name];
  if (value instanceof Cell) return ["cell", item(value.value)];
  if (value instanceof ExceptionValue) {
    const { kind, message, address, notes } = value;
    return ["exception", kind, message, address, item(value.value), framesOf(value), notes];
  }
  if (value instanceof FunctionValue || value instanceof Closure) {
    const { module, address } = space.origin(value);
    const { parameters } = value;
    return value instanceof Closure
      ? ["closure", module.key, address, parameters, item(value.captured)]
      : ["function", module.key, address, parameters];
  }
  throw new Error(`a value of an unknown kind: ${value}`);
}

const PIECE = 8_192;

function textOfBytes(data: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < data.length; at += PIECE) {
    pieces.push(String.fromCharCode(...data.subarray(at, at + PIECE)));
  }
  return pieces.join("");
}

/** Makes a value of a wire, in a machine that has loaded the modules of its functions. Throws a WireError. */
export function decode(wire: WireForm, space: CodeSpace): Value {
  return new Decoder(wire, space).decode();
}

class Decoder {
  private readonly made: (Value | undefined)[];

  constructor(
    private readonly wire: WireForm,
    private readonly space: CodeSpace,
  ) {
    this.made = new Array(wire.rows.length).fill(undefined);
  }

  decode(): Value {
    const { rows, root } = this.wire;
    // Values lead in circles through cells alone: once there are cells, each row can be made after its parts.
    rows.forEach((row, number) => {
      if (row[0] === "cell") this.made[number] = new Cell(null);
    });
    rows.forEach((row, number) => {
      if (row[0] !== "cell") return;
      this.makeAll(row[1]);
      (this.made[number] as Cell).value = this.valueOf(row[1]);
    });
    this.makeAll(root);
    return this.valueOf(root);
  }

  /** Makes the rows that an item needs, parts first. */
  private makeAll(item: WireItem): void {
    const pending: number[] = [];
    const opened = new Set<number>();
    const need = (part: WireItem): void => {
      if (typeof part === "object" && part !== null && this.made[this.numberOf(part)] === undefined) {
        if (opened.has(part[0])) throw new WireError(`row ${part[0]} holds itself`);
        pending.push(part[0]);
      }
    };
    need(item);
    for (let number = pending.at(-1); number !== undefined; number = pending.at(-1)) {
      if (this.made[number] !== undefined) {
        pending.pop();
        continue;
      }
      if (!opened.has(number)) {
        opened.add(number);
        for (const part of partsOf(this.wire.rows[number])) need(part);
        if (pending.at(-1) !== number) continue;
      }
      pending.pop();
      this.made[number] = this.valueOfRow(this.wire.rows[number]);
    }
  }

  private numberOf([number]: readonly [number]): number {
    if (this.wire.rows[number] === undefined) throw new WireError(`there is no row ${number}`);
    return number;
  }

  private valueOf(item: WireItem): Value {
    if (typeof item !== "object" || item === null) {
      if (typeof item === "number" && !Number.isSafeInteger(item)) throw new WireError(`${item} is no Int`);
      return item;
    }
    return this.made[this.numberOf(item)] as Value;
  }

  private valueOfRow(row: WireRow): Value {
    switch (row[0]) {
      case "int":
        return normalInt(BigInt.asIntN(64, BigInt(row[1])));
      case "float":
        return new Float(Number(row[1]));
      case "text":
        return row[1];
      case "list":
        return List.of(row.slice(1).map((item) => this.valueOf(item as WireItem)));
      case "object":
        return this.objectOf(row.slice(1) as WireItem[]);
      case "bytes":
        return new Bytes(Uint8Array.from(row[1], (character) => character.charCodeAt(0)));
      case "handle":
        return new Handle(row[1], row[2], row[3]);
      case "symbol":
        return new SymbolValue(row[1]);
      case "cell":
        return new Cell(null);
      case "exception": {
        const [, kind, message, address, value, trace, notes] = row;
        return new ExceptionValue(kind, message, address, this.valueOf(value), trace, notes);
      }
      default:
        return this.callableOf(row);
    }
  }

  private objectOf(items: readonly WireItem[]): ObjectValue {
    let object = ObjectValue.EMPTY;
    for (let at = 0; at + 1 < items.length; at += 2) {
      object = object.with(String(items[at]), this.valueOf(items[at + 1]));
    }
    return object;
  }

  private callableOf(row: Extract<WireRow, readonly ["function" | "closure", ...unknown[]]>): Value {
    const [kind, key, address, parameters] = row;
    const module = this.space.moduleByKey(key);
    if (module === undefined) throw new WireError(`the module ${key} is not loaded`);
    const found = this.space.functionAt(module, address, parameters);
    if (found === undefined) throw new WireError(`there is no such function at ${address} of ${key}`);
    if (kind === "function") return found;
    const captured = this.valueOf(row[4]);
    if (!(captured instanceof ObjectValue)) throw new WireError("what a closure has captured is no object");
    return new Closure(
      found.address,
      parameters,
      captured,
      closureEntry(found.entry as EntryPoint, captured),
    );
  }
}

/** The items that a row cannot be made without. */
function partsOf(row: WireRow): readonly WireItem[] {
  switch (row[0]) {
    case "list":
      return row.slice(1) as WireItem[];
    case "object":
      return row.slice(1).filter((_, index) => index % 2 === 1) as WireItem[];
    case "closure":
      return [row[4]];
    case "exception":
      return [row[4]];
    default:
      return [];
  }
}
