/** Steps of the instructions that start processes. */
import type { Mnemonic } from "../../isa/index.ts";
import { Closure, FunctionValue } from "../../value/callable.ts";
import type { Value } from "../../value/value.ts";
import { Work } from "../../value/work.ts";
import { later, leaveWork } from "../long-work.ts";
import { continueAt } from "../pace.ts";
import type { Process } from "../process.ts";
import { BYTES } from "../sizes.ts";
import { announcement, Launch, startAtOnce } from "../spawn.ts";
import type { Handlers, Site, Step } from "../step.ts";
import { DEFAULT_SHUTDOWN, NOT_SUPERVISOR, superviseChild } from "../supervision.ts";
import type { ChildStart, Restart } from "../supervisor.ts";
import { lookUp } from "./control.ts";
import { dropTo } from "./messages.ts";

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
  return heap.grow(BYTES.process + BYTES.frame) ? process.collect(next) : continueAt(process, next);
}

const idOf = ({ id }: Process): number => id;

export const SPAWNING_HANDLERS = {
  SPAWN: (_, site) => spawnStep(site),
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
} as const satisfies Partial<Handlers<Mnemonic>>;
