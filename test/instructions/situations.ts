/** Processes and systems with very much of one thing, each made anew. */
import { Frame } from "../../vm-core/run/frame.ts";
import { Mailbox } from "../../vm-core/run/mailbox.ts";
import { Process } from "../../vm-core/run/process.ts";
import type { Run } from "../../vm-core/run/run.ts";
import type { Child } from "../../vm-core/run/supervisor.ts";
import { tiesOf } from "../../vm-core/run/ties.ts";
import { FunctionValue } from "../../vm-core/value/callable.ts";
import { LARGE, large } from "./large-values.ts";

/** Processes, and what each may have of another: within the limit of a run. */
const MANY = 30_000;

function deepFrames({ main }: Run): void {
  const { layout, start } = main.frame;
  let { frame } = main;
  for (let depth = 1; depth < LARGE; depth++)
    frame = new Frame(frame, depth, layout, start, main.ip, main.ip, frame.slots.slice());
  main.frame = frame;
}

function manyHandlers({ main }: Run): void {
  const { depth } = main.frame;
  for (let count = 1; count <= LARGE; count++)
    main.handlers = { target: main.ip + 1, height: 0, depth, count, previous: main.handlers };
}

function fullMailbox({ main }: Run): void {
  const mailbox = new Mailbox();
  for (let i = 0; i < LARGE; i++) mailbox.push("no");
  main.mailbox = mailbox;
}

function addProcesses({ system, main }: Run): Process[] {
  const added: Process[] = [];
  for (let i = 0; i < MANY; i++) {
    const process = system.start(main.id, (id) => new Process(id, "other", main.frame, 10));
    process.state = "receiving";
    added.push(process);
  }
  return added;
}

function linked({ system, main }: Run): void {
  for (const other of addProcesses({ system, main } as Run)) {
    tiesOf(main).links.add(other.id);
    tiesOf(other).links.add(main.id);
  }
}

function watched({ system, main }: Run): void {
  for (const other of addProcesses({ system, main } as Run)) {
    tiesOf(main).watchers.set(`ref ${other.id}`, other.id);
    tiesOf(other).watching.set(`ref ${other.id}`, main.id);
  }
}

function children(run: Run, strategy: "one_for_one" | "one_for_all", withProcesses: boolean): void {
  const { main, space } = run;
  const callee = new FunctionValue(0, [], space.modules[0].entry);
  const made: Child[] = [];
  const processes = withProcesses ? addProcesses(run) : [];
  for (let i = 0; i < MANY; i++) {
    const name = i === 0 ? "x" : `child${i}`;
    const start = { kind: "function", callee, arguments: [] } as const;
    const pid = processes[i]?.id ?? null;
    made.push({ name, start, restart: "permanent", shutdown: 0, pid, restarts: 0 });
    if (pid === null) continue;
    tiesOf(main).links.add(pid);
    const ties = tiesOf(processes[i]);
    ties.links.add(main.id);
    ties.supervisor = main.id;
  }
  main.supervisor = {
    ...{ strategy, intensity: 1_000, period: 5_000, children: made, forgotten: 0, restarts: [] },
    ...{ tasks: [], done: 0 },
    ...{ stopping: null, starting: false, ending: false },
  };
}

function fullGlobals({ main, system }: Run): void {
  for (let slot = 0; slot < main.frame.slots.length; slot++) main.frame.slots[slot] = large("vector");
  system.changing = true;
}

type Situations = Readonly<Record<string, (run: Run) => void>>;

/** By what there is much of, in the process itself. */
export const OF_PROCESS: Situations = {
  "deep frames": deepFrames,
  handlers: manyHandlers,
  "a full mailbox": fullMailbox,
  "a high stack": ({ main }) => {
    const operands = main.stack;
    main.stack = [];
    for (let i = 0; i < LARGE; i++) main.stack.push(i);
    main.stack.push(...operands);
  },
};

/** By what there is much of, in the system: for instructions that have to do with other processes. */
export const OF_SYSTEM: Situations = {
  processes: addProcesses,
  links: linked,
  monitors: watched,
  children: (run) => children(run, "one_for_one", false),
  "children that run": (run) => children(run, "one_for_one", true),
  "children that are restarted together": (run) => children(run, "one_for_all", true),
  "variables with cells": fullGlobals,
};
