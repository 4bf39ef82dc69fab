/**
 * Executes slices of processes, one after the other, as long as nobody has to wait in between.
 *
 * A message costs about a slice where processes wait for each other, so what is done between two slices is little: what happens
 * seldom has methods of its own.
 */
import { isTimeToLook, noteLook } from "../value/effort.ts";
import { NOTED, noteGrowth, type Stop } from "./execute.ts";
import type { Process } from "./process.ts";
import type { System } from "./system.ts";

/** Between looks at the clock: slices that were not used up, a power of two, and instructions. */
const SLICES = 128;
const INSTRUCTIONS = NOTED;
/** How many times as many instructions are between looks at most, of code that only computes: less than `TURN_MS` by far. */
const MOST_PACE = 16;
/** Milliseconds between looks that are few, so that there may be twice as many instructions, and that are many. */
const SOON = 1;
const LATE = 4;
/** The thread is free for at least one turn that often. */
export const TURN_MS = 10;

/** Executes a slice, few enough instructions to take far less than `TURN_MS`: see `Execute`. */
export type ExecuteSlice = (process: Process, fuel: number, ahead: number) => Stop;

/** Keeps processes from running while others run: a debugger's. */
export interface Brake {
  /** True for a process that is not to run now. An observer that stops such a process does not stop the run. */
  holds(process: Process): boolean;
  /** True while the run is not to end, because somebody looks at a process. */
  readonly isUsed: boolean;
}

/** Who drives the run. */
export interface Surroundings {
  readonly host: { now(): number };
  /** There are replies that are not delivered yet. */
  readonly hasArrived: boolean;
  /** So much was written that the thread is to be free. */
  readonly isOutputFull: boolean;
  /** Ends the run in front of an instruction of a process: as many have been executed as may be. */
  endRun(process: Process): void;
  /** Asks the host for what a process waits for. */
  ask(process: Process): void;
  /** Does what is due when somebody has looked at the clock. */
  look(now: number): void;
}

/** A slice whose last instruction takes long: the process, its instructions before the slice, and what is left of it. */
export interface WorkingSlice {
  readonly process: Process;
  readonly before: number;
  readonly left: number;
}

/** Why a driver came back: the run is over, the signal was aborted, or an observer asked for it. */
export type Halt = "ended" | "interrupted" | "observer" | "raised";

/**
 * Why no slice follows at once. `idle`: nobody can run. `starting`: processes are to start first. `working`: something is to be done
 * before the next slice, and then to be asked whether the turn is over.
 */
export type Standstill = Halt | "starting" | "idle" | "working" | "turn-over";

export class Slices {
  /** The process for which room has to be made on the heap. */
  growing: Process | undefined;
  /** The slice whose last instruction has something left to do. */
  working: WorkingSlice | undefined;
  /** The driver is to come back. Asking a signal before each slice takes as long as some messages. */
  isInterrupted = false;
  /** Processes whose turn came while the brake held them. */
  private held: Process[] = [];
  /** What is left of the slice of a process that an observer stopped: stops do not change who runs when. */
  private rest: { readonly process: Process; readonly fuel: number } | undefined;
  /** When the thread is to be free for others. */
  private turnEnds = 0;
  /** Instructions of the run at the next look at the clock. */
  private looking = INSTRUCTIONS;
  private lookedAt = 0;
  /** How many times as many instructions are between looks of code that only computes. */
  private pace = 1;
  /** Slices since the driver was asked to go on that were not used up. */
  private count = 1;
  /** The last slice used its fuel up. */
  private wasWhole = true;
  private stop: Stop = "fuel";

  constructor(
    private readonly system: System,
    private readonly slice: ExecuteSlice,
    private readonly around: Surroundings,
    private readonly brake?: Brake,
  ) {}

  /** Begins to count slices. */
  begin(): void {
    this.beginTurn();
    this.noteLook();
    this.count = 1;
  }

  /** The thread has been free. */
  beginTurn(): void {
    this.turnEnds = this.around.host.now() + TURN_MS;
  }

  /** Whether the thread is to be free again. */
  get isTurnPast(): boolean {
    return this.around.host.now() >= this.turnEnds;
  }

  /** Counts a time in which nobody could run. */
  countPause(): void {
    this.count++;
  }

  /** Lets processes run that the brake does not hold any more. */
  release(): void {
    const { held } = this;
    this.held = [];
    for (const process of held) this.system.ready.push(process);
  }

  get areHeld(): boolean {
    return this.held.length > 0;
  }

  execute(): Standstill {
    const { system, brake } = this;
    for (;;) {
      if (system.exitCode !== null) return "ended";
      if (this.isInterrupted) return "interrupted";
      if (system.starts.length > 0) return "starting";
      const process = brake === undefined ? system.next() : this.next(brake);
      if (process === undefined) return "idle";
      const stop = this.run(process);
      if ((stop === "observer" || stop === "raised") && brake?.holds(process) !== true) return stop;
      this.stop = stop;
      if (this.working !== undefined || this.growing !== undefined) return "working";
      if (this.isTurnOver()) return "turn-over";
    }
  }

  private next(brake: Brake): Process | undefined {
    for (;;) {
      const process = this.system.next();
      if (process === undefined || !brake.holds(process)) return process;
      this.held.push(process);
    }
  }

  /** Looks at the clock after a slice when it is time to; whether the thread is to be free then. */
  isTurnOver(): boolean {
    const { stop, around } = this;
    // A slice that ended early has taken long for what it did.
    const isDue =
      (stop === "fuel" && !this.wasWhole) ||
      stop === "working" ||
      // Values have grown by much: collectors of engines may have taken long.
      stop === "collecting" ||
      (!this.wasWhole && (this.count & (SLICES - 1)) === 0) ||
      this.system.instructions >= this.looking ||
      isTimeToLook();
    if (!this.wasWhole) this.count++;
    return (isDue || around.hasArrived) && this.lookAtClock();
  }

  /** Where growth of a process that is alone is noted, the clock is looked at: what is done ahead ends there for both. */
  private noteLook(): void {
    const { instructions } = this.system;
    this.looking = instructions - (instructions % INSTRUCTIONS) + INSTRUCTIONS;
  }

  private lookAtClock(): boolean {
    const { around } = this;
    this.noteLook();
    noteLook();
    const now = around.host.now();
    const taken = now - this.lookedAt;
    this.lookedAt = now;
    if (taken > LATE) this.pace = 1;
    else if (taken < SOON && this.pace < MOST_PACE) this.pace *= 2;
    around.look(now);
    return now >= this.turnEnds || around.isOutputFull;
  }

  /** Gives a process its slice and puts it where it belongs afterwards; more slices at once where nobody else can run. */
  private run(process: Process): Stop {
    const { system } = this;
    const left = system.limits.maxInstructions - system.instructions;
    if (left <= 0) {
      this.around.endRun(process);
      return "exit";
    }
    const before = process.instructions;
    const wanted = this.rest === undefined ? system.reductions() : this.takeRest(process);
    const fuel = wanted < left ? wanted : left;
    // One that did not use its last slice up rarely needs more than one.
    const isAlone = this.stop === "fuel" && system.ready.length === 0;
    const ahead = isAlone ? this.ahead(process, fuel, left) : 0;
    system.further = ahead > 0 ? this.further(left) : 0;
    const stop = this.slice(process, fuel, ahead);
    const executed = process.instructions - before;
    system.instructions += executed;
    const over = executed - fuel;
    this.wasWhole = over === 0 || (over > 0 && over % system.mostReductions === 0);
    if (stop !== "receiving" && stop !== "ended") this.settle(process, stop, before, over);
    return stop;
  }

  /** What is left of the slice that an observer stopped, if it is this process's; else what a slice may have. */
  private takeRest(process: Process): number {
    const { rest } = this;
    this.rest = undefined;
    return rest?.process === process ? rest.fuel : this.system.reductions();
  }

  /** Puts a process where it belongs after a slice that ended `over` instructions after what it might have. */
  private settle(process: Process, stop: Stop, first: number, over: number): void {
    const { system } = this;
    const before = over > 0 ? process.instructions - this.ofLast(over) : first;
    if (stop === "observer" || stop === "raised") {
      this.continueWith(process, over < 0 ? -over : this.leftOfFurther(over, stop));
    } else if (stop === "collecting") {
      process.resuming = true;
      this.growing = process;
      system.ready.unshift(process);
    } else if (stop === "waiting") this.around.ask(process);
    else if (stop === "working") this.working = { process, before, left: -over };
    else if (stop === "fuel" || stop === "yield") this.giveWay(process, before);
  }

  /** A process is the next one, with so many instructions. */
  continueWith(process: Process, fuel: number): void {
    this.system.ready.unshift(process);
    this.rest = { process, fuel };
  }

  /** Instructions of the last of several slices, the end of which is `over` instructions after the first one. */
  private ofLast(over: number): number {
    return ((over - 1) % this.system.mostReductions) + 1;
  }

  /** What is left of a further slice that an observer stopped, `over` instructions after the first one. */
  private leftOfFurther(over: number, stop: Stop): number {
    const { mostReductions } = this.system;
    const executed = over % mostReductions;
    // The last instruction has raised an exception; a next one to ask about is that of another slice.
    return executed === 0 && stop === "raised" ? 0 : mostReductions - executed;
  }

  /** Lets the others run before a process continues that has executed instructions since `before`. */
  giveWay(process: Process, before: number): void {
    // Also after the first slice: so engines know the way before they optimize this.
    const isFar = before === 0 || Math.floor(before / NOTED) !== Math.floor(process.instructions / NOTED);
    if ((isFar || process.hasGrownWide) && noteGrowth(process, this.system)) this.growing = process;
    this.system.ready.push(process);
  }

  /** The instructions of further slices that a process would get one after the other. */
  private ahead(process: Process, fuel: number, left: number): number {
    const { random, mostReductions, instructions } = this.system;
    if (this.around.hasArrived || fuel !== mostReductions || random !== undefined) return 0;
    if (process.instructions === 0) return 0;
    // What ends with the last one: the time until the clock is looked at, or growth is noted.
    const noted = NOTED - (process.instructions % NOTED);
    return this.slicesWithin(Math.min(this.looking - instructions, noted), left);
  }

  /** The same for code that only computes. What its stack grows by need not be noted: see `isGrowthNoted`. */
  private further(left: number): number {
    const paced = this.looking - this.system.instructions + (this.pace - 1) * INSTRUCTIONS;
    return this.slicesWithin(paced, left);
  }

  private slicesWithin(instructions: number, left: number): number {
    const { mostReductions } = this.system;
    const wanted = Math.ceil(instructions / mostReductions);
    return Math.max(0, Math.min(wanted, Math.floor(left / mostReductions)) - 1) * mostReductions;
  }
}
