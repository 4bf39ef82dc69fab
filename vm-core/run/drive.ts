/**
 * Drives a run: executes slices, hands output and requests to the host.
 *
 * Invariant: with the requests that are under way, the only place that awaits the host. Between slices the thread is free for at least one turn
 * every `TURN_MS`, so signals, timers and a person's stop are served.
 */
import { type ExceptionValue, Fault } from "../value/callable.ts";
import { isTimeToLook, noteLook } from "../value/effort.ts";
import { memoryLimit } from "../value/memory-limit.ts";
import type { Value } from "../value/value.ts";
import type { Work } from "../value/work.ts";
import {
  collected,
  continueLater,
  endWith,
  executeObserved,
  noteGrowth,
  type Observer,
  type Stop,
} from "./execute.ts";
import type { Host } from "./host.ts";
import { endWork, type LongWork } from "./long-work.ts";
import type { Process } from "./process.ts";
import { RequestsUnderWay } from "./requests-under-way.ts";
import type { Run } from "./run.ts";
import { NORMAL } from "./ties.ts";

/** How many instructions of a process are between looks at how much its stack and its frames have grown. */
const NOTED = 100_000;

/** How a run ended. */
export interface Outcome {
  readonly exitCode: number;
  /** The exception that nobody in process 1 caught. */
  readonly failure: ExceptionValue | null;
  /** The reason of the exit signal that ended process 1, if one did. */
  readonly reason: Value;
  /** Lines about the processes that waited when nothing could wake them any more. */
  readonly waiting: readonly string[];
}

/** Between looks at the clock: slices, and instructions. */
const SLICES = 128;
const INSTRUCTIONS = 100_000;
const TURN_MS = 10;
/** Values of the heap that are looked at between looks at the clock. */
const VALUES = 10_000;
/** Timers of hosts count in 32 bits. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** Drives a run to its end, or until `signal` is aborted. An observer that watches it must not stop it. */
export async function drive(
  run: Run,
  host: Host,
  signal?: AbortSignal,
  observer?: Observer,
): Promise<Outcome> {
  const slice =
    observer === undefined
      ? (process: Process, fuel: number, ahead: number) => run.execute(process, run.system, fuel, ahead)
      : (process: Process, fuel: number) => executeObserved(process, run.system, fuel, observer);
  const driver = new Driver(run, host, slice);
  const halt = await driver.go(signal);
  if (halt === "interrupted") await driver.tellFailures();
  return outcomeOf(run, halt === "ended");
}

/** Why a driver came back: the run is over, the signal was aborted, or an observer asked for it. */
export type Halt = "ended" | "interrupted" | "observer" | "raised";

/** Keeps processes from running while others run: a debugger's. */
export interface Brake {
  /** True for a process that is not to run now. An observer that stops such a process does not stop the run. */
  holds(process: Process): boolean;
  /** True while the run is not to end, because somebody looks at a process. */
  readonly isUsed: boolean;
}

export class Driver {
  private readonly requests: RequestsUnderWay;
  /** Processes whose turn came while the brake held them. */
  private held: Process[] = [];
  /** What is left of the slice of a process that an observer stopped: stops do not change who runs when. */
  private rest: { readonly process: Process; readonly fuel: number } | undefined;

  constructor(
    private readonly run: Run,
    private readonly host: Host,
    /** Executes a slice, few enough instructions to take far less than `TURN_MS`: see `Execute`. */
    private readonly slice: (process: Process, fuel: number, ahead: number) => Stop,
    private readonly brake?: Brake,
  ) {
    this.requests = new RequestsUnderWay(run, host);
    run.system.now = () => host.now();
    run.system.collectsInSlices = true;
    const { memory } = host;
    if (memory === undefined) return;
    memory.hasRoomFor = (bytes) => run.heap.hasRoomFor(bytes);
    run.heap.outside = () => memory.held;
  }

  /** Lets processes run that the brake does not hold any more. */
  release(): void {
    const { held } = this;
    this.held = [];
    for (const process of held) this.run.system.ready.push(process);
    this.requests.notify();
  }

  /** Continues until there is a reason to come back. All output has been written then. */
  async go(signal?: AbortSignal): Promise<Halt> {
    const halt = await this.goOn(signal);
    if (halt === "ended") this.tellRest();
    await this.host.write(this.run.output.take());
    return halt;
  }

  /** Tells of processes that have failed, of a run that was given up. */
  async tellFailures(): Promise<void> {
    this.tellRest();
    await this.host.write(this.run.output.take());
  }

  private tellRest(): void {
    this.run.output.tellRest();
    this.run.failures.tellRest();
  }

  private async goOn(signal?: AbortSignal): Promise<Halt> {
    const { run, host } = this;
    this.askAgain();
    this.turnEnds = host.now() + TURN_MS;
    this.looked = run.system.instructions;
    this.slices = 1;
    for (;;) {
      const halt = this.runSlices(signal);
      if (halt === "starting") {
        if (!(await this.finishStarts(signal))) return "interrupted";
        continue;
      }
      if (halt === "idle") {
        if (!this.canGoOn()) return "ended";
        await host.write(run.output.take());
        if (!(await this.wait(signal))) return "interrupted";
        this.slices++;
        continue;
      }
      if (halt === "working") {
        if (this.working !== undefined) await this.finishWork(this.working, signal);
        this.discardMade();
        if (this.growing !== undefined) await this.makeRoom(this.growing, signal);
        if (!this.isTurnOver()) continue;
      } else if (halt !== "turn-over") return halt;
      await host.write(run.output.take());
      await host.breathe();
      this.turnEnds = host.now() + TURN_MS;
    }
  }

  /** Bytes that works have made which are over. */
  private made = 0;

  /** What works have made is garbage soon, most of it at once where they have failed. Call it when nothing refers to them any more. */
  private discardMade(): void {
    const { made } = this;
    this.made = 0;
    if (made > 0) this.host.memory?.discard(made);
  }

  /** When the thread is to be free for others. */
  private turnEnds = 0;
  /** Instructions of the run at the last look at the clock. */
  private looked = 0;
  /** Slices since the driver was asked to go on, the one that is executed among them. */
  private slices = 1;
  private stop: Stop = "fuel";

  /**
   * Executes slices as long as nobody has to wait in between. `working`: something is to be done before the next slice, and then to
   * be asked whether the turn is over.
   */
  private runSlices(signal?: AbortSignal): Halt | "starting" | "idle" | "working" | "turn-over" {
    const { system } = this.run;
    for (;;) {
      if (system.exitCode !== null) return "ended";
      if (signal?.aborted) return "interrupted";
      if (system.starts.length > 0) return "starting";
      const process = this.next();
      if (process === undefined) return "idle";
      const stop = this.runSlice(process);
      this.slices += this.further;
      if ((stop === "observer" || stop === "raised") && this.brake?.holds(process) !== true) return stop;
      this.stop = stop;
      if (this.working !== undefined || this.growing !== undefined) return "working";
      if (this.isTurnOver()) return "turn-over";
    }
  }

  /** Looks at the clock after a slice when it is time to; whether the thread is to be free then. */
  private isTurnOver(): boolean {
    const { run, host, stop } = this;
    const { instructions } = run.system;
    // A slice that ended early has taken long for what it did.
    const isDue =
      (stop === "fuel" && !this.wasWhole) ||
      stop === "working" ||
      isTimeToLook() ||
      this.slices % SLICES === 0 ||
      instructions - this.looked >= INSTRUCTIONS;
    this.slices++;
    if (!isDue && !this.requests.haveArrived) return false;
    this.looked = instructions;
    noteLook();
    const now = host.now();
    run.system.fireTimers();
    this.requests.goOn(now);
    this.releaseLeaked();
    return now >= this.turnEnds || run.output.isFull;
  }

  /** Asks for what processes wait for that another driver has asked for, before a snapshot of them was taken. */
  private askAgain(): void {
    if (this.hasGone) return;
    this.hasGone = true;
    for (const process of this.run.system.processes.values())
      if (process.state === "waiting") this.requests.ask(process);
  }

  private hasGone = false;

  private next(): Process | undefined {
    const { system } = this.run;
    for (;;) {
      const process = system.next();
      if (process === undefined || this.brake?.holds(process) !== true) return process;
      this.held.push(process);
    }
  }

  /** Whether anything can happen although no process can run. */
  private canGoOn(): boolean {
    if (this.requests.haveArrived || this.run.system.timers.next !== undefined) return true;
    return this.requests.areAwaited || this.held.length > 0 || this.brake?.isUsed === true;
  }

  /** Gives a process its slice and puts it where it belongs afterwards; more slices at once where nobody else can run. */
  private runSlice(process: Process): Stop {
    const { system, limits } = this.run;
    const left = limits.maxInstructions - system.instructions;
    if (left <= 0) {
      endWith(process, system, new Fault("ResourceLimit", "Resource limit reached: instructions"));
      system.exitCode = 1;
      this.run.main.failure ??= process.failure;
      return "exit";
    }
    const before = process.instructions;
    const rest = this.rest?.process === process ? this.rest.fuel : undefined;
    this.rest = undefined;
    const fuel = Math.min(rest ?? system.reductions(), left);
    const stop = this.slice(process, fuel, this.ahead(process, fuel, left));
    const executed = process.instructions - before;
    const over = executed - fuel;
    this.further = over > 0 ? Math.ceil(over / system.mostReductions) : 0;
    this.wasWhole = over === 0 || (over > 0 && over % system.mostReductions === 0);
    system.instructions += executed;
    if (stop === "observer" || stop === "raised") {
      system.ready.unshift(process);
      this.rest = { process, fuel: over < 0 ? -over : this.leftOfFurther(over, stop) };
    } else if (stop === "collecting") {
      process.resuming = true;
      this.growing = process;
      system.ready.unshift(process);
    } else if (stop === "waiting") this.requests.ask(process);
    else if (stop === "working") this.working = { process, before, left: fuel - executed };
    else if (stop === "fuel" || stop === "yield") this.giveWay(process, before);
    return stop;
  }

  /** What is left of a further slice that an observer stopped, `over` instructions after the first one. */
  private leftOfFurther(over: number, stop: Stop): number {
    const { mostReductions } = this.run.system;
    const executed = over % mostReductions;
    // The last instruction has raised an exception; a next one to ask about is that of another slice.
    return executed === 0 && stop === "raised" ? 0 : mostReductions - executed;
  }

  /** Lets the others run before a process continues that has executed instructions since `before`. */
  private giveWay(process: Process, before: number): void {
    const isFar = Math.floor(before / NOTED) !== Math.floor(process.instructions / NOTED);
    if ((isFar || process.hasGrownWide) && noteGrowth(process, this.run.system)) this.growing = process;
    this.run.system.ready.push(process);
  }

  /** The process whose instruction takes long, its instructions before the slice, and what is left of the slice. */
  private working: { readonly process: Process; readonly before: number; readonly left: number } | undefined;

  /** Does what an instruction has left to do. Nobody runs meanwhile, and the thread is free now and then. */
  private async finishWork(
    { process, before, left }: NonNullable<Driver["working"]>,
    signal?: AbortSignal,
  ): Promise<void> {
    this.working = undefined;
    const { system } = this.run;
    const result = await this.resultOf((system.work as LongWork).work, () => {
      return signal?.aborted === true || this.brake?.holds(process) === true;
    });
    if (result === undefined) {
      // Whoever continues executes the instruction again.
      system.work = undefined;
      process.instructions--;
      system.instructions--;
      this.rest = { process, fuel: Math.max(1, left + 1) };
      system.ready.unshift(process);
      return;
    }
    const mustLook = continueLater(process, system, endWork(process, system, result));
    this.giveWay(process, before);
    if (mustLook) this.growing = process;
  }

  /** Starts what is to start before anybody runs; false when that was given up, to be done by whoever continues. */
  private async finishStarts(signal?: AbortSignal): Promise<boolean> {
    const { starts } = this.run.system;
    for (let work = starts.next(); work !== undefined; work = starts.next()) {
      const result = await this.resultOf(work, () => signal?.aborted === true);
      if (result === undefined) {
        starts.giveUp();
        return false;
      }
      starts.end(result);
    }
    return true;
  }

  /** The result of a work; undefined when it was given up, because `isUnwanted`. */
  private async resultOf(work: Work, isUnwanted: () => boolean): Promise<Value | Fault | undefined> {
    try {
      return await this.advanced(work, isUnwanted);
    } finally {
      this.made += work.bytes;
    }
  }

  private async advanced(work: Work, isUnwanted: () => boolean): Promise<Value | Fault | undefined> {
    const { heap } = this.run;
    let turnEnds = this.host.now() + TURN_MS;
    for (let hasLooked = false; ; ) {
      const result = work.advance();
      if (result !== undefined) return result;
      if (!heap.fits(work.bytes)) {
        if (hasLooked || !heap.mayFree) return memoryLimit();
        hasLooked = true;
        if ((await this.lookThrough(isUnwanted)) === undefined) return undefined;
        if (!heap.fits(work.bytes)) return memoryLimit();
      }
      if (this.host.now() < turnEnds) continue;
      await this.host.breathe();
      if (isUnwanted()) return undefined;
      turnEnds = this.host.now() + TURN_MS;
    }
  }

  /** The instructions of further slices that a process would get one after the other. */
  private ahead(process: Process, fuel: number, left: number): number {
    const { ready, random, mostReductions, instructions } = this.run.system;
    const isAlone = ready.length === 0 && !this.requests.haveArrived;
    if (!isAlone || fuel !== mostReductions || random !== undefined) return 0;
    const untilLook = (1 + (-this.slices & (SLICES - 1))) * mostReductions;
    const most = Math.min(INSTRUCTIONS - (instructions - this.looked), untilLook);
    // What ends with the last one: the time until the clock is looked at, or growth is noted.
    const noted = NOTED - (process.instructions % NOTED);
    const wanted = Math.ceil(Math.min(most, noted) / mostReductions);
    return Math.max(0, Math.min(wanted, Math.floor(left / mostReductions)) - 1) * mostReductions;
  }

  /** Slices that the last one was more than one. */
  private further = 0;

  /** The process for which room has to be made on the heap. */
  private growing: Process | undefined;

  /** Looks through the heap. Nobody runs meanwhile, and the thread is free now and then. */
  private async makeRoom(process: Process, signal?: AbortSignal): Promise<void> {
    this.growing = undefined;
    const { system, heap } = this.run;
    const fits = heap.isDue ? await this.lookThrough(() => signal?.aborted === true) : heap.nextPortion();
    if (fits !== undefined) collected(process, system, fits);
  }

  /** Looks through the heap; whether there is room, or undefined when it was given up, because `isUnwanted`. */
  private async lookThrough(isUnwanted: () => boolean): Promise<boolean | undefined> {
    const { heap } = this.run;
    heap.beginCollection();
    let turnEnds = this.host.now() + TURN_MS;
    while (!heap.collectSome(VALUES)) {
      if (this.host.now() < turnEnds) continue;
      await this.host.breathe();
      if (isUnwanted()) {
        // Whoever continues then begins anew.
        heap.abandonCollection();
        return undefined;
      }
      turnEnds = this.host.now() + TURN_MS;
    }
    return heap.endCollection();
  }

  /** The last slice used its fuel up. */
  private wasWhole = true;

  private releaseLeaked(): void {
    const leaked = this.run.heap.takeLeaked();
    if (leaked.length > 0) this.host.release(leaked);
  }

  /** Waits until somebody can continue; false when the signal came first. */
  private async wait(signal?: AbortSignal): Promise<boolean> {
    const { requests, run, host } = this;
    // A debugger may have let somebody continue while output was written.
    if (!requests.haveArrived && run.system.ready.length === 0) {
      const due = this.nextDue;
      const left = due === undefined ? undefined : due - host.now();
      if ((left === undefined || left > 0) && !(await this.waitFor(left, signal))) return false;
    }
    run.system.fireTimers();
    requests.goOn(host.now());
    return true;
  }

  /** Waits until something has come, or for so many milliseconds; false when the signal came first. */
  private async waitFor(milliseconds: number | undefined, signal?: AbortSignal): Promise<boolean> {
    const { requests, host } = this;
    const arrival = new Promise<void>((resolve) => {
      requests.notify = resolve;
    });
    const something =
      milliseconds === undefined
        ? arrival
        : Promise.race([arrival, host.delay(Math.min(LONGEST_DELAY, milliseconds), arrival)]);
    const waited = await unlessAborted(
      something.then(() => true),
      signal,
    );
    // Nobody waits for the delay any more.
    requests.notify();
    requests.notify = () => undefined;
    return waited !== undefined;
  }

  /** When there is something to do, also if no reply comes. */
  private get nextDue(): number | undefined {
    const timer = this.run.system.timers.next;
    const { nextDue } = this.requests;
    return timer === undefined || nextDue === undefined ? (timer ?? nextDue) : Math.min(timer, nextDue);
  }
}

function unlessAborted<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T | undefined> {
  if (signal === undefined) return promise;
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const abort = (): void => resolve(undefined);
    signal.addEventListener("abort", abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** How a run has ended; of one that did not end by itself, nothing is said about who waits. */
export function outcomeOf({ system, main }: Run, byItself = true): Outcome {
  const waiting = byItself && system.exitCode === null ? system.waiting() : [];
  if (system.exitCode !== null)
    return { exitCode: system.exitCode, failure: main.failure, reason: null, waiting };
  const { failure, reason } = main;
  const over = main.state === "ended" && reason === NORMAL;
  // A supervisor whose children wait for ever has done its part too.
  const supervising = main.state === "supervising" && main.supervisor?.ending === false;
  const normal = failure === null && (over || supervising);
  const signalled = main.state === "ended" && failure === null && !normal;
  return { exitCode: normal ? 0 : 1, failure, reason: signalled ? reason : null, waiting };
}
