/** Steps of the process instructions. */
import type { Mnemonic } from "../../isa/index.ts";
import { effort } from "../../value/effort.ts";
import { isInt, normalInt } from "../../value/int.ts";
import { List } from "../../value/list.ts";
import { ObjectValue } from "../../value/object.ts";
import { mismatch } from "../../value/operators.ts";
import type { Int, Value } from "../../value/value.ts";
import { begun, Pace, type Portions, Work } from "../../value/work.ts";
import { leaveOperation } from "../long-work.ts";
import { continueAt } from "../pace.ts";
import type { Process } from "../process.ts";
import { SIGNAL } from "../signal.ts";
import { BYTES } from "../sizes.ts";
import type { Handlers, Site, Step } from "../step.ts";
import {
  DEFAULT_INTENSITY,
  DEFAULT_PERIOD,
  restartChild,
  startSupervisor,
  stopChild,
} from "../supervision.ts";
import { childrenOf, type Strategy } from "../supervisor.ts";
import type { System } from "../system.ts";
import { downMessage, freshReference, tiesOf } from "../ties.ts";
import { nothing } from "./operation.ts";

/** The step of an instruction that names a process: by its operand, or by the number on top. */
function withPid(
  name: string,
  operand: Int | null,
  { next, system, heap }: Site,
  act: (system: System, process: Process, other: Process | undefined, pid: Int) => Value,
): Step {
  const given = operand ?? undefined;
  return (process) => {
    const pid = given ?? process.stack.pop();
    if (pid === undefined) return process.underflow(name);
    if (!isInt(pid)) return process.raiseFault(mismatch(name, "an integer pid", pid));
    // Pids count from 1: one beyond 2^53, which is rounded here, is no process.
    process.stack.push(act(system, process, system.processes.get(Number(pid)), pid));
    return heap.grow(BYTES.tie) ? process.collect(next) : next;
  };
}

function link(system: System, process: Process, other: Process | undefined): Value {
  if (other === undefined) return "link_failed";
  if (other !== process) {
    tiesOf(process).links.add(other.id);
    tiesOf(other).links.add(process.id);
    if (system.events.heard) system.events.emit(process.id, { kind: "link", other: other.id });
  }
  return `linked_${other.id}`;
}

function unlink(system: System, process: Process, other: Process | undefined): Value {
  if (other === undefined || process.ties?.links.has(other.id) !== true) return "unlink_failed";
  process.ties.links.delete(other.id);
  other.ties?.links.delete(process.id);
  if (system.events.heard) system.events.emit(process.id, { kind: "unlink", other: other.id });
  return `unlinked_${other.id}`;
}

function monitor(system: System, process: Process, other: Process | undefined, pid: Int): Value {
  const ref = freshReference(process, pid);
  if (system.events.heard) system.events.emit(process.id, { kind: "monitor", other: pid, ref });
  if (other === undefined) {
    // What a notice holds is an Int.
    system.deliver(process, downMessage(normalInt(BigInt(pid)), ref, "noproc"));
  } else {
    tiesOf(process).watching.set(ref, other.id);
    tiesOf(other).watchers.set(ref, process.id);
  }
  return ref;
}

function demonitor(system: System, process: Process, ref: string): string {
  const pid = process.ties?.watching.get(ref);
  if (pid === undefined) return "monitor_not_found";
  process.ties?.watching.delete(ref);
  system.processes.get(pid)?.ties?.watchers.delete(ref);
  if (system.events.heard) system.events.emit(process.id, { kind: "demonitor", other: pid, ref });
  return "demonitor_success";
}

function exitSignal({ next, system }: Site): Step {
  return (process) => {
    const { stack } = process;
    if (stack.length < 2) return process.underflow("EXIT_SIGNAL");
    const pid = stack.pop() as Value;
    const reason = stack.pop() as Value;
    if (!isInt(pid))
      return process.raiseFault(mismatch("EXIT_SIGNAL", "a reason and an integer pid", reason, pid));
    const target = system.processes.get(Number(pid));
    if (target === undefined) return next;
    if (reason === "kill") system.kill(process.id, target);
    else system.signal(process.id, target, reason);
    return afterOthers(system, process, next);
  };
}

/** Where a process continues after an instruction by which others may have ended and started, and it may have ended itself. */
function afterOthers(system: System, process: Process, next: number): number {
  if (process.state !== "ready") return SIGNAL.gone;
  if (system.starts.length === 0) return continueAt(process, next);
  process.resume = next;
  return SIGNAL.spent;
}

/** A step that pushes what a computation on the process gives. */
function pushing(
  compute: (process: Process, system: System) => Value,
): (instruction: unknown, site: Site) => Step {
  return (_, { next, system }) =>
    (process) => {
      process.stack.push(compute(process, system));
      return continueAt(process, next);
    };
}

/** A step on a supervisor and a child. It may end the supervisor itself, which may be linked to what it stops. */
function onChild(
  act: (system: System, process: Process, name: string) => string,
  name: string,
  { next, system }: Site,
): Step {
  return (process) => {
    process.stack.push(act(system, process, name));
    return afterOthers(system, process, next);
  };
}

function processObject(process: Process, running: Process): Value {
  return ObjectValue.from([
    ["pid", process.id],
    ["name", process.ties?.names.values().next().value ?? process.name],
    ["state", process === running ? "running" : process.state],
    ["messages", process.mailbox?.length ?? 0],
    ["reductions", process.instructions],
    ["links", List.of([...(process.ties?.links ?? [])])],
    ["parent", process.parent],
  ]);
}

/** Counted effort, and bytes, of a process in the list of PROCESSES. */
const LISTED = { effort: 32, bytes: 400 } as const;

function* listingProcesses({ processes }: System, running: Process): Portions<Value> {
  const pace = new Pace();
  const objects: Value[] = [];
  let isLong = false;
  for (const process of processes.values()) {
    objects.push(processObject(process, running));
    effort.spent += LISTED.effort + (process.ties?.links.size ?? 0);
    if (!pace.isOver()) continue;
    isLong = true;
    yield LISTED.bytes * objects.length;
  }
  if (isLong) yield LISTED.bytes * objects.length;
  return List.of(objects);
}

/** Counted effort, and bytes, of a child in the list of WHICH_CHILDREN. */
const CHILD = { effort: 16, bytes: 300 } as const;

function* listingChildren({ supervisor }: Process): Portions<Value> {
  const pace = new Pace();
  const objects: Value[] = [];
  let isLong = false;
  for (const { name, pid, restarts, restart } of supervisor === null ? [] : childrenOf(supervisor)) {
    const fields = { name, pid: pid ?? 0, restarts, restart };
    objects.push(ObjectValue.from(Object.entries(fields)));
    effort.spent += CHILD.effort;
    if (!pace.isOver()) continue;
    isLong = true;
    yield CHILD.bytes * objects.length;
  }
  if (isLong) yield CHILD.bytes * objects.length;
  return List.of(objects);
}

/** The step of an instruction that lists what there may be many of. */
function listing(
  objectsOf: (system: System, process: Process) => Portions<Value>,
): (instruction: unknown, site: Site) => Step {
  return (_, site) => (process) => {
    const { stack } = process;
    const objects = begun(objectsOf(site.system, process));
    if (objects instanceof Work)
      return leaveOperation(process, site, { work: objects, top: stack.length, grown: nothing });
    stack.push(objects as Value);
    return continueAt(process, site.next);
  };
}

export const PROCESS_HANDLERS = {
  SELF: pushing((process) => process.id),
  YIELD:
    (_, { next }) =>
    (process) => {
      process.resume = next;
      return SIGNAL.yield;
    },
  REGISTER: ({ operands: { name } }, site) =>
    pushing((process, system) => system.register(process, name))(null, site),
  UNREGISTER: ({ operands: { name } }, site) =>
    pushing((process, system) => system.unregister(process, name))(null, site),
  WHEREIS: ({ operands: { name } }, site) =>
    pushing((_process, system) => system.names.get(name) ?? 0)(null, site),
  LINK: ({ operands }, site) => withPid("LINK", operands.pid, site, link),
  UNLINK: ({ operands }, site) => withPid("UNLINK", operands.pid, site, unlink),
  MONITOR: ({ operands }, site) => withPid("MONITOR", operands.pid, site, monitor),
  DEMONITOR: ({ operands }, { next, system }) => {
    return (process) => {
      const ref = operands.ref ?? process.stack.pop();
      if (ref === undefined) return process.underflow("DEMONITOR");
      if (typeof ref !== "string")
        return process.raiseFault(mismatch("DEMONITOR", "a monitor reference", ref));
      process.stack.push(demonitor(system, process, ref));
      return next;
    };
  },
  TRAP_EXIT: (_, { next }) => {
    return (process) => {
      const traps = process.stack.pop();
      if (traps === undefined) return process.underflow("TRAP_EXIT");
      if (typeof traps !== "boolean") return process.raiseFault(mismatch("TRAP_EXIT", "a Bool", traps));
      process.trapsExit = traps;
      return next;
    };
  },
  EXIT_SIGNAL: (_, site) => exitSignal(site),
  START_SUPERVISOR: ({ operands: { strategy, intensity, period } }, site) =>
    pushing((process) =>
      startSupervisor(
        process,
        (strategy ?? "one_for_one") as Strategy,
        intensity ?? DEFAULT_INTENSITY,
        period ?? DEFAULT_PERIOD,
      ),
    )(null, site),
  RESTART_CHILD: ({ operands: { name } }, site) => onChild(restartChild, name, site),
  STOP_CHILD: ({ operands: { name } }, site) => onChild(stopChild, name, site),
  WHICH_CHILDREN: listing((_system, process) => listingChildren(process)),
  PROCESSES: listing(listingProcesses),
} as const satisfies Partial<Handlers<Mnemonic>>;
