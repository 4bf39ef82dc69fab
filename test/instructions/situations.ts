/** Processes and systems with very much of one thing. */
import { Frame, type HandlerEntry } from "../../vm-core/run/frame.ts";
import { Mailbox } from "../../vm-core/run/mailbox.ts";
import { Process } from "../../vm-core/run/process.ts";
import type { Run } from "../../vm-core/run/run.ts";
import type { Child } from "../../vm-core/run/supervisor.ts";
import { tiesOf } from "../../vm-core/run/ties.ts";
import { FunctionValue } from "../../vm-core/value/callable.ts";
import type { Value } from "../../vm-core/value/value.ts";
import { LARGE, large } from "./large-values.ts";

/** Processes, and what each may have of another: within the limit of a run. */
const MANY = 20_000;

/** What many runs need alike is made once: it is not changed, and to make it takes longer than the instruction that meets it. */
let made: { readonly key: string; readonly innermost: Frame; readonly outermost: Frame } | undefined;

/** The same frames again and again, on top of the frame of each run. */
function deepFrames({ main }: Run): void {
  const { layout, start, slots } = main.frame;
  const key = `${start} ${main.ip} ${layout.names}`;
  if (made?.key !== key) {
    const frameIn = (parent: Frame | null, depth: number) =>
      new Frame(parent, depth, layout, start, main.ip, main.ip, slots.slice());
    const outermost = frameIn(null, 1);
    let innermost = outermost;
    for (let depth = 2; depth < LARGE; depth++) innermost = frameIn(innermost, depth);
    made = { key, innermost, outermost };
  }
  Object.assign(made.outermost, { parent: main.frame });
  const { depth, callAddress, returnAddress } = made.innermost;
  main.frame = new Frame(made.innermost, depth + 1, layout, start, callAddress, returnAddress, slots.slice());
}

const HANDLERS = new Map<string, HandlerEntry>();

function manyHandlers({ main }: Run): void {
  const { depth } = main.frame;
  const target = main.ip + 1;
  const key = `${target} ${depth}`;
  let newest = HANDLERS.get(key) ?? null;
  for (let count = 1; newest === null || newest.count < LARGE; count++)
    newest = { target, height: 0, depth, count, previous: newest };
  HANDLERS.set(key, newest);
  main.handlers = newest;
}

const MESSAGES: readonly Value[] = Array.from({ length: LARGE + 1 }, () => "no");

function fullMailbox({ main }: Run): void {
  // Of more messages than it had, a restored mailbox makes a copy.
  main.mailbox = Mailbox.restored({ items: MESSAGES as Value[], head: 0, end: LARGE });
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

const NUMBERS: readonly Value[] = Array.from({ length: LARGE }, (_, i) => i);

type Situations = Readonly<Record<string, (run: Run) => void>>;

/** By what there is much of, in the process itself. */
export const OF_PROCESS: Situations = {
  "deep frames": deepFrames,
  handlers: manyHandlers,
  "a full mailbox": fullMailbox,
  "a high stack": ({ main }) => {
    main.stack = NUMBERS.concat(main.stack);
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
