/**
 * Drives a run: executes slices, hands output and requests to the host.
 *
 * Invariant: with the requests that are under way, the only place that awaits the host. Between slices the thread is free for at least one turn
 * every `TURN_MS`, so signals, timers and a person's stop are served.
 */
import { type ExceptionValue, Fault } from "../value/callable.ts";
import { memoryLimit } from "../value/memory-limit.ts";
import type { Value } from "../value/value.ts";
import type { Work } from "../value/work.ts";
import { collected, continueLater, endWith, executeObserved, type Observer } from "./execute.ts";
import type { Host } from "./host.ts";
import { endWork, type LongWork } from "./long-work.ts";
import type { Process } from "./process.ts";
import { RequestsUnderWay } from "./requests-under-way.ts";
import type { Run } from "./run.ts";
import {
  type Brake,
  type ExecuteSlice,
  type Halt,
  Slices,
  type Surroundings,
  TURN_MS,
  type WorkingSlice,
} from "./slices.ts";
import { NORMAL } from "./ties.ts";

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

export class Driver implements Surroundings {
  private readonly requests: RequestsUnderWay;
  private readonly slices: Slices;

  constructor(
    private readonly run: Run,
    readonly host: Host,
    /** Executes a slice, few enough instructions to take far less than `TURN_MS`: see `Execute`. */
    slice: ExecuteSlice,
    private readonly brake?: Brake,
  ) {
    this.requests = new RequestsUnderWay(run, host);
    this.slices = new Slices(run.system, slice, this, brake);
    run.system.now = () => host.now();
    run.system.collectsInSlices = true;
    const { memory } = host;
    if (memory === undefined) return;
    memory.hasRoomFor = (bytes) => run.heap.hasRoomFor(bytes);
    memory.fits = (bytes) => run.heap.fits(bytes);
    run.heap.outside = () => memory.held;
    run.heap.hasGrown = (copied) => memory.grow(copied);
  }

  /** Lets processes run that the brake does not hold any more. */
  release(): void {
    this.slices.release();
    this.requests.notify();
  }

  /** Continues until there is a reason to come back. All output has been written then. */
  async go(signal?: AbortSignal): Promise<Halt> {
    const { slices } = this;
    const interrupt = (): void => {
      slices.isInterrupted = true;
    };
    slices.isInterrupted = signal?.aborted === true;
    signal?.addEventListener("abort", interrupt);
    let halt: Halt;
    try {
      halt = await this.goOn(signal);
    } finally {
      signal?.removeEventListener("abort", interrupt);
    }
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
    const { run, host, slices } = this;
    this.askAgain();
    slices.begin();
    for (;;) {
      const halt = slices.execute();
      if (halt === "starting") {
        if (!(await this.finishStarts(signal))) return "interrupted";
        continue;
      }
      if (halt === "idle") {
        if (!this.canGoOn()) return "ended";
        await host.write(run.output.take());
        if (!(await this.wait(signal))) return "interrupted";
        slices.countPause();
        // Replies that come at once, again and again, leave the thread no time for anything else.
        if (!slices.isTurnPast) continue;
      } else if (halt === "working") {
        const { working } = slices;
        if (working !== undefined) await this.finishWork(working, signal);
        this.discardMade();
        if (slices.growing !== undefined) await this.makeRoom(slices.growing, signal);
        if (!slices.isTurnOver()) continue;
      } else if (halt !== "turn-over") return halt;
      await host.write(run.output.take());
      await host.breathe();
      slices.beginTurn();
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

  /** Asks for what processes wait for that another driver has asked for, before a snapshot of them was taken. */
  private askAgain(): void {
    if (this.hasGone) return;
    this.hasGone = true;
    for (const process of this.run.system.processes.values())
      if (process.state === "waiting") this.requests.ask(process);
  }

  private hasGone = false;

  /** Whether anything can happen although no process can run. */
  private canGoOn(): boolean {
    if (this.requests.haveArrived || this.run.system.timers.next !== undefined) return true;
    return this.requests.areAwaited || this.slices.areHeld || this.brake?.isUsed === true;
  }

  /** Does what an instruction has left to do. Nobody runs meanwhile, and the thread is free now and then. */
  private async finishWork({ process, before, left }: WorkingSlice, signal?: AbortSignal): Promise<void> {
    const { slices } = this;
    slices.working = undefined;
    const { system } = this.run;
    const result = await this.resultOf((system.work as LongWork).work, () => {
      return signal?.aborted === true || this.brake?.holds(process) === true;
    });
    if (result === undefined) {
      // Whoever continues executes the instruction again.
      system.work = undefined;
      process.instructions--;
      system.instructions--;
      slices.continueWith(process, Math.max(1, left + 1));
      return;
    }
    const mustLook = continueLater(process, system, endWork(process, system, result));
    slices.giveWay(process, before);
    if (mustLook) slices.growing = process;
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

  /** Looks through the heap. Nobody runs meanwhile, and the thread is free now and then. */
  private async makeRoom(process: Process, signal?: AbortSignal): Promise<void> {
    this.slices.growing = undefined;
    const { system, heap } = this.run;
    const fits = heap.isDue ? await this.lookThrough(() => signal?.aborted === true) : heap.nextPortion();
    if (fits !== undefined) collected(process, system, fits);
  }

  /** Looks through the heap; whether there is room, or undefined when it was given up, because `isUnwanted`. */
  private async lookThrough(isUnwanted: () => boolean): Promise<boolean | undefined> {
    const { slices } = this;
    const { heap } = this.run;
    heap.beginCollection();
    while (!heap.collectSome(VALUES)) {
      if (!slices.isTurnPast) continue;
      await this.host.breathe();
      if (isUnwanted()) {
        // Whoever continues then begins anew.
        heap.abandonCollection();
        return undefined;
      }
      slices.beginTurn();
    }
    return heap.endCollection();
  }

  ask(process: Process): void {
    this.requests.ask(process);
  }

  /** Ends the run in front of an instruction of a process: as many have been executed as may be. */
  endRun(process: Process): void {
    const { system, main } = this.run;
    endWith(process, system, new Fault("ResourceLimit", "Resource limit reached: instructions"));
    system.exitCode = 1;
    main.failure ??= process.failure;
  }

  /** Does what is due when somebody looks at the clock. */
  look(now: number): void {
    this.run.system.fireTimers();
    this.requests.goOn(now);
    this.releaseLeaked();
  }

  get hasArrived(): boolean {
    return this.requests.haveArrived;
  }

  get isOutputFull(): boolean {
    return this.run.output.isFull;
  }

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
