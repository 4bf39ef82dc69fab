/** Steps of the process instructions. */
import type { Mnemonic } from "../../isa/index.ts";
import { Closure, FunctionValue } from "../../value/callable.ts";
import { CellCopier } from "../../value/cell-copier.ts";
import { effort } from "../../value/effort.ts";
import { isInt } from "../../value/int.ts";
import { List } from "../../value/list.ts";
import { ObjectValue } from "../../value/object.ts";
import { mismatch } from "../../value/operators.ts";
import { type Pattern, parsePattern } from "../../value/pattern.ts";
import type { Int, Value } from "../../value/value.ts";
import { begun, Pace, type Portions, Work } from "../../value/work.ts";
import { leaveOperation, leaveWork } from "../long-work.ts";
import type { Mailbox } from "../mailbox.ts";
import { continueAt } from "../pace.ts";
import type { Awaiting, Process } from "../process.ts";
import { SIGNAL } from "../signal.ts";
import { BYTES } from "../sizes.ts";
import { announcement, Launch, startAtOnce } from "../spawn.ts";
import type { Handlers, Site, Step } from "../step.ts";
import {
  DEFAULT_INTENSITY,
  DEFAULT_PERIOD,
  DEFAULT_SHUTDOWN,
  NOT_SUPERVISOR,
  restartChild,
  startSupervisor,
  stopChild,
  superviseChild,
} from "../supervision.ts";
import { type ChildStart, childrenOf, type Restart, type Strategy } from "../supervisor.ts";
import type { System } from "../system.ts";
import { downMessage, freshReference, tiesOf } from "../ties.ts";
import { lookUp } from "./control.ts";
import { nothing } from "./operation.ts";

/** The step of an instruction that names a process: by its operand, or by the number on top. */
function withPid(
  name: string,
  operand: Int | null,
  { next, system, heap }: Site,
  act: (system: System, process: Process, pid: number) => Value,
): Step {
  const given = operand === null ? undefined : Number(operand);
  return (process) => {
    const pid = given ?? process.stack.pop();
    if (pid === undefined) return process.underflow(name);
    if (!isInt(pid)) return process.raiseFault(mismatch(name, "an integer pid", pid));
    process.stack.push(act(system, process, Number(pid)));
    return heap.grow(BYTES.tie) ? process.collect(next) : next;
  };
}

function link(system: System, process: Process, pid: number): Value {
  const other = system.processes.get(pid);
  if (other === undefined) return "link_failed";
  if (other !== process) {
    tiesOf(process).links.add(pid);
    tiesOf(other).links.add(process.id);
    if (system.events.heard) system.events.emit(process.id, { kind: "link", other: pid });
  }
  return `linked_${pid}`;
}

function unlink(system: System, process: Process, pid: number): Value {
  const other = system.processes.get(pid);
  if (other === undefined || process.ties?.links.has(pid) !== true) return "unlink_failed";
  process.ties.links.delete(pid);
  other.ties?.links.delete(process.id);
  if (system.events.heard) system.events.emit(process.id, { kind: "unlink", other: pid });
  return `unlinked_${pid}`;
}

function monitor(system: System, process: Process, pid: number): Value {
  const ref = freshReference(process, pid);
  const other = system.processes.get(pid);
  if (system.events.heard) system.events.emit(process.id, { kind: "monitor", other: pid, ref });
  if (other === undefined) {
    system.deliver(process, downMessage(pid, ref, "noproc"));
  } else {
    tiesOf(process).watching.set(ref, pid);
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

/**
 * Sends the messages of one instruction; `result` is pushed once one is sent, if there is one. The operands are the message,
 * at `top`, and what is above it.
 */
class Sender {
  private readonly system: System;
  private readonly next: number;

  constructor(
    { system, next }: Site,
    private readonly result?: string,
  ) {
    this.system = system;
    this.next = next;
  }

  /** Sends, and says where the sender continues. Where there are cells, the receiver gets its own ones. */
  send(process: Process, pid: number, top: number): number {
    const { system } = this;
    const { stack } = process;
    const message = stack[top];
    if (system.changing && mayHoldCells(message) && system.processes.has(pid))
      return this.sendCopy(process, pid, message, top);
    dropTo(stack, top);
    return this.handOver(process, pid, message, message, 0);
  }

  private sendCopy(process: Process, pid: number, message: Value, top: number): number {
    const copier = new CellCopier();
    const own = begun(copier.copying(message));
    if (own instanceof Work) {
      const then = (copy: Value): number =>
        later(process, this.handOver(process, pid, message, copy, copier.bytes));
      return leaveWork(this.system, { work: own, top, then });
    }
    dropTo(process.stack, top);
    return this.handOver(process, pid, message, own as Value, copier.bytes);
  }

  /** Hands a message over as what the receiver gets, which takes so many bytes. */
  private handOver(process: Process, pid: number, message: Value, own: Value, bytes: number): number {
    const { system, next, result } = this;
    if (result !== undefined) process.stack.push(result);
    const crowd = system.send(process.id, pid, message, own);
    if (system.heap.grow(bytes)) return process.collect(next);
    if (crowd === 0) return continueAt(process, next);
    process.penalty = crowd - 1;
    process.resume = next;
    return SIGNAL.yield;
  }
}

/** Whether a value can lead to cells: values that are no objects cannot. */
function mayHoldCells(value: Value): boolean {
  return typeof value === "object" && value !== null;
}

/** Cuts a stack back by few values. Setting its length would have engines give its room back, and make it again. */
function dropTo(stack: Value[], top: number): void {
  while (stack.length > top) stack.pop();
}

/** Messages that are looked through at once. */
const FEW_MESSAGES = 4_096;

/** Where the first message is that matches, of those after the first few; -1 without one. */
function* finding(mailbox: Mailbox, patterns: readonly Pattern[]): Portions<number> {
  for (let from = FEW_MESSAGES; from < mailbox.length; from += FEW_MESSAGES) {
    yield 0;
    const found = mailbox.find(patterns, from, FEW_MESSAGES);
    if (found >= 0) return found;
  }
  return -1;
}

/** The step of a receive; `timeout` says when and where to give up. */
function receive(patterns: readonly Pattern[], { next, system }: Site, timeout: Awaiting["timeout"]): Step {
  const { events } = system;
  const forever: Awaiting = { patterns, next, timeout: null, timer: undefined };
  const take = (process: Process, index: number): number => {
    const message = (process.mailbox as Mailbox).takeAt(index);
    if (events.heard) events.emit(process.id, { kind: "receive", message });
    process.stack.push(message);
    return continueAt(process, next);
  };
  const wait = (process: Process): number => {
    if (timeout?.milliseconds === 0) {
      if (events.heard) events.emit(process.id, { kind: "timeout" });
      return continueAt(process, timeout.target);
    }
    process.awaiting = timeout === null ? forever : { patterns, next, timeout, timer: undefined };
    return SIGNAL.receive;
  };
  return (process) => {
    const { mailbox } = process;
    if (mailbox === null) return wait(process);
    const found = mailbox.find(patterns, 0, FEW_MESSAGES);
    if (found >= 0) return take(process, found);
    if (mailbox.length <= FEW_MESSAGES) return wait(process);
    const work = new Work(finding(mailbox, patterns), 0);
    const then = (index: Value): number =>
      later(process, index === -1 ? wait(process) : take(process, index as number));
    return leaveWork(system, { work, top: process.stack.length, then });
  };
}

/** Lets a process continue after a work. */
function later(process: Process, signal: number): number {
  if (signal < 0) return signal;
  process.resume = signal;
  return SIGNAL.spent;
}

/** Patterns of a Program are checked when it is made. */
function patternsOf(words: readonly string[]): readonly Pattern[] {
  return words.map((word) => parsePattern(word) ?? { kind: "literal", value: word });
}

function notEnough(process: Process, count: number, available = process.stack.length): number {
  return process.raise("NotEnoughItems", `Need ${count} stack items but only ${available} available`);
}

function spawnStep(site: Site): Step {
  const { next, file, system } = site;
  return (process) => {
    const { stack } = process;
    const top = stack.length - 1;
    if (top < 0) return process.underflow("SPAWN");
    const target = stack[top];
    if (target instanceof FunctionValue || target instanceof Closure) {
      const first = top - target.parameters.length;
      if (first < 0) {
        stack.pop();
        return notEnough(process, target.parameters.length);
      }
      const child = system.isFull ? undefined : startAtOnce(system, process, target);
      if (child !== undefined) return toldOf(child.id, process, site);
      const start: ChildStart = { kind: "function", callee: target, arguments: stack.slice(first, top) };
      return launched(process, site, { start, top: first }, idOf);
    }
    if (typeof target === "string") {
      stack.pop();
      return process.ask({ kind: "spawn", name: target, from: file }, next);
    }
    const start = { kind: "module", source: announcement("Spawned process"), name: "process" } as const;
    return launched(process, site, { start, top }, idOf);
  };
}

/** A process that an instruction starts, whose operands are above `top`. */
interface Launched {
  readonly start: ChildStart;
  readonly top: number;
}

/** Starts a process, and pushes what `told` says of it. */
function launched(
  process: Process,
  site: Site,
  { start, top }: Launched,
  told: (started: Process) => Value,
): number {
  const { system } = site;
  if (system.isFull) {
    takeOperands(process, top);
    return process.raiseFault(system.full());
  }
  const launch = new Launch(system, process, start);
  const copied = launch.begin();
  if (copied instanceof Work) {
    const then = (): number => later(process, started(process, site, launch, told));
    return leaveWork(system, { work: copied, top, then });
  }
  takeOperands(process, top);
  return started(process, site, launch, told);
}

function takeOperands(process: Process, top: number): void {
  dropTo(process.stack, top);
  process.noteHeight();
}

/** Starts a process whose copies are made, and says where its parent continues. */
function started(process: Process, site: Site, launch: Launch, told: (started: Process) => Value): number {
  const value = told(launch.start());
  site.heap.grow(launch.bytes);
  return toldOf(value, process, site);
}

/** Pushes what a process learns of another one that it has started, and says where it continues. */
function toldOf(value: Value, process: Process, { heap, next }: Site): number {
  process.stack.push(value);
  return heap.grow(BYTES.process) ? process.collect(next) : continueAt(process, next);
}

const idOf = ({ id }: Process): number => id;

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
  SPAWN: (_, site) => spawnStep(site),
  SELF: pushing((process) => process.id),
  YIELD:
    (_, { next }) =>
    (process) => {
      process.resume = next;
      return SIGNAL.yield;
    },
  SEND: ({ operands }, site) => {
    const given = operands.pid === null ? undefined : Number(operands.pid);
    const sender = new Sender(site);
    return (process) => {
      const { stack } = process;
      const top = stack.length - (given === undefined ? 2 : 1);
      const pid = given ?? stack[top + 1];
      if (top >= 0 && isInt(pid)) return sender.send(process, Number(pid), top);
      stack.length = Math.max(0, top);
      return top < 0
        ? process.underflow("SEND")
        : process.raiseFault(mismatch("SEND", "an integer pid", pid));
    };
  },
  SENDNAMED: ({ operands: { name } }, site) => {
    const { next, system } = site;
    const sender = new Sender(site, `sent_to_${name}`);
    return (process) => {
      const { stack } = process;
      const top = stack.length - 1;
      if (top < 0) return process.underflow("SEND_NAMED");
      const pid = system.names.get(name);
      if (pid !== undefined) return sender.send(process, pid, top);
      stack[top] = `send_failed_Process '${name}' not found`;
      return next;
    };
  },
  RECEIVE: (_, site) => receive([], site, null),
  RECEIVE_MATCH: ({ operands: { patterns } }, site) => receive(patternsOf(patterns), site, null),
  RECEIVE_TIMEOUT: ({ operands: { milliseconds, target, patterns } }, site) =>
    receive(patternsOf(patterns), site, { milliseconds, target: site.target(target) }),
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
  SUPERVISE_CHILD: ({ operands: { name, restart, shutdown } }, site) => {
    const options = { restart: (restart ?? "permanent") as Restart, shutdown: shutdown ?? DEFAULT_SHUTDOWN };
    const label = site.labelled(name);
    const { next, file, system, heap } = site;
    return (process) => {
      const value = process.supervisor === null ? undefined : lookUp(process, site, name);
      const callee = value instanceof FunctionValue || value instanceof Closure ? value : label;
      if (callee === undefined && process.supervisor !== null) {
        return process.ask({ kind: "supervise", name, from: file, ...options }, next);
      }
      const wanted = callee?.parameters.length ?? 0;
      if (wanted > 0) return notEnough(process, wanted, 0);
      if (process.supervisor === null) {
        process.stack.push(NOT_SUPERVISOR);
        return next;
      }
      const start = { kind: "function", callee: callee as FunctionValue, arguments: [] } as const;
      const child = { name, start, ...options, pid: null, restarts: 0 };
      return launched(process, site, { start, top: process.stack.length }, (started) => {
        heap.grow(BYTES.tie);
        return superviseChild(system, process, child, started);
      });
    };
  },
  RESTART_CHILD: ({ operands: { name } }, site) => onChild(restartChild, name, site),
  STOP_CHILD: ({ operands: { name } }, site) => onChild(stopChild, name, site),
  WHICH_CHILDREN: listing((_system, process) => listingChildren(process)),
  PROCESSES: listing(listingProcesses),
} as const satisfies Partial<Handlers<Mnemonic>>;
