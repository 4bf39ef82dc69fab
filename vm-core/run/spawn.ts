/**
 * Starting processes.
 *
 * A new process has the globals and modules of its parent as they are at that moment. Only the top-level
 * frames whose code still runs can change, so only those are copied.
 */
import type { Program } from "../program/program.ts";
import { type Closure, Fault, type FunctionValue } from "../value/callable.ts";
import { CellCopier } from "../value/cell-copier.ts";
import { effort } from "../value/effort.ts";
import type { Value } from "../value/value.ts";
import { begun, type Portions } from "../value/work.ts";
import { callValue } from "./calls.ts";
import type { LoadedModule } from "./code-space.ts";
import { type EntryPoint, Frame, FrameLayout, newSlots, withGlobals } from "./frame.ts";
import { type ModuleSource, SESSION_KEY } from "./importing.ts";
import type { GlobalFrames, Inherited } from "./inheritance.ts";
import { Mailbox } from "./mailbox.ts";
import { Process } from "./process.ts";
import { SIGNAL, SPAWNED } from "./signal.ts";
import { BYTES } from "./sizes.ts";
import type { ChildStart } from "./supervisor.ts";
import type { System } from "./system.ts";
import { NORMAL } from "./ties.ts";

/**
 * A process that is about to start. It gets its values as they are when they are copied, so nothing may run between the
 * beginning of the copies and the start.
 */
export class Launch {
  private readonly copier: CellCopier | undefined;
  private inherited: Inherited | undefined;
  private callee: Value = null;
  private values: Value[] = [];
  /** Bytes of frames that were copied. */
  private frames = 0;

  constructor(
    private readonly system: System,
    private readonly parent: Process,
    private readonly what: ChildStart,
  ) {
    this.copier = system.changing ? new CellCopier() : undefined;
  }

  /** What the copies take. */
  get bytes(): number {
    return (this.copier?.bytes ?? 0) + this.frames;
  }

  /** Makes the copies: at once where nothing that the process gets can change, else what is left of them is a work. */
  begin(): Value | Fault {
    const { copier } = this;
    if (copier !== undefined) return begun(this.copyingCells(copier));
    this.copyAtOnce();
    return null;
  }

  /** Makes the copies that the process gets, in portions. */
  *copying(): Portions<null> {
    const { copier } = this;
    if (copier === undefined) this.copyAtOnce();
    else yield* this.copyingCells(copier);
    return null;
  }

  private copyAtOnce(): void {
    const { what } = this;
    this.inherit();
    if (what.kind === "module") return;
    this.values = what.arguments.slice();
    this.callee = what.callee;
  }

  private *copyingCells(copier: CellCopier): Portions<null> {
    const { what } = this;
    for (const frame of this.inherit()) yield* copyingVariables(frame, copier);
    if (what.kind === "module") return null;
    const values: Value[] = [];
    for (const value of what.arguments) values.push(yield* copier.copying(value));
    this.values = values;
    this.callee = yield* copier.copying(what.callee);
    return null;
  }

  /** Notes what the process has of its parent; returns the frames that were copied for it. */
  private inherit(): readonly Frame[] {
    const { system, parent, what } = this;
    if (what.kind === "module") loaded(system, what.source);
    let { globals } = parent;
    const copies: Frame[] = [];
    for (const module of changingModules(system, parent, this.copier !== undefined)) {
      const frame = globals[module];
      if (frame === undefined) continue;
      const copy = copiedFrame(frame);
      this.frames += BYTES.reference * copy.slots.length;
      copies.push(copy);
      globals = withGlobals(globals, module, copy);
    }
    this.inherited = { globals, modules: loadedModules(parent), evaluated: parent.evaluated };
    return copies;
  }

  /** Starts the process, once the copies are made. */
  start(): Process {
    const { system, parent, what } = this;
    const inherited = this.inherited as Inherited;
    return what.kind === "module"
      ? startModule(system, parent, what, inherited)
      : this.startFunction(this.callee as FunctionValue | Closure, inherited);
  }

  private startFunction(callee: FunctionValue | Closure, inherited: Inherited): Process {
    const { system, parent, values } = this;
    const process = newProcess(system, callee, inherited);
    process.stack = values;
    callValue(process, "SPAWN", callee, SPAWNED_BACK, null);
    return system.admit(process, parent.id);
  }
}

/** A process that begins with a function, which is not called yet. */
function newProcess(
  system: System,
  { entry, address }: FunctionValue | Closure,
  inherited: Inherited,
): Process {
  const { start } = entry as EntryPoint;
  const name = system.space.labelOf(start) ?? `function@${address}`;
  const process = new Process(system.newId(), name, NOWHERE, system.limits.maxFrames, inherited);
  process.ip = start;
  process.resuming = start < 0;
  process.resume = SIGNAL.end;
  return process;
}

/**
 * Starts a process that runs the function on top of its parent's stack, with the arguments below it, and takes them from there.
 * Undefined, and nothing is done, where the process needs more than a copy of the variables of one top level: a `Launch`.
 */
export function startAtOnce(
  system: System,
  parent: Process,
  callee: FunctionValue | Closure,
): Process | undefined {
  const { space, heap } = system;
  const isUsual = !system.changing && !system.changesGlobals && parent.kept === null;
  if (!isUsual || parent.importing !== null || space.hasSessions) return undefined;
  const inherited = system.inheritances.of(parent);
  if (inherited === undefined) return undefined;
  const variables = parent.home < 0 ? undefined : (parent.globals[parent.home] as Frame);
  if (variables !== undefined && (variables.extra !== null || variables.order !== null)) return undefined;
  const process = newProcess(system, callee, inherited);
  if (variables !== undefined) {
    const copied = variables.slots.slice();
    effort.spent += copied.length;
    heap.grow(BYTES.reference * copied.length);
    process.inherit(copied);
  }
  const { stack } = process;
  parent.stack.pop();
  // The call takes its arguments from there.
  process.stack = parent.stack;
  callValue(process, "SPAWN", callee, SPAWNED_BACK, null);
  process.stack = stack;
  parent.noteHeight();
  return system.admit(process, parent.id);
}

/** Where RET of a spawned function continues. */
const SPAWNED_BACK = { address: SPAWNED, next: SIGNAL.end };
/** The frame of a process until the call of its function has made the first one: nothing runs in it. */
const NOWHERE = new Frame(null, 0, new FrameLayout(-1), SIGNAL.end, SPAWNED, SIGNAL.end, []);

// As in mailboxes: fields that most processes change late.
{
  const changed = new Process(0, "", NOWHERE, 0);
  changed.stack = [];
  changed.awaiting = { patterns: [], next: 0, timeout: null, timer: undefined };
  changed.mailbox = new Mailbox();
  changed.penalty = 1;
  changed.resuming = true;
  changed.counted = 1;
  changed.reason = NORMAL;
  changed.fault = new Fault("TypeMismatch", "");
}

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
    const globals = withGlobals(inherited.globals as GlobalFrames, index, frame);
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

/** The modules whose globals may change while the parent or the new process runs. */
function changingModules(
  { space, changesGlobals }: System,
  parent: Process,
  haveCells: boolean,
): readonly number[] {
  // Where functions change globals, so may those of any module. What snapshots hold stays as it is.
  if (haveCells || changesGlobals || parent.kept !== null) return space.modules.map(({ index }) => index);
  const changing = parent.home < 0 ? [] : [parent.home];
  // Each process has a session of its own, which begins as a copy.
  const session = space.moduleByKey(SESSION_KEY);
  if (session !== undefined) changing.push(session.index);
  for (let { importing } = parent; importing !== null; importing = importing.previous) {
    const module = space.moduleByKey(importing.key);
    if (module !== undefined) changing.push(module.index);
  }
  return changing;
}

/** The modules that a process has loaded, those aside that it is loading. */
function loadedModules({ modules, importing: first }: Process): Process["modules"] {
  if (first === null) return modules;
  const loaded = new Map(modules);
  for (let importing: typeof first | null = first; importing !== null; importing = importing.previous)
    loaded.delete(importing.key);
  return loaded;
}

function copiedFrame(frame: Frame): Frame {
  const { layout, start, callAddress, returnAddress } = frame;
  const slots = frame.slots.slice();
  effort.spent += slots.length;
  const copy = new Frame(null, 0, layout, start, callAddress, returnAddress, slots);
  if (frame.extra !== null) copy.extra = new Map(frame.extra);
  if (frame.order !== null) copy.order = frame.order.slice();
  return copy;
}

/** Gives the variables of a frame cells of its own. */
function* copyingVariables({ slots, extra }: Frame, copier: CellCopier): Portions<void> {
  for (const [slot, value] of slots.entries())
    if (value !== undefined) slots[slot] = yield* copier.copying(value);
  for (const [name, value] of extra ?? []) extra?.set(name, yield* copier.copying(value));
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
