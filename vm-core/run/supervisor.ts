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
export type ChildStart =
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
  readonly start: ChildStart;
  readonly restart: Restart;
  /** Milliseconds that it has to end when it is told to; 0 kills at once. */
  readonly shutdown: number;
  /** Null while it does not run. */
  pid: number | null;
  restarts: number;
  /** How many of the supervisor's tasks are to stop it. */
  stops?: number;
  /** It is none of the children any more. */
  isForgotten?: boolean;
}

export type SupervisorTask =
  | { readonly kind: "start" | "stop" | "forget"; readonly child: Child }
  | { readonly kind: "end"; readonly reason: Value };

export interface Supervisor {
  strategy: Strategy;
  /** More restarts than this within `period` milliseconds end the supervisor. */
  intensity: number;
  period: number;
  /** Also some that are forgotten: see `childrenOf`. */
  children: Child[];
  /** Of `children`. */
  forgotten: number;
  /** When it restarted, in the last period at least. */
  restarts: number[];
  /** What it has to do, in order, after some that are done. */
  tasks: SupervisorTask[];
  /** Of `tasks`. */
  done: number;
  stopping: { readonly pid: number; readonly timer: Timer | undefined } | null;
  /** A child's restart is among the pending starts of the system. */
  starting: boolean;
  /** It has been told to end: nothing is restarted any more. */
  ending: boolean;
}

/** The children of a supervisor, in the order in which they were started first. */
export function childrenOf({ children, forgotten }: Supervisor): readonly Child[] {
  return forgotten === 0 ? children : children.filter((child) => child.isForgotten !== true);
}

/** One of the children is none any more. They are gone through now and then, however many go one after the other. */
export function forgetChild(supervisor: Supervisor, child: Child): void {
  if (child.isForgotten === true) return;
  child.isForgotten = true;
  supervisor.forgotten++;
  if (supervisor.forgotten * 2 < supervisor.children.length) return;
  supervisor.children = [...childrenOf(supervisor)];
  supervisor.forgotten = 0;
}

export function addTask(supervisor: Supervisor, task: SupervisorTask): void {
  if (task.kind === "stop") task.child.stops = (task.child.stops ?? 0) + 1;
  supervisor.tasks.push(task);
}

/** The next task; undefined when nothing is left to do. */
export function nextTask(supervisor: Supervisor): SupervisorTask | undefined {
  const task = supervisor.tasks[supervisor.done];
  if (task === undefined) return undefined;
  supervisor.done++;
  if (supervisor.done === supervisor.tasks.length) {
    supervisor.tasks = [];
    supervisor.done = 0;
  }
  if (task.kind === "stop") task.child.stops = (task.child.stops ?? 1) - 1;
  return task;
}

/** Gives up all tasks. */
export function dropTasks(supervisor: Supervisor): void {
  for (const child of supervisor.children) child.stops = 0;
  supervisor.tasks = [];
  supervisor.done = 0;
}

/** Children that run, by their processes. A supervisor that a snapshot has given back has a table of its own. */
const RUNNING = new WeakMap<Supervisor, Map<number, Child>>();

export function runningChildren(supervisor: Supervisor): Map<number, Child> {
  let running = RUNNING.get(supervisor);
  if (running === undefined) {
    running = new Map();
    for (const child of supervisor.children) if (child.pid !== null) running.set(child.pid, child);
    RUNNING.set(supervisor, running);
  }
  return running;
}
