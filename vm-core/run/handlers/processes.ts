/** Steps of the process instructions. */
import type { Mnemonic } from "../../isa/index.ts";
import { Closure, Fault, FunctionValue } from "../../value/callable.ts";
import { effort } from "../../value/effort.ts";
import { isInt } from "../../value/int.ts";
import { List } from "../../value/list.ts";
import { ObjectValue } from "../../value/object.ts";
import { mismatch } from "../../value/operators.ts";
import { type Pattern, parsePattern } from "../../value/pattern.ts";
import type { Int, Value } from "../../value/value.ts";
import type { Awaiting, Process } from "../process.ts";
import { SIGNAL } from "../signal.ts";
import { BYTES } from "../sizes.ts";
import { announcement, spawn } from "../spawn.ts";
import type { Handlers, Site, Step } from "../step.ts";
import {
  DEFAULT_INTENSITY,
  DEFAULT_PERIOD,
  DEFAULT_SHUTDOWN,
  restartChild,
  startSupervisor,
  stopChild,
  superviseChild,
} from "../supervision.ts";
import type { Restart, Start, Strategy } from "../supervisor.ts";
import type { System } from "../system.ts";
import { downMessage, freshReference, tiesOf } from "../ties.ts";
import { lookUp } from "./control.ts";
import { continueAt } from "./pace.ts";

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

/** Sends, and says where the sender continues. */
function sent(system: System, process: Process, pid: number, message: Value, next: number): number {
  const crowd = system.send(process.id, pid, message);
  if (system.heap.grow(0)) return process.collect(next);
  if (crowd === 0) return next;
  process.penalty = crowd - 1;
  process.resume = next;
  return SIGNAL.yield;
}

/** The step of a receive; `timeout` says when and where to give up. */
function receive(
  patterns: readonly Pattern[],
  { next, system: { events } }: Site,
  timeout: Awaiting["timeout"],
): Step {
  const forever: Awaiting = { patterns, next, timeout: null, timer: undefined };
  return (process) => {
    const message = process.mailbox === null ? undefined : process.mailbox.take(patterns);
    if (message !== undefined) {
      if (events.heard) events.emit(process.id, { kind: "receive", message });
      process.stack.push(message);
      return continueAt(process, next);
    }
    if (timeout?.milliseconds === 0) {
      if (events.heard) events.emit(process.id, { kind: "timeout" });
      return continueAt(process, timeout.target);
    }
    process.awaiting = timeout === null ? forever : { patterns, next, timeout, timer: undefined };
    return SIGNAL.receive;
  };
}

/** Patterns of a Program are checked when it is made. */
function patternsOf(words: readonly string[]): readonly Pattern[] {
  return words.map((word) => parsePattern(word) ?? { kind: "literal", value: word });
}

function notEnough(process: Process, count: number, available = process.stack.length): number {
  return process.raise("NotEnoughItems", `Need ${count} stack items but only ${available} available`);
}

function spawnStep({ next, file, heap, system }: Site): Step {
  return (process) => {
    const target = process.stack.pop();
    if (target === undefined) return process.underflow("SPAWN");
    if (typeof target === "string") return process.ask({ kind: "spawn", name: target, from: file }, next);
    let start: Start;
    if (target instanceof FunctionValue || target instanceof Closure) {
      const { stack } = process;
      const count = target.parameters.length;
      if (stack.length < count) return notEnough(process, count);
      const values = count === 0 ? [] : stack.splice(stack.length - count, count);
      start = { kind: "function", callee: target, arguments: values };
    } else {
      start = { kind: "module", source: announcement("Spawned process"), name: "process" };
    }
    const started = spawn(system, process, start);
    if (started instanceof Fault) return process.raiseFault(started);
    process.stack.push(started.id);
    return heap.grow(BYTES.process) ? process.collect(next) : next;
  };
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
    return process.state === "ready" ? next : SIGNAL.gone;
  };
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
    return process.state === "ready" ? next : SIGNAL.gone;
  };
}

function processObject(process: Process, running: Process): Value {
  return ObjectValue.from([
    ["pid", process.id],
    ["name", [...(process.ties?.names ?? [])][0] ?? process.name],
    ["state", process === running ? "running" : process.state],
    ["messages", process.mailbox?.length ?? 0],
    ["reductions", process.instructions],
    ["links", List.of([...(process.ties?.links ?? [])])],
    ["parent", process.parent],
  ]);
}

function childObjects(process: Process): Value {
  const children = process.supervisor?.children ?? [];
  return List.of(
    children.map(({ name, pid, restarts, restart }) =>
      ObjectValue.from([
        ["name", name],
        ["pid", pid ?? 0],
        ["restarts", restarts],
        ["restart", restart],
      ]),
    ),
  );
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
  SEND: ({ operands }, { next, system }) => {
    const given = operands.pid === null ? undefined : Number(operands.pid);
    return (process) => {
      const { stack } = process;
      const pid = given ?? stack.pop();
      const message = stack.pop();
      if (pid === undefined || message === undefined) return process.underflow("SEND");
      if (!isInt(pid)) return process.raiseFault(mismatch("SEND", "an integer pid", pid));
      return sent(system, process, Number(pid), message, next);
    };
  },
  SENDNAMED: ({ operands: { name } }, { next, system }) => {
    return (process) => {
      const message = process.stack.pop();
      if (message === undefined) return process.underflow("SEND_NAMED");
      const pid = system.names.get(name);
      process.stack.push(pid === undefined ? `send_failed_Process '${name}' not found` : `sent_to_${name}`);
      return pid === undefined ? next : sent(system, process, pid, message, next);
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
      const start = { kind: "function", callee: callee as FunctionValue, arguments: [] } as const;
      const text = superviseChild(system, process, {
        name,
        start,
        ...options,
        pid: null,
        restarts: 0,
      });
      if (text instanceof Fault) return process.raiseFault(text);
      process.stack.push(text);
      return heap.grow(BYTES.tie + BYTES.process) ? process.collect(next) : next;
    };
  },
  RESTART_CHILD: ({ operands: { name } }, site) => onChild(restartChild, name, site),
  STOP_CHILD: ({ operands: { name } }, site) => onChild(stopChild, name, site),
  WHICH_CHILDREN: pushing(childObjects),
  PROCESSES: pushing((process, system) => {
    effort.spent += 32 * system.processes.size;
    return List.of([...system.processes.values()].map((one) => processObject(one, process)));
  }),
} as const satisfies Partial<Handlers<Mnemonic>>;
