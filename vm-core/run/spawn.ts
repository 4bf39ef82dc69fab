/**
 * Starting processes.
 *
 * A new process has the globals and modules of its parent as they are at that moment. Only the top-level
 * frames whose code still runs can change, so only those are copied.
 */
import type { Program } from "../program/program.ts";
import type { Closure, FunctionValue } from "../value/callable.ts";
import { CellCopier } from "../value/cell-copier.ts";
import { effort } from "../value/effort.ts";
import type { Value } from "../value/value.ts";
import type { Portions } from "../value/work.ts";
import { callValue } from "./calls.ts";
import type { LoadedModule } from "./code-space.ts";
import { type EntryPoint, Frame, Layout, newSlots, withGlobals } from "./frame.ts";
import { type ModuleSource, SESSION_KEY } from "./importing.ts";
import { type Inherited, Process } from "./process.ts";
import { SIGNAL, SPAWNED } from "./signal.ts";
import { BYTES } from "./sizes.ts";
import type { Start } from "./supervisor.ts";
import type { System } from "./system.ts";

/**
 * A process that is about to start. It gets its values as they are when they are copied, so nothing may run between the
 * beginning of the copies and the start.
 */
export class Launch {
  private readonly copier: CellCopier | undefined;
  private inherited: Inherited | undefined;
  private callee: Value = null;
  private values: readonly Value[] = [];

  constructor(
    private readonly system: System,
    private readonly parent: Process,
    private readonly what: Start,
  ) {
    this.copier = system.changing ? new CellCopier() : undefined;
  }

  /** What the copies take. */
  get bytes(): number {
    let bytes = this.copier?.bytes ?? 0;
    for (const frame of this.inherited?.globals ?? [])
      if (frame !== undefined && !this.parent.globals.includes(frame))
        bytes += BYTES.reference * frame.slots.length;
    return bytes;
  }

  /** Makes the copies that the process gets, in portions. */
  *copying(): Portions<null> {
    const { system, parent, what, copier } = this;
    if (what.kind === "module") loaded(system, what.source);
    this.inherited = yield* inheriting(system, parent, copier);
    if (what.kind === "module") return null;
    const values: Value[] = [];
    for (const value of what.arguments)
      values.push(copier === undefined ? value : yield* copier.copying(value));
    this.values = values;
    this.callee = copier === undefined ? what.callee : yield* copier.copying(what.callee);
    return null;
  }

  /** Starts the process, once the copies are made. */
  start(): Process {
    const { system, parent, what } = this;
    const inherited = this.inherited as Inherited;
    return what.kind === "module"
      ? startModule(system, parent, what, inherited)
      : this.startFunction(what.callee, inherited);
  }

  private startFunction({ address, entry }: FunctionValue | Closure, inherited: Inherited): Process {
    const { system, parent, values, callee } = this;
    const { start } = entry as EntryPoint;
    const name = system.space.labelOf(start) ?? `function@${address}`;
    return system.start(parent.id, (id) => {
      const process = new Process(id, name, NOWHERE, system.limits.maxFrames, inherited);
      for (const value of values) process.stack.push(value);
      callValue(process, "SPAWN", callee, SPAWNED_BACK, null);
      process.ip = start;
      process.resuming = start < 0;
      process.resume = SIGNAL.end;
      return process;
    });
  }
}

/** Where RET of a spawned function continues. */
const SPAWNED_BACK = { address: SPAWNED, next: SIGNAL.end };
/** The frame of a process until the call of its function has made the first one: nothing runs in it. */
const NOWHERE = new Frame(null, 0, new Layout(-1), SIGNAL.end, SPAWNED, SIGNAL.end, []);

function loaded({ space }: System, source: ModuleSource): LoadedModule {
  return space.moduleByKey(source.key) ?? space.append(source.program, source.key);
}

function startModule(
  system: System,
  parent: Process,
  { source, name }: { readonly source: ModuleSource; readonly name: string },
  inherited: Inherited,
): Process {
  const { entry, index } = loaded(system, source);
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

function* inheriting(
  { space }: System,
  parent: Process,
  copier: CellCopier | undefined,
): Portions<Inherited> {
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
    if (frame !== undefined) globals = withGlobals(globals, module, yield* copyingFrame(frame, copier));
  }
  return { globals, modules, evaluated: parent.evaluated };
}

function* copyingFrame(frame: Frame, copier: CellCopier | undefined): Portions<Frame> {
  const { layout, start, callAddress, returnAddress } = frame;
  const slots = frame.slots.slice();
  effort.spent += slots.length;
  const copy = new Frame(null, 0, layout, start, callAddress, returnAddress, slots);
  if (frame.extra !== null) copy.extra = new Map(frame.extra);
  if (frame.order !== null) copy.order = frame.order.slice();
  if (copier === undefined) return copy;
  for (const [slot, value] of slots.entries())
    if (value !== undefined) slots[slot] = yield* copier.copying(value);
  for (const [name, value] of copy.extra ?? []) copy.extra?.set(name, yield* copier.copying(value));
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
