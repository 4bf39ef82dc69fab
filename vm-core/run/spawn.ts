/**
 * Starting processes.
 *
 * A new process has the globals and modules of its parent as they are at that moment. Only the top-level
 * frames whose code still runs can change, so only those are copied.
 */
import type { Program } from "../program/program.ts";
import type { Closure, Fault, FunctionValue } from "../value/callable.ts";
import { CellCopier } from "../value/cell-copier.ts";
import type { Value } from "../value/value.ts";
import { callValue } from "./calls.ts";
import { type EntryPoint, Frame, Layout, newSlots, withGlobals } from "./frame.ts";
import { type ModuleSource, SESSION_KEY } from "./importing.ts";
import { type Inherited, Process } from "./process.ts";
import { SIGNAL, SPAWNED } from "./signal.ts";
import type { Start } from "./supervisor.ts";
import type { System } from "./system.ts";

/** Starts a process; a fault when there are too many. */
export function spawn(system: System, parent: Process, start: Start): Process | Fault {
  if (system.isFull) return system.full();
  return start.kind === "function"
    ? spawnFunction(system, parent, start.callee, start.arguments)
    : spawnModule(system, parent, start.source, start.name);
}

function spawnFunction(
  system: System,
  parent: Process,
  callee: FunctionValue | Closure,
  values: readonly Value[],
): Process {
  const copier = system.changing ? new CellCopier() : undefined;
  const entry = callee.entry as EntryPoint;
  const name = system.space.labelOf(entry.start) ?? `function@${callee.address}`;
  return system.start(parent.id, (id) => {
    const process = new Process(
      id,
      name,
      NOWHERE,
      system.limits.maxFrames,
      inheritance(system, parent, copier),
    );
    for (const value of values) process.stack.push(copier === undefined ? value : copier.copy(value));
    const own = copier === undefined ? callee : copier.copy(callee);
    if (copier !== undefined) system.heap.grow(copier.bytes);
    callValue(process, "SPAWN", own, SPAWNED_BACK, null);
    process.ip = entry.start;
    process.resuming = entry.start < 0;
    process.resume = SIGNAL.end;
    return process;
  });
}

/** Where RET of a spawned function continues. */
const SPAWNED_BACK = { address: SPAWNED, next: SIGNAL.end };
/** The frame of a process until the call of its function has made the first one: nothing runs in it. */
const NOWHERE = new Frame(null, 0, new Layout(-1), SIGNAL.end, SPAWNED, SIGNAL.end, []);

function spawnModule(system: System, parent: Process, source: ModuleSource, name: string): Process {
  const { space } = system;
  const { entry, index } = space.moduleByKey(source.key) ?? space.append(source.program, source.key);
  const copier = system.changing ? new CellCopier() : undefined;
  const inherited = inheritance(system, parent, copier);
  if (copier !== undefined) system.heap.grow(copier.bytes);
  return system.start(parent.id, (id) => {
    const frame = topLevelFrame(entry);
    const globals = withGlobals(inherited.globals, index, frame);
    const process = new Process(id, name, frame, system.limits.maxFrames, { ...inherited, globals });
    process.home = index;
    process.resuming = entry.start < 0;
    process.resume = SIGNAL.end;
    return process;
  });
}

/** The frame of a program's top level. */
export function topLevelFrame(entry: EntryPoint): Frame {
  return new Frame(null, 0, entry.layout, entry.start, SIGNAL.end, SIGNAL.end, newSlots(entry.layout));
}

function inheritance({ space }: System, parent: Process, copier: CellCopier | undefined): Inherited {
  const changing = parent.home < 0 ? [] : [parent.home];
  // Each process has a session of its own, which begins as a copy.
  const session = space.moduleByKey(SESSION_KEY);
  if (session !== undefined) changing.push(session.index);
  // Where functions change globals, so may those of any module. What snapshots hold stays as it is.
  if (copier !== undefined || parent.kept !== null) changing.push(...space.modules.map(({ index }) => index));
  let { modules } = parent;
  if (parent.importing !== null) {
    const loaded = new Map(modules);
    for (
      let importing = parent.importing;
      importing !== null;
      importing = importing.previous as typeof importing
    ) {
      loaded.delete(importing.key);
      const module = space.moduleByKey(importing.key);
      if (module !== undefined) changing.push(module.index);
    }
    modules = loaded;
  }
  let { globals } = parent;
  for (const module of changing) {
    const frame = globals[module];
    if (frame !== undefined) globals = withGlobals(globals, module, copyOf(frame, copier));
  }
  return { globals, modules, evaluated: parent.evaluated };
}

function copyOf(frame: Frame, copier: CellCopier | undefined): Frame {
  const { layout, start, callAddress, returnAddress } = frame;
  const slots = frame.slots.slice();
  const copy = new Frame(null, 0, layout, start, callAddress, returnAddress, slots);
  if (frame.extra !== null) copy.extra = new Map(frame.extra);
  if (frame.order !== null) copy.order = frame.order.slice();
  if (copier === undefined) return copy;
  slots.forEach((value, slot) => {
    if (value !== undefined) slots[slot] = copier.copy(value);
  });
  for (const [name, value] of copy.extra ?? []) copy.extra?.set(name, copier.copy(value));
  return copy;
}

/** What runs in place of a module that is found nowhere: it says so. */
export function announcement(text: string): ModuleSource {
  const place = { span: { start: 0, end: 0 }, file: 0 };
  const program: Program = {
    code: [
      { op: "PUSH_STR", operands: { value: text }, origin: 0, ...place },
      { op: "PRINT", operands: {}, origin: 1, ...place },
    ],
    labels: new Map(),
    files: [{ name: "" }],
  };
  return { key: `announcement:${text}`, program };
}
