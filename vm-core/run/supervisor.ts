/**
 * What a supervisor keeps: its children, how each is started, and what it has still to do.
 *
 * Absent by design: carrying it out (`supervision.ts`).
 */
import type { Closure, FunctionValue } from "../value/callable.ts";
import type { Value } from "../value/value.ts";
import type { ModuleSource } from "./importing.ts";
import type { Timer } from "./timers.ts";

/** What a process is started with: kept by supervisors, to start it again. */
export type Start =
  | {
      readonly kind: "function";
      readonly callee: FunctionValue | Closure;
      readonly arguments: readonly Value[];
    }
  | { readonly kind: "module"; readonly source: ModuleSource; readonly name: string };

export type Strategy = "one_for_one" | "one_for_all" | "rest_for_one";
export type Restart = "permanent" | "transient" | "temporary";

export interface Child {
  readonly name: string;
  readonly start: Start;
  readonly restart: Restart;
  /** Milliseconds that it has to end when it is told to; 0 kills at once. */
  readonly shutdown: number;
  /** Null while it does not run. */
  pid: number | null;
  restarts: number;
}

export type Task =
  | { readonly kind: "start" | "stop" | "forget"; readonly child: Child }
  | { readonly kind: "end"; readonly reason: Value };

export interface Supervisor {
  strategy: Strategy;
  /** More restarts than this within `period` milliseconds end the supervisor. */
  intensity: number;
  period: number;
  children: Child[];
  /** When it restarted, within the last period. */
  restarts: number[];
  tasks: Task[];
  stopping: { readonly pid: number; readonly timer: Timer | undefined } | null;
  /** A child's restart is among the pending starts of the system. */
  starting: boolean;
  /** It has been told to end: nothing is restarted any more. */
  ending: boolean;
}
