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
import { type Execution, obey, obeyObserved, type Stop, takeUp, type Watch } from "../run/execute.ts";
import type { FrameLayout } from "../run/frame.ts";
import type { Heap } from "../run/heap.ts";
import type { Process } from "../run/process.ts";
import { SIGNAL } from "../run/signal.ts";
import type { Step } from "../run/step.ts";
import type { System } from "../run/system.ts";
import { ENOUGH, effort } from "../value/effort.ts";
import { Callees } from "./callees.ts";
import { compileCalled, compileUnit } from "./compile.ts";
import { allEntries, hotEntries, valueCalls } from "./entries.ts";
import { GlobalsRead } from "./globals-read.ts";
import { knownOf, together } from "./known.ts";
import { Ledger } from "./ledger.ts";
import { MetCallees } from "./met-callees.ts";
import {
  DEEPEST,
  HOT,
  type JitMode,
  LOOKED_AT,
  LUKEWARM,
  MISFIT,
  MOST_COMPILED,
  PATIENCE,
  SETTLING,
  SPREAD,
  WARM,
  WORTH,
} from "./mode.ts";
import { callOutOfLine } from "./out-of-line.ts";
import type { JitRecord } from "./record.ts";
import { Surprises } from "./surprises.ts";
import { globalsOf, type SurroundingParts, surroundingsOf } from "./surroundings.ts";
import { makeAnew, UNUSED, type Unit } from "./unit.ts";
import type { UnitContext } from "./unit-context.ts";
import { ValueCalls } from "./value-calls.ts";
import { WATCHED, Watched, watching } from "./watched.ts";

/** What a step returns in place of which a unit is to be entered. */
const ENTER = -20;
/** Executes the code of a space with generated functions; what happens is noted in the record. */
export function generatedCode(
  space: CodeSpace,
  mode: JitMode,
  record?: JitRecord,
  onAlone?: (isAlone: boolean) => void,
): Execution {
  const machine = new GeneratedCode(space, mode, record, onAlone);
  return {
    execute: (process, system, fuel, ahead = 0) => machine.execute(process, system, fuel, ahead),
    executeWatched: (process, system, fuel, ahead, watch) =>
      machine.execute(process, system, fuel, ahead, watch),
  };
}

class GeneratedCode implements SurroundingParts {
  readonly ledger = new Ledger();
  private readonly steps: Step[] = [];
  /** The interpreter's steps; those that call function values note them. */
  private readonly plain: Step[] = [];
  readonly met = new MetCallees((address) => this.spoil(address));
  private readonly units = new Map<number, Unit>();
  readonly callees: Callees;
  readonly valueCalls: ValueCalls;
  /** Functions that are hot, and that generated code calls: a unit comes later, if the interpreter still calls them often. */
  private readonly hot = new Set<number>();
  readonly globalsRead = new GlobalsRead();
  readonly surprises = new Surprises();
  readonly watched = new Watched();
  /** Where units may be entered. */
  private readonly entries = new Map<number, LoadedModule>();
  private bound = 0;
  private readonly heap: Heap;
  private isForbidden = false;
  /** What was told last of whether the run has started one process only. */
  private isAlone = false;

  constructor(
    readonly space: CodeSpace,
    readonly mode: JitMode,
    readonly record: JitRecord | undefined,
    private readonly onAlone: ((isAlone: boolean) => void) | undefined,
  ) {
    this.callees = new Callees(mode, {
      compile: ({ module, target, entry }, spoil, lingers) =>
        this.attempt(() => compileCalled(this.around(module, spoil, lingers), target, entry)),
      isHot: (address) => this.units.has(address) || this.hot.has(address),
      position: () => this.ledger.position(),
    });
    this.heap = space.system.heap;
    this.valueCalls = new ValueCalls(space, this.callees);
  }

  /** Slices that are executed one by one still. */
  private settling = 0;

  private tellIsAlone(isAlone: boolean): void {
    this.isAlone = isAlone;
    this.onAlone?.(isAlone);
  }

  /** Executes a slice: see `Execute` and `ExecuteWatched`. */
  execute(process: Process, system: System, fuel: number, ahead: number, watch?: Watch): Stop {
    if (this.bound < this.space.modules.length) this.bindNew();
    if (system.instructions >= LUKEWARM && (system.lastId === 1) !== this.isAlone)
      this.tellIsAlone(!this.isAlone);
    if (watch !== undefined || this.watched.isUsed)
      return this.executeWatched(process, system, fuel, ahead, watch);
    if (process.resuming || process.raised !== null) {
      const settled = takeUp(process, system);
      if (settled !== undefined) return settled;
    }
    const { ledger } = this;
    if (this.settling > 0) this.settling--;
    ledger.begin(process, system, fuel, this.settling > 0 ? 0 : ahead);
    const unit = fuel > 0 ? this.open[process.ip] : undefined;
    // Most slices begin where a process has got a message.
    const stop =
      (unit === undefined ? undefined : this.goInto(process, system, unit)) ?? this.run(process, system);
    ledger.end();
    return stop;
  }

  /** The same where an observer is asked, or was in the last slice. */
  private executeWatched(process: Process, system: System, fuel: number, ahead: number, watch?: Watch): Stop {
    const changed = this.watched.take(watch);
    if (changed.length > 0) this.watch(changed);
    if (process.raised !== null && watch?.observer.raised(process)) return "raised";
    const settled = takeUp(process, system);
    if (settled !== undefined) return settled;
    if (fuel > 0 && watch?.observer.instruction(process)) return "observer";
    const { ledger } = this;
    ledger.begin(process, system, fuel, ahead);
    // The observer was asked about the first instruction.
    const isAsked = fuel > 0 && this.watched.has(process.ip);
    const stop = (isAsked ? this.step(process, system) : undefined) ?? this.run(process, system);
    ledger.end();
    return stop;
  }

  private run(process: Process, system: System): Stop {
    const { ledger } = this;
    for (;;) {
      const next = this.takeSteps(process);
      if (next >= 0) {
        ledger.left = ledger.renew(ledger.left);
        if (ledger.left <= 0) return "fuel";
        continue;
      }
      const stop = this.follow(process, system, next);
      if (stop !== undefined) return stop;
    }
  }

  /**
   * Takes steps until one returns a signal, which it gives, or the fuel is used up. One way out: engines optimize the loop before they
   * have seen a signal, and would do it again for each thing that is done about one. For the same reason it calls nothing else.
   */
  private takeSteps(process: Process): number {
    const { steps, ledger } = this;
    let ip = process.ip;
    let { left } = ledger;
    let next = ip;
    while (left > 0) {
      left--;
      next = steps[ip](process);
      if (next < 0) break;
      ip = next;
    }
    process.ip = ip;
    ledger.left = left;
    return next;
  }

  /** Deals with what the step at `ip` has returned in place of an address. */
  private follow(process: Process, system: System, signal: number): Stop | undefined {
    if (signal !== ENTER && signal !== WATCHED) return this.obey(process, system, signal);
    this.ledger.left++;
    if (signal === WATCHED) {
      return this.watched.observer?.instruction(process) ? "observer" : this.step(process, system);
    }
    return this.goInto(process, system, this.entering as Unit);
  }

  /** Runs a unit, and executes the instruction in front of which it is left. */
  private goInto(process: Process, system: System, unit: Unit): Stop | undefined {
    const { ledger, watched } = this;
    const next = this.enter(process, unit);
    const left = ledger.isEarly || ledger.isBeyond ? ledger.settled() : ledger.left;
    if (next < 0) {
      if (next !== SIGNAL.receive) return this.obey(process, system, next);
      system.await(process);
      return "receiving";
    }
    process.ip = next;
    return left <= 0 || (watched.isUsed && watched.has(next)) ? undefined : this.step(process, system);
  }

  /** Executes the instruction at `ip` as the interpreter does. */
  private step(process: Process, system: System): Stop | undefined {
    this.ledger.left--;
    const next = this.plain[process.ip](process);
    if (next < 0) return this.obey(process, system, next);
    process.ip = next;
    return undefined;
  }

  private obey(process: Process, system: System, signal: number): Stop | undefined {
    const { observer } = this.watched;
    return observer === undefined
      ? obey(process, system, signal)
      : obeyObserved(process, system, signal, observer);
  }

  /** Has no unit contain what is watched now, and lets units contain what is not watched any more. */
  private watch(changed: readonly number[]): void {
    for (const address of changed) this.bind(address);
    for (const unit of this.units.values()) {
      if (changed.some((address) => unit.code?.reaches(address))) makeAnew(unit);
    }
    this.callees.watch(changed);
  }

  /** Gives an address the step of one that is watched, or where control begins to count. */
  private bind(address: number): void {
    this.units.delete(address);
    this.close(address, this.watched.has(address) ? watching : this.plain[address]);
    const module = this.entries.get(address);
    if (module !== undefined && !this.watched.has(address)) this.count(module, address);
  }

  /** The unit that is to be entered, where a step has said so. */
  private entering: Unit | undefined;

  /** The units that are to be entered, by their addresses. */
  private readonly open: (Unit | undefined)[] = [];

  /** Has a unit entered at its address; returns the step there. */
  private openAt(unit: Unit): Step {
    const step = (): number => {
      this.entering = unit;
      return ENTER;
    };
    this.steps[unit.address] = step;
    this.open[unit.address] = unit;
    return step;
  }

  /** Has a step executed at an address, and no unit entered. */
  private close(address: number, step: Step): void {
    this.steps[address] = step;
    this.open[address] = undefined;
  }

  /** Runs a unit. Returns where the process continues, with a step, or a signal. */
  private enter(process: Process, unit: Unit): number {
    const { address } = unit;
    if (unit.isStale || this.callees.areWaiting) this.compileWaiting(unit);
    const { code } = unit;
    const { ledger } = this;
    if (code === null || ledger.left < code.first) return address;
    // What the interpreter would end the slice for after its next instruction.
    if (effort.spent >= ENOUGH || !this.heap.hasLeft(0)) return address;
    ledger.most = Math.min(DEEPEST, process.maxFrames - process.frame.depth);
    ledger.highest = code.highest;
    const before = ledger.position(process);
    const next = ledger.leave(process, callOutOfLine(code.run, process));
    this.account(unit, ledger.position(process) - before);
    if (next !== MISFIT) return next;
    unit.known = together(unit.known, knownOf(process));
    unit.isStale = true;
    unit.mayHandOver = false;
    return address;
  }

  /** Compiles what is to be compiled before a unit is entered. */
  private compileWaiting(unit: Unit): void {
    if (unit.isStale) this.compile(unit);
    this.callees.compileWaiting();
    // What was compiled now may read variables that the unit has kept to itself.
    if (unit.isStale) this.compile(unit);
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
    this.close(address, (process) => (--left > 0 ? plain(process) : this.openAt(unit)(process)));
  }

  /** Gives the modules that were appended steps. */
  private bindNew(): void {
    const { modules, steps } = this.space;
    for (let address = this.steps.length; address < steps.length; address++) {
      this.steps.push(steps[address]);
      this.open.push(undefined);
      this.plain.push(steps[address]);
    }
    for (const module of modules.slice(this.bound)) {
      for (const call of valueCalls(module.program)) {
        const address = module.base + call;
        const noting = this.met.noting(address, this.space.steps[address]);
        this.close(address, noting);
        this.plain[address] = noting;
      }
      const find = this.mode === "always" ? allEntries : hotEntries;
      for (const entry of find(module.program)) {
        if (module.layoutAt(entry).ordered) continue;
        this.entries.set(module.base + entry, module);
        this.bind(module.base + entry);
      }
    }
    this.bound = modules.length;
  }

  /** Has code made anew that was compiled before anything was known of a call: it leaves in front of it. */
  private spoil(address: number): void {
    for (const unit of this.units.values()) if (unit.code?.reaches(address)) unit.isStale = true;
  }

  /** Counts how often control gets to an address, `after` times to begin with. */
  private count(module: LoadedModule, address: number, after = 0): void {
    const plain = this.plain[address];
    const needed = this.mode === "always" ? 1 : after === 0 ? HOT : SPREAD * HOT;
    let left = needed - after;
    let later = 0;
    this.record?.arrivals.set(address, () => needed - left + later);
    this.close(address, (process) => (--left > 0 ? plain(process) : arrive(process)));
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
    const step = this.openAt(unit);
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
      : (this.attempt(() => compileUnit(around, address - module.base, known, unit.mayHandOver)) ??
        "forbidden");
    const tally = this.record?.tally(address);
    if (typeof made === "object") {
      unit.code = made;
      if (tally !== undefined)
        Object.assign(tally, { compiled: tally.compiled + 1, isAssembly: made.isAssembly });
      return;
    }
    unit.code = null;
    if (tally !== undefined) tally.refusal = made;
    this.units.delete(address);
    this.close(address, this.plain[address]);
  }

  /** What `make` makes; null where the host forbids code to be generated. */
  private attempt<T>(make: () => T | null): T | null {
    if (this.isForbidden) return null;
    if (this.mode === "auto") this.settling = SETTLING;
    try {
      return make();
    } catch (error) {
      if (!(error instanceof EvalError)) throw error;
      this.isForbidden = true;
      return null;
    }
  }

  private around(module: LoadedModule, spoil: () => void, lingers?: () => void): UnitContext {
    return surroundingsOf(this, module, spoil, lingers);
  }

  /** Notes that a called form reads a variable of a module: units that keep it to themselves are made anew. */
  readsGlobal(globals: FrameLayout, slot: number): void {
    if (!this.globalsRead.note(globals, slot)) return;
    for (const unit of this.units.values()) {
      const isOfModule = globalsOf(this.space, unit.module) === globals;
      if (isOfModule && unit.code?.unshared.has(slot) === true) makeAnew(unit);
    }
  }
}
