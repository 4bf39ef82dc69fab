/**
 * What ties processes to each other: links, monitors and names.
 *
 * Invariant: links are symmetric, and each monitor is known to both of its ends. Ties go with their process.
 * The rules are Erlang/OTP's.
 */
import { ObjectValue } from "../value/object.ts";
import type { Int, Value } from "../value/value.ts";

/** The reason of a normal end. */
export const NORMAL = "normal";

/** Kept only by processes that have some. */
export interface Ties {
  readonly links: Set<number>;
  /** Monitors that this process has set: the reference and whom it watches. */
  readonly watching: Map<string, number>;
  /** Monitors that others have set on this process, in order. */
  readonly watchers: Map<string, number>;
  readonly names: Set<string>;
  /** The supervisor whose child the process is; 0 when it is none. */
  supervisor: number;
  /** How many references to a process have been made: a new one is never like an old one. */
  readonly references: Map<Int, number>;
}

/** Who has ties: a process. */
interface Tied {
  readonly id: number;
  ties: Ties | null;
}

export function tiesOf(process: Tied): Ties {
  process.ties ??= {
    links: new Set(),
    watching: new Map(),
    watchers: new Map(),
    names: new Set(),
    supervisor: 0,
    references: new Map(),
  };
  return process.ties;
}

/** The message of a trapped exit. */
export function exitMessage(pid: number, reason: Value): Value {
  return ObjectValue.from([
    ["kind", "exit"],
    ["pid", pid],
    ["reason", reason],
  ]);
}

/** The notice of a monitor. */
export function downMessage(pid: Int, ref: string, reason: Value): Value {
  return ObjectValue.from([
    ["kind", "down"],
    ["pid", pid],
    ["ref", ref],
    ["reason", reason],
  ]);
}

/** A reference that this process has not used yet. */
export function freshReference(process: Tied, watched: Int): string {
  const plain = `mon_${process.id}_${watched}`;
  const ties = tiesOf(process);
  const uses = (ties.references.get(watched) ?? 0) + 1;
  ties.references.set(watched, uses);
  return uses === 1 ? plain : `${plain}_${uses}`;
}
