/**
 * The interpreter with fused steps: what is hot is executed several instructions at a time, where nobody looks at each.
 *
 * Invariant: a slice is counted in instructions of the Program and ends after the same one as in the interpreter's loop
 * (`run/execute.ts`). What is left of it that is too short for a fused step is executed instruction by instruction. A step that
 * ends with a signal has executed all of its instructions, and one that gives `SIGNAL.undone` none.
 * Absent by design: the code of a fused step is not generated, so it is there where generating code is forbidden.
 */
import type { CodeSpace, LoadedModule } from "../run/code-space.ts";
import { type Execution, obey, type Stop, takeUp } from "../run/execute.ts";
import type { EntryPoint } from "../run/frame.ts";
import { WIDE } from "../run/frame.ts";
import type { Process } from "../run/process.ts";
import { SIGNAL } from "../run/signal.ts";
import type { Step } from "../run/step.ts";
import type { System } from "../run/system.ts";
import { beginSlice, isTimeToLook } from "../value/effort.ts";
import { bind } from "./bind.ts";
import { type Around, type FusedGroup, readGroup } from "./group.ts";
import { growth, MOST_ADDED } from "./quick.ts";
import { ModuleVariables } from "./variables.ts";

/** How often a step may do nothing before it is given up. */
const PATIENCE = 20;
/** Steps that are made at once. */
const MOST = 500;

/** Executes the code of a space; what is hot in fused steps. */
export function fusedSteps(space: CodeSpace): Execution {
  const machine = new FusedSteps(space);
  return {
    execute: (process, system, fuel, ahead = 0) => machine.execute(process, system, fuel, ahead),
  };
}

/** A module of the space, as far as steps of it need to know. */
interface Part {
  readonly module: LoadedModule;
  readonly around: Around;
  readonly variables: ModuleVariables;
}

class FusedSteps {
  /** The step at each address: the interpreter's where none is fused. */
  private readonly steps: Step[] = [];
  /** How many instructions each executes. */
  private sizes = new Uint8Array(0);
  /** Where it is known whether instructions are fused: 1 there. */
  private known = new Uint8Array(0);
  private readonly parts: Part[] = [];
  /** How often steps have done nothing. */
  private readonly undone = new Map<number, number>();
  /** What is left of the slice. */
  private left = 0;

  constructor(private readonly space: CodeSpace) {}

  /** Executes a slice, and those ahead of it while nobody else is ready: see `Execute`. */
  execute(process: Process, system: System, fuel: number, ahead: number): Stop {
    if (this.parts.length < this.space.modules.length) this.bindNew();
    const settled = takeUp(process, system);
    if (settled !== undefined) return settled;
    let stop = this.slice(process, system, fuel);
    for (let more = ahead; more > 0 && stop === "fuel" && this.left === 0; more -= system.mostReductions) {
      if (system.ready.length > 0 || system.starts.length > 0) break;
      if (isTimeToLook() || process.hasGrownWide) break;
      stop = this.slice(process, system, system.mostReductions);
    }
    return stop;
  }

  private slice(process: Process, system: System, fuel: number): Stop {
    beginSlice();
    // Slices begin where control often is.
    if (this.known[process.ip] === 0) this.fuse(process.ip);
    this.left = fuel;
    const stop = this.run(process, system);
    process.instructions += fuel - this.left;
    return stop;
  }

  private run(process: Process, system: System): Stop {
    // What has grown much in the last slice lets others run first, which the interpreter's steps look at.
    const isPlain = !system.heap.hasLeft(0);
    while (this.left > 0) {
      let next = isPlain ? process.ip : this.takeFused(process, system);
      if (next >= 0) next = this.takeSteps(process);
      if (next >= 0) break;
      const stop = obey(process, system, next);
      if (stop !== undefined) return stop;
    }
    return "fuel";
  }

  /** Takes steps until what is left of the slice is too short for one, or one returns a signal, which it gives. */
  private takeFused(process: Process, system: System): number {
    for (;;) {
      const next = this.take(process);
      if (next >= 0) return next;
      const { ip } = process;
      const size = this.sizes[ip];
      if (next !== SIGNAL.undone) {
        process.ip = ip + size - 1;
        return next;
      }
      this.left += size - 1;
      system.heap.grow(-growth.bytes);
      // Where the heap has hardly any room left, nothing is wrong with the step.
      if (system.heap.hasLeft(MOST_ADDED)) this.note(ip);
      const first = this.space.steps[ip](process);
      if (first < 0) return first;
      process.ip = first;
    }
  }

  /** The loop itself. It has one way out, as that of the interpreter. */
  private take(process: Process): number {
    const { steps, sizes } = this;
    let { left } = this;
    let { ip } = process;
    let next = ip;
    for (let size = sizes[ip]; size <= left; size = sizes[ip]) {
      growth.bytes = 0;
      left -= size;
      next = steps[ip](process);
      if (next < 0) break;
      ip = next;
    }
    process.ip = ip;
    this.left = left;
    return next;
  }

  /** Takes the interpreter's steps until the slice is used up or one returns a signal, which it gives. */
  private takeSteps(process: Process): number {
    const { steps } = this.space;
    let { left } = this;
    let { ip } = process;
    let next = ip;
    while (left > 0) {
      left--;
      next = steps[ip](process);
      if (next < 0) break;
      ip = next;
    }
    process.ip = ip;
    this.left = left;
    return next;
  }

  /** Notes that a step has done nothing. */
  private note(address: number): void {
    const times = (this.undone.get(address) ?? 0) + 1;
    this.undone.set(address, times);
    if (times >= PATIENCE) this.put(address, this.space.steps[address], 1);
  }

  private put(address: number, step: Step, size: number): void {
    this.steps[address] = step;
    this.sizes[address] = size;
  }

  /** Fuses instructions from an address on, and from where control gets to from there. */
  private fuse(from: number): void {
    const part = this.parts.find(({ module: { base, program } }) => from < base + program.code.length);
    if (part === undefined) return;
    const { base, program } = part.module;
    const waiting = [from - base];
    for (let made = 0; made < MOST; made++) {
      const address = waiting.pop();
      if (address === undefined) break;
      if (address >= program.code.length || this.known[base + address] === 1) continue;
      this.known[base + address] = 1;
      const group = readGroup(program, address, part.around);
      if (group.size > 1) this.put(base + address, this.bound(group, part), group.size);
      waiting.push(...group.after);
    }
  }

  private bound(group: FusedGroup, { module, variables }: Part): Step {
    const { base, program } = module;
    const { start, size, end } = group;
    const target = (address: number): number => (address < program.code.length ? base + address : SIGNAL.end);
    const last = end.is === "nothing" ? 0 : base + start + size - 1;
    return bind(group, {
      variables: variables.at(start),
      slotOf: (name) => module.layoutAt(start).ensure(name),
      target,
      last: this.space.steps[last],
      lastAddress: last,
      entry: ({ target: callee, parameters }) =>
        this.space.functionAt(module, callee, parameters)?.entry as EntryPoint,
    });
  }

  /** Gives the modules that were appended steps. */
  private bindNew(): void {
    const { modules, steps } = this.space;
    const sizes = new Uint8Array(steps.length).fill(1);
    sizes.set(this.sizes);
    this.sizes = sizes;
    const known = new Uint8Array(steps.length);
    known.set(this.known);
    this.known = known;
    for (let address = this.steps.length; address < steps.length; address++) this.steps.push(steps[address]);
    for (const module of modules.slice(this.parts.length)) {
      const around = {
        isOrdered: (address: number): boolean => isNoted(module, address),
        native: (name: string) => this.space.native(name),
        heap: this.space.system.heap,
        functionAt: (address: number, parameters: readonly string[]) =>
          this.space.functionAt(module, address, parameters),
      };
      this.parts.push({ module, around, variables: new ModuleVariables(module) });
    }
  }
}

/** Whether a frame of the code at an address takes more than its variables: the order of these, or long to make. */
function isNoted({ layoutAt }: LoadedModule, address: number): boolean {
  const { ordered, names } = layoutAt(address);
  return ordered || names.length > WIDE;
}
