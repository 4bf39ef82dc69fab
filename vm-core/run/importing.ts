/**
 * Modules as data: what a path leads to, what a process has loaded, what an import under way keeps.
 *
 * Absent by design: carrying imports out (`modules.ts`).
 */
import type { Program } from "../program/program.ts";
import type { Allowance } from "../text/allowance.ts";
import type { Fault } from "../value/callable.ts";
import type { ObjectValue } from "../value/object.ts";
import type { Value } from "../value/value.ts";
import type { Frame, HandlerEntry } from "./frame.ts";

/** The key of the session of evaluated data, of whose globals each process has its own. */
export const SESSION_KEY = "#eval";

/** The data that a session has taken and that define something, the last one first. */
export interface EvaluatedDatum {
  readonly datum: Value;
  readonly previous: EvaluatedDatum | null;
}

/** What a module's path leads to. */
export interface ModuleSource {
  /** The same for every path that leads to the same module. */
  readonly key: string;
  readonly program: Program;
  /** An estimate of what it takes once it is in the code space, in bytes; absent where all runs share it. */
  readonly bytes?: number;
}

/** Finds and reads a module: `path` as written in the file `from`. What the allowance throws ends it. */
export type LoadModule = (path: string, from: string, allowance: Allowance) => Promise<ModuleSource | Fault>;

/** A module as one process sees it. */
export interface ModuleInstance {
  /** Undefined while its top level runs. */
  readonly exports: ObjectValue | undefined;
}

/** An import that is under way: what is to be restored when it ends. Linked, innermost first. */
export interface Importing {
  readonly key: string;
  readonly exports: ObjectValue;
  readonly stack: Value[];
  readonly frame: Frame;
  readonly handlers: HandlerEntry | null;
  readonly pending: ObjectValue;
  /** Where the IMPORT is. */
  readonly address: number;
  /** Where the importer continues. */
  readonly resume: number;
  /** A snapshot holds its frame and its stack: who continues with them copies them first. */
  readonly isKept?: boolean;
  /** Of data that are evaluated: how many of the imports under way are. The value is what the program leaves. */
  readonly evaluations?: number;
  readonly previous: Importing | null;
}
