/**
 * Supervision: a process that starts others, watches them, and restarts them by a strategy.
 *
 * Stopping a child takes time when it traps exits, so what a supervisor has to do is a list of tasks that goes
 * on whenever a child has ended. The rules are those of Erlang/OTP's supervisors.
 *
 * Invariants: children are started in order and stopped in reverse order; while `stopping` or `starting` is set, no task runs; a
 * supervisor that ends by itself or by a signal other than `kill` has stopped its children first.
 */
import { Fault } from "../value/callable.ts";
import { effort } from "../value/effort.ts";
import type { Value } from "../value/value.ts";
import { begun, finished, Work } from "../value/work.ts";
import type { Process } from "./process.ts";
import { Launch } from "./spawn.ts";
import { pausing } from "./starts.ts";
import {
  addTask,
  type Child,
  childrenOf,
  dropTasks,
  forgetChild,
  nextTask,
  runningChildren,
  type Strategy,
  type Supervisor,
  type SupervisorTask,
} from "./supervisor.ts";
import type { System } from "./system.ts";
import { NORMAL, tiesOf } from "./ties.ts";

export const DEFAULT_INTENSITY = 3;
export const DEFAULT_PERIOD = 5_000;
export const DEFAULT_SHUTDOWN = 5_000;

export function startSupervisor(
  process: Process,
  strategy: Strategy,
  intensity: number,
  period: number,
): string {
  if (process.supervisor !== null) Object.assign(process.supervisor, { strategy, intensity, period });
  process.supervisor ??= {
    strategy,
    intensity,
    period,
    children: [],
    forgotten: 0,
    restarts: [],
    tasks: [],
    done: 0,
    stopping: null,
    starting: false,
    ending: false,
  };
  return "supervisor_started";
}

/** What a process is told that is no supervisor. */
export const NOT_SUPERVISOR = "not_supervisor";

/** Supervises a child that has been started. */
export function superviseChild(system: System, process: Process, child: Child, started: Process): string {
  const { supervisor } = process;
  if (supervisor === null) return NOT_SUPERVISOR;
  supervisor.children.push(child);
  adopt(system, process, child, started);
  return `supervising_${child.name}`;
}

export function restartChild(system: System, process: Process, name: string): string {
  const { supervisor } = process;
  if (supervisor === null) return "not_supervisor";
  const child = childNamed(supervisor, name);
  if (child === undefined) return `child_not_found_${name}`;
  if (!mayRestart(system, supervisor)) return `restart_limit_exceeded_${name}`;
  addTask(supervisor, { kind: "stop", child });
  addTask(supervisor, { kind: "start", child });
  goOn(system, process, supervisor);
  return `restarting_${name}`;
}

export function stopChild(system: System, process: Process, name: string): string {
  const { supervisor } = process;
  if (supervisor === null) return "not_supervisor";
  const child = childNamed(supervisor, name);
  if (child === undefined) return `child_not_found_${name}`;
  addTask(supervisor, { kind: "stop", child });
  addTask(supervisor, { kind: "forget", child });
  goOn(system, process, supervisor);
  return `stopped_${name}`;
}

function childNamed(supervisor: Supervisor, name: string): Child | undefined {
  effort.spent += supervisor.children.length;
  return supervisor.children.find((known) => known.name === name && known.isForgotten !== true);
}

/** An exit signal that comes from a child is the supervisor's business; true when it was. */
export function childEnded(system: System, process: Process, from: number, reason: Value): boolean {
  const { supervisor } = process;
  if (supervisor === null) return false;
  const running = runningChildren(supervisor);
  const child = running.get(from);
  if (child === undefined) return false;
  running.delete(from);
  child.pid = null;
  if (supervisor.stopping?.pid === from) {
    if (supervisor.stopping.timer !== undefined) system.timers.cancel(supervisor.stopping.timer);
    supervisor.stopping = null;
  } else if (!supervisor.ending && !isToStop(child)) {
    react(system, process, supervisor, child, reason);
  }
  goOn(system, process, supervisor);
  return true;
}

/** True when the child was about to be stopped: that it has ended by itself then changes nothing. */
function isToStop({ stops = 0 }: Child): boolean {
  return stops > 0;
}

/** What to do about a child that has ended by itself. */
function react(system: System, process: Process, supervisor: Supervisor, child: Child, reason: Value): void {
  const abnormal = reason !== NORMAL && reason !== "shutdown";
  if (child.restart === "temporary") {
    forgetChild(supervisor, child);
    return;
  }
  if (child.restart === "transient" && !abnormal) return;
  if (!mayRestart(system, supervisor)) {
    end(system, process, supervisor, "shutdown");
    return;
  }
  const affected = affectedBy(supervisor, child);
  for (const other of [...affected].reverse()) addTask(supervisor, { kind: "stop", child: other });
  for (const other of affected) {
    const kind = other.restart === "temporary" ? "forget" : "start";
    addTask(supervisor, { kind, child: other });
  }
}

/** The children that are started anew when one has ended, in order. */
function affectedBy(supervisor: Supervisor, child: Child): readonly Child[] {
  const { strategy } = supervisor;
  if (strategy === "one_for_one") return [child];
  const children = childrenOf(supervisor);
  return strategy === "one_for_all" ? [...children] : children.slice(children.indexOf(child));
}

/** Counts a restart; false when there have been too many. */
function mayRestart(system: System, supervisor: Supervisor): boolean {
  const now = system.now();
  const { restarts, intensity, period } = supervisor;
  const isWithin = (time: number): boolean => now - time <= period;
  // They are in order: the last but so many tells whether there are as many.
  const last = restarts.length - intensity;
  if (intensity === 0 || (last >= 0 && isWithin(restarts[last]))) return false;
  restarts.push(now);
  // Those that count no more are dropped whenever there are twice as many.
  if ((restarts.length & (restarts.length - 1)) === 0) supervisor.restarts = restarts.filter(isWithin);
  return true;
}

/** Ends the supervisor once its children are stopped, in reverse order. Its own code goes no further. */
function end(system: System, process: Process, supervisor: Supervisor, reason: Value): void {
  system.stopWaiting(process);
  process.state = "supervising";
  supervisor.ending = true;
  dropTasks(supervisor);
  for (const child of [...childrenOf(supervisor)].reverse()) addTask(supervisor, { kind: "stop", child });
  addTask(supervisor, { kind: "end", reason });
}

/** A supervisor that is to end by a signal stops its children first; false when there is nothing to stop. */
export function shutDown(system: System, process: Process, reason: Value): boolean {
  const { supervisor } = process;
  if (supervisor === null || !hasChildren(supervisor)) return false;
  if (!supervisor.ending) {
    end(system, process, supervisor, reason);
    goOn(system, process, supervisor);
  }
  return true;
}

/** A supervisor that has ended waits for no child any more. */
export function abandonChildren({ timers }: System, { supervisor }: Process): void {
  if (supervisor === null) return;
  const timer = supervisor.stopping?.timer;
  if (timer !== undefined) timers.cancel(timer);
  dropTasks(supervisor);
}

/** A supervisor whose code has ended continues while it has children; false when it has none. */
export function supervisesOn(process: Process): boolean {
  const { supervisor } = process;
  if (supervisor === null || !(hasChildren(supervisor) || supervisor.tasks.length > 0)) return false;
  process.state = "supervising";
  return true;
}

function hasChildren(supervisor: Supervisor): boolean {
  return runningChildren(supervisor).size > 0;
}

/** Tasks that are done at once. */
const AT_ONCE = 1_000;

/** Leaves the rest of the tasks to be done before anybody runs, after a look at the clock. */
function goOnLater(system: System, process: Process, supervisor: Supervisor): void {
  supervisor.starting = true;
  system.starts.add({
    isReply: false,
    begin: pausing,
    end: () => {
      const current = process.supervisor;
      if (current === null || process.state === "ended") return;
      current.starting = false;
      goOn(system, process, current);
    },
  });
}

/** Works through the tasks until one has to wait. */
function goOn(system: System, process: Process, supervisor: Supervisor): void {
  while (supervisor.stopping === null && !supervisor.starting && process.state !== "ended") {
    const task = nextTask(supervisor);
    if (task === undefined) break;
    perform(system, process, supervisor, task);
    if (supervisor.tasks.length > 0 && ++system.tasks % AT_ONCE === 0 && system.collectsInSlices)
      goOnLater(system, process, supervisor);
  }
  const idle = supervisor.stopping === null && !supervisor.starting && supervisor.tasks.length === 0;
  if (idle && process.state === "supervising" && !hasChildren(supervisor)) system.end(process, NORMAL);
}

function perform(system: System, process: Process, supervisor: Supervisor, task: SupervisorTask): void {
  switch (task.kind) {
    case "end":
      system.end(process, task.reason);
      break;
    case "stop":
      stop(system, process, supervisor, task.child);
      break;
    case "forget":
      forgetChild(supervisor, task.child);
      break;
    default:
      restart(system, process, supervisor, task.child);
  }
}

function restart(system: System, process: Process, supervisor: Supervisor, child: Child): void {
  if (child.pid !== null) return;
  child.restarts++;
  if (system.isFull) {
    end(system, process, supervisor, "shutdown");
    return;
  }
  let launch = new Launch(system, process, child.start);
  const work = begun(launch.copying());
  if (!(work instanceof Work)) {
    restarted(system, process, child, launch);
    return;
  }
  if (!system.collectsInSlices) {
    finished(work.rest());
    restarted(system, process, child, launch);
    return;
  }
  supervisor.starting = true;
  const { name } = child;
  system.starts.add({
    isReply: false,
    begin: () => {
      launch = new Launch(system, process, child.start);
      return launch.copying();
    },
    end: (result) => {
      // A snapshot that was restored has other records.
      const current = process.supervisor;
      if (current === null || process.state === "ended") return;
      current.starting = false;
      const known = current.children.find(
        (one) => one.name === name && one.pid === null && one.isForgotten !== true,
      );
      if (result instanceof Fault) end(system, process, current, "shutdown");
      else if (known !== undefined) restarted(system, process, known, launch);
      goOn(system, process, current);
    },
  });
}

function restarted(system: System, process: Process, child: Child, launch: Launch): void {
  system.heap.grow(launch.bytes);
  adopt(system, process, child, launch.start());
  if (system.events.heard) {
    system.events.emit(process.id, { kind: "restart", child: child.pid ?? 0, name: child.name });
  }
}

function adopt(system: System, process: Process, child: Child, started: Process): void {
  child.pid = started.id;
  runningChildren(process.supervisor as Supervisor).set(started.id, child);
  tiesOf(process).links.add(started.id);
  const ties = tiesOf(started);
  ties.links.add(process.id);
  ties.supervisor = process.id;
  if (system.events.heard) system.events.emit(process.id, { kind: "link", other: started.id });
}

function stop(system: System, process: Process, supervisor: Supervisor, child: Child): void {
  const target = child.pid === null ? undefined : system.processes.get(child.pid);
  if (target === undefined) return;
  if (child.shutdown === 0) {
    supervisor.stopping = { pid: target.id, timer: undefined };
    system.kill(process.id, target);
    return;
  }
  const deadline = system.now() + child.shutdown;
  const timer = system.timers.set(deadline, { kind: "kill", from: process.id, pid: target.id });
  supervisor.stopping = { pid: target.id, timer };
  system.signal(process.id, target, "shutdown");
}
