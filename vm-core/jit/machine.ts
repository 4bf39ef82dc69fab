/**
 * The machine that generates JavaScript: executes slices of processes, hot code of them as generated functions.
 *
 * It is the interpreter's loop over steps of its own: where a unit may be entered, the step counts how often control gets
 * there, and is replaced by one that says that a unit is to be entered. Cold code costs what it costs in the interpreter.
 *
 * Invariant: between units the process is what the interpreter would have made of it, and what is left of the slice is
 * counted in instructions of the Program. Where a unit has just been left, its instruction is executed as a step.
 */
import type { CodeSpace, LoadedModule } from "../run/code-space.ts";
import { type Execute, obey, type Stop, takeUp } from "../run/execute.ts";
import type { Layout } from "../run/frame.ts";
import type { Process } from "../run/process.ts";
import type { Step } from "../run/step.ts";
import type { System } from "../run/system.ts";
import { Closure, FunctionValue } from "../value/callable.ts";
import { ENOUGH, effort } from "../value/effort.ts";
import type { Value } from "../value/value.ts";
import type { Known } from "./atom.ts";
import { Callees } from "./callees.ts";
import { compileCalled, compileUnit, MISFIT, type UnitCode } from "./compile.ts";
import { allEntries, hotEntries, valueCalls } from "./entries.ts";
import { GlobalsRead } from "./globals-read.ts";
import type { MetCallee } from "./graph.ts";
import { knownOf, together } from "./known.ts";
import { Ledger } from "./ledger.ts";
import { type JitMode, LOOKED_AT, MOST_COMPILED } from "./mode.ts";
import type { JitRecord } from "./record.ts";
import { typeOf } from "./types.ts";
import type { Surroundings } from "./unit-writer.ts";
import { ValueCalls } from "./value-calls.ts";

/** What a step returns in place of which a unit is to be entered. */
const ENTER = -20;
/** How often control gets to an entry before it is compiled. */
const HOT = 1_000;
/** How many times more often where another unit contains it. */
const SPREAD = 16;
/** Instructions of a run before anything is compiled. */
const WARM = 200_000;
/** How often control gets to a hot entry that could not be compiled yet until that is asked again. */
const PATIENCE = 50;
/** How deep generated code calls itself: the host's stack is finite. */
const DEEPEST = 400;
/** Instructions that a unit executes on average when it is worth entering. */
const WORTH = 4;
/** Operands that were not as expected, after which a unit is compiled anew. */
const SURPRISES = 8;

/** A unit: code that is entered at one address. */
interface Unit {
  readonly address: number;
  readonly module: LoadedModule;
  code: UnitCode | null;
  known: Known;
  compiled: number;
  isStale: boolean;
  /** Since it was last looked at whether it is worth entering. */
  entered: number;
  executed: number;
  /** How often control comes by before it is entered again, once it rests. */
  pause: number;
}

const UNUSED = { compiled: 0, isStale: false, entered: 0, executed: 0, pause: 1_000 };

/** Operands that were not as expected. */
interface Surprise {
  readonly types: number[];
  count: number;
}

/** Executes the code of a space with generated functions; what happens is noted in the record. */
export function generatedCode(space: CodeSpace, mode: JitMode, record?: JitRecord): Execute {
  const machine = new GeneratedCode(space, mode, record);
  return (process, system, fuel, ahead = 0) => machine.execute(process, system, fuel, ahead);
}

class GeneratedCode {
  private readonly ledger = new Ledger();
  private readonly steps: Step[] = [];
  /** The interpreter's steps; those that call function values note them. */
  private readonly plain: Step[] = [];
  private readonly met = new Map<number, MetCallee>();
  private readonly units = new Map<number, Unit>();
  private readonly callees: Callees;
  private readonly valueCalls: ValueCalls;
  /** Functions that are hot, and that generated code calls: a unit comes later, if the interpreter still calls them often. */
  private readonly hot = new Set<number>();
  private readonly globalsRead = new GlobalsRead();
  private readonly surprises = new Map<number, Surprise>();
  private bound = 0;
  private isForbidden = false;

  constructor(
    private readonly space: CodeSpace,
    private readonly mode: JitMode,
    private readonly record: JitRecord | undefined,
  ) {
    this.callees = new Callees(mode, {
      compile: ({ module, target, entry }, spoil, lingers) =>
        this.attempt(() => compileCalled(this.around(module, spoil, lingers), target, entry)),
      isHot: (address) => this.units.has(address) || this.hot.has(address),
      position: () => this.ledger.position(),
    });
    this.valueCalls = new ValueCalls(space, this.callees);
  }

  /** Executes a slice: see `Execute`. */
  execute(process: Process, system: System, fuel: number, ahead: number): Stop {
    if (this.bound < this.space.modules.length) this.bindNew();
    const settled = takeUp(process, system);
    if (settled !== undefined) return settled;
    const { ledger } = this;
    ledger.begin(process, system, fuel, ahead);
    const stop = this.run(process, system);
    ledger.end();
    return stop;
  }

  private run(process: Process, system: System): Stop {
    const { steps, ledger } = this;
    let ip = process.ip;
    let { left } = ledger;
    for (;;) {
      if (left <= 0) {
        left = ledger.renew(left);
        if (left <= 0) break;
      }
      left--;
      const next = steps[ip](process);
      if (next >= 0) {
        ip = next;
        continue;
      }
      process.ip = ip;
      ledger.left = left;
      const stop = this.follow(process, system, next);
      if (stop !== undefined) return stop;
      ip = process.ip;
      left = ledger.left;
    }
    process.ip = ip;
    ledger.left = left;
    return "fuel";
  }

  /**
   * Deals with what the step at `ip` has returned in place of an address. Not a part of the loop: engines would optimize the loop
   * before they know this, and again.
   */
  private follow(process: Process, system: System, signal: number): Stop | undefined {
    if (signal !== ENTER) return obey(process, system, signal);
    const { ledger } = this;
    ledger.left++;
    const next = this.enter(process, this.entering as Unit);
    const left = ledger.settled();
    if (next < 0) return obey(process, system, next);
    process.ip = next;
    if (left <= 0) return undefined;
    ledger.left = left - 1;
    const after = this.plain[next](process);
    if (after < 0) return obey(process, system, after);
    process.ip = after;
    return undefined;
  }

  /** The unit that is to be entered, where a step has said so. */
  private entering: Unit | undefined;

  /** The step in place of which a unit is to be entered. */
  private entry(unit: Unit): Step {
    return () => {
      this.entering = unit;
      return ENTER;
    };
  }

  /** Runs a unit. Returns where the process continues, with a step, or a signal. */
  private enter(process: Process, unit: Unit): number {
    const { address } = unit;
    if (unit.isStale) this.compile(unit);
    this.callees.compileWaiting();
    // What was compiled now may read variables that the unit has kept to itself.
    if (unit.isStale) this.compile(unit);
    const { code } = unit;
    const { ledger } = this;
    if (code === null || ledger.left < code.first) return address;
    // What the interpreter would end the slice for after its next instruction.
    if (effort.spent >= ENOUGH || this.space.system.heap.grow(0)) return address;
    ledger.most = Math.min(DEEPEST, process.maxFrames - process.frame.depth);
    const before = ledger.position(process);
    const next = code.run(process);
    this.account(unit, ledger.position(process) - before);
    if (next !== MISFIT) return next;
    unit.known = together(unit.known, knownOf(process));
    unit.isStale = true;
    return address;
  }

  /** Counts what a unit has executed. One that is left again at once costs more than it saves: it rests. */
  private account(unit: Unit, instructions: number): void {
    const tally = this.record?.tally(unit.address);
    if (tally !== undefined) {
      tally.entered++;
      tally.instructions += instructions;
    }
    unit.executed += instructions;
    if (++unit.entered < LOOKED_AT) return;
    if (unit.executed < WORTH * unit.entered && this.mode === "auto") this.rest(unit);
    unit.entered = 0;
    unit.executed = 0;
  }

  /** Leaves a unit to the interpreter until control has come there often again. */
  private rest(unit: Unit): void {
    const { address } = unit;
    const plain = this.plain[address];
    const tally = this.record?.tally(address);
    if (tally !== undefined) tally.rested++;
    let left = unit.pause;
    unit.pause *= 16;
    this.steps[address] = (process) => (--left > 0 ? plain(process) : this.wake(unit, process));
  }

  private wake(unit: Unit, process: Process): number {
    const step = this.entry(unit);
    this.steps[unit.address] = step;
    return step(process);
  }

  /** Gives the modules that were appended steps. */
  private bindNew(): void {
    const { modules, steps } = this.space;
    for (let address = this.steps.length; address < steps.length; address++) {
      this.steps.push(steps[address]);
      this.plain.push(steps[address]);
    }
    for (const module of modules.slice(this.bound)) {
      for (const address of valueCalls(module.program)) this.noteCallees(module.base + address);
      const find = this.mode === "always" ? allEntries : hotEntries;
      for (const entry of find(module.program)) {
        if (!this.isForbidden && !module.layoutAt(entry).ordered) this.count(module, module.base + entry);
      }
    }
    this.bound = modules.length;
  }

  /** Notes the function values that the instruction at an address calls. */
  private noteCallees(address: number): void {
    const step = this.space.steps[address];
    const noting: Step = (process) => {
      const callee = process.stack[process.stack.length - 1];
      if (callee instanceof Closure || callee instanceof FunctionValue) this.meet(address, callee);
      return step(process);
    };
    this.steps[address] = noting;
    this.plain[address] = noting;
  }

  private meet(address: number, { entry, parameters }: Closure | FunctionValue): void {
    const before = this.met.get(address);
    if (before?.entry === entry) return;
    const met: MetCallee = { entry: entry as MetCallee["entry"], parameters };
    this.met.set(address, met);
    // Code that was compiled before anything was known of the call leaves in front of it.
    if (before === undefined)
      for (const unit of this.units.values()) if (unit.code?.reaches(address)) unit.isStale = true;
  }

  /** Counts how often control gets to an address, `after` times to begin with. */
  private count(module: LoadedModule, address: number, after = 0): void {
    const plain = this.plain[address];
    const needed = this.mode === "always" ? 1 : after === 0 ? HOT : SPREAD * HOT;
    let left = needed - after;
    let later = 0;
    this.record?.arrivals.set(address, () => needed - left + later);
    this.steps[address] = (process) => (--left > 0 ? plain(process) : arrive(process));
    const arrive = (process: Process): number => {
      if (!this.isWarm()) {
        // The program has not run for long: it is asked again a little later.
        left += PATIENCE;
        later += PATIENCE;
        return plain(process);
      }
      // Control comes here where other units are left, seldom: a unit for what they contain would be the same code again.
      if (after === 0 && this.mode === "auto" && this.callees.isCalled(address)) {
        this.hot.add(address);
        this.callees.wants(address);
      } else if (after > 0 || this.mode === "always" || !this.isInUnit(address)) {
        return this.begin(module, address, process);
      }
      this.count(module, address, needed);
      return plain(process);
    };
  }

  private isInUnit(address: number): boolean {
    for (const { code } of this.units.values()) if (code?.reaches(address) === true) return true;
    return false;
  }

  /** Whether the run has taken long enough: what generating code costs is more than a short program gains. */
  private isWarm(): boolean {
    return this.mode === "always" || Math.max(this.ledger.position(), this.space.system.instructions) >= WARM;
  }

  /** Makes the unit at an address that is hot; what the step there returns. */
  private begin(module: LoadedModule, address: number, process: Process): number {
    const unit: Unit = { address, module, code: null, known: knownOf(process), ...UNUSED };
    this.units.set(address, unit);
    const step = this.entry(unit);
    this.steps[address] = step;
    this.compile(unit);
    this.callees.wants(address);
    return this.units.has(address) ? step(process) : this.plain[address](process);
  }

  private compile(unit: Unit): void {
    unit.isStale = false;
    unit.compiled++;
    const { address, module, known } = unit;
    const around = this.around(module, () => {
      unit.isStale = true;
    });
    const isHopeless = unit.compiled > MOST_COMPILED;
    const made = isHopeless
      ? "unsettled"
      : (this.attempt(() => compileUnit(around, address - module.base, known)) ?? "forbidden");
    const tally = this.record?.tally(address);
    if (typeof made === "object") {
      unit.code = made;
      if (tally !== undefined) tally.compiled++;
      return;
    }
    unit.code = null;
    if (tally !== undefined) tally.refusal = made;
    this.units.delete(address);
    this.steps[address] = this.plain[address];
  }

  /** What `make` makes; null where the host forbids code to be generated. */
  private attempt<T>(make: () => T | null): T | null {
    if (this.isForbidden) return null;
    try {
      return make();
    } catch (error) {
      if (!(error instanceof EvalError)) throw error;
      this.isForbidden = true;
      return null;
    }
  }

  private around(module: LoadedModule, spoil: () => void, lingers?: () => void): Surroundings {
    const { base } = module;
    return {
      module,
      layouts: {
        isOrdered: (address) => module.layoutAt(address).ordered,
        native: (name) => this.space.native(name),
      },
      globals: this.globalsOf(module),
      globalsRead: this.globalsRead.of(this.globalsOf(module)),
      readsGlobal: (slot) => this.readsGlobal(this.globalsOf(module), slot),
      steps: this.space.steps,
      heap: this.space.system.heap,
      ledger: this.ledger,
      lingers,
      record: this.record,
      isEager: this.mode === "always",
      noted: (address) => {
        const surprise = this.surprises.get(base + address);
        return surprise === undefined || surprise.count < SURPRISES ? undefined : surprise.types;
      },
      note: (address, a, b) => {
        if (this.note(base + address, a, b)) spoil();
      },
      callee: (target, parameters) => this.callees.named(module, target, parameters),
      calleeOf: ({ start, layout, slots }, captured) =>
        this.callees.at(module, { start, layout, slots: [...slots, ...captured] }),
      callPlace: (count) => this.valueCalls.site(count),
      pushed: (address) => pushedBy(this.space.steps[base + address]),
      apply: this.valueCalls.apply,
      met: (address) => {
        const met = this.met.get(base + address);
        const { length } = module.program.code;
        const isHere = met !== undefined && met.entry.start >= base && met.entry.start < base + length;
        const isNamed = met?.entry.unnamed !== true;
        const isNew = this.surprises.get(base + address) === undefined;
        return isHere && isNamed && isNew ? met : undefined;
      },
    };
  }

  private globalsOf(module: LoadedModule): Layout {
    return this.space.modules[module.layoutAt(0).module].entry.layout;
  }

  /** Notes that a called form reads a variable of a module: units that keep it to themselves are made anew. */
  private readsGlobal(globals: Layout, slot: number): void {
    if (!this.globalsRead.note(globals, slot)) return;
    for (const unit of this.units.values()) {
      if (unit.code?.unshared.has(slot) !== true || this.globalsOf(unit.module) !== globals) continue;
      unit.isStale = true;
      // Nothing was unexpected.
      unit.compiled--;
    }
  }

  /** Notes operands of an instruction; true when code that expected others is to be made anew. */
  private note(address: number, a: Value, b: Value | undefined): boolean {
    let surprise = this.surprises.get(address);
    if (surprise === undefined) {
      surprise = { types: [0, 0], count: 0 };
      this.surprises.set(address, surprise);
    }
    surprise.types[0] |= typeOf(a);
    if (b !== undefined) surprise.types[1] |= typeOf(b);
    surprise.count++;
    return surprise.count >= SURPRISES;
  }
}

/** What a step pushes that does nothing else. */
function pushedBy(step: Step): Value {
  const stack: Value[] = [];
  step({ stack } as unknown as Process);
  return stack[0];
}
