/**
 * What processes have asked the host for: what waits for its turn, what is under way, what has come and is not delivered yet.
 *
 * Invariants: of each lane at most `MOST` requests are under way, but for those that wait for somebody. What waits for its turn is a
 * process in a queue, first come, first served; nothing has been made for it. Nothing waits for good: where nothing of a lane has come back
 * for a while, all that is under way there waits for somebody and does not count any more, and so does a request that `MOST` later
 * ones have overtaken. Replies are delivered a portion at a time.
 */
import type { Host } from "./host.ts";
import { type Lane, laneOf } from "./lanes.ts";
import type { Process } from "./process.ts";
import type { Request } from "./request.ts";
import type { Run } from "./run.ts";
import { type Deliver, serve } from "./serve.ts";

/** Of a lane. So many replies at once are handled in less than a turn of the driver. */
export const MOST = 128;
/** Milliseconds. */
const PATIENCE = 50;
/** Replies that are delivered between looks at the clock. */
const PORTION = 1_000;

export class RequestsUnderWay {
  /** Replies that have come and are not delivered yet, in order of arrival. */
  private arrived: Deliver[] = [];
  /** Those who wait for a reply; some may have ended meanwhile. */
  private readonly asking = new Set<Process>();
  private readonly lanes = new Map<Lane, LaneWork>();
  /** Called when a reply has come. */
  notify: () => void = () => undefined;

  constructor(
    private readonly run: Run,
    private readonly host: Host,
  ) {}

  /** Whether replies have come that are not delivered yet. */
  get haveArrived(): boolean {
    return this.arrived.length > 0;
  }

  /** Whether a reply can come that somebody waits for. */
  get areAwaited(): boolean {
    for (const { state } of this.asking) if (state === "waiting") return true;
    return false;
  }

  /** Asks for what a process waits for. What is known at once is delivered at once. */
  ask(process: Process): void {
    // What was printed before a request is seen before what the request does.
    const written = this.host.write(this.run.output.take());
    if (written === undefined) this.enter(process);
    else {
      this.asking.add(process);
      written.then(() => this.enter(process, true));
    }
  }

  /**
   * Delivers replies that have come, a portion of them, and asks for what may be asked for now. `now` is the time, in milliseconds.
   */
  goOn(now: number): void {
    const { arrived } = this;
    if (arrived.length <= PORTION) this.arrived = [];
    const portion = arrived.length <= PORTION ? arrived : arrived.splice(0, PORTION);
    for (const deliver of portion) deliver();
    for (const lane of this.lanes.values()) {
      lane.look(now);
      for (let process = lane.next(); process !== undefined; process = lane.next()) {
        if (process.state === "waiting") this.begin(process, lane, true);
        else this.asking.delete(process);
      }
    }
  }

  /** When somebody's patience is over who waits for its turn; undefined when nobody does. */
  get patienceEnds(): number | undefined {
    let soonest: number | undefined;
    for (const { patienceEnds } of this.lanes.values())
      if (patienceEnds !== undefined && !(soonest !== undefined && soonest <= patienceEnds))
        soonest = patienceEnds;
    return soonest;
  }

  /** `isLate`: not where replies may be delivered at once. */
  private enter(process: Process, isLate = false): void {
    const { request } = process;
    if (request === null || process.state !== "waiting") {
      this.asking.delete(process);
      return;
    }
    const lane = this.laneFor(request);
    if (lane?.isFull !== true) this.begin(process, lane, isLate);
    else {
      this.asking.add(process);
      lane.wait(process);
    }
  }

  private laneFor(request: Request): LaneWork | undefined {
    const name = laneOf(request);
    if (name === undefined) return undefined;
    let lane = this.lanes.get(name);
    if (lane === undefined) {
      lane = new LaneWork();
      this.lanes.set(name, lane);
    }
    return lane;
  }

  private begin(process: Process, lane: LaneWork | undefined, isLate: boolean): void {
    const asked = serve(process, this.run, this.host);
    if (!(asked instanceof Promise)) {
      if (isLate) this.arrive(process, asked);
      else asked();
      return;
    }
    this.asking.add(process);
    const number = lane?.begin() ?? 0;
    asked.then((deliver) => {
      lane?.end(number);
      this.arrive(process, deliver);
    });
  }

  private arrive(process: Process, deliver: Deliver): void {
    this.asking.delete(process);
    this.arrived.push(deliver);
    this.notify();
  }
}

/** The work of a lane: how much is under way, and who waits for its turn. */
export class LaneWork {
  /** The numbers of those under way that count, the oldest first. */
  private readonly counted = new Set<number>();
  private last = 0;
  private waiting: Process[] = [];
  /** How many of them have had their turn. */
  private taken = 0;
  /** When something had come back or begun to wait, at the last look. */
  private since = 0;
  private hasMoved = false;

  /** Whether another request has to wait. */
  get isFull(): boolean {
    return this.counted.size >= MOST || this.isAwaited;
  }

  private get isAwaited(): boolean {
    return this.taken < this.waiting.length;
  }

  /** When all that is under way does not count any more; undefined while nobody waits. */
  get patienceEnds(): number | undefined {
    return this.isAwaited ? this.since + PATIENCE : undefined;
  }

  /** Something is under way from now on. Its number is what `end` wants. */
  begin(): number {
    this.counted.add(++this.last);
    return this.last;
  }

  end(number: number): void {
    this.hasMoved = true;
    this.counted.delete(number);
    for (const oldest of this.counted) {
      if (oldest + MOST > number) break;
      this.counted.delete(oldest);
    }
  }

  wait(process: Process): void {
    if (!this.isAwaited) this.hasMoved = true;
    this.waiting.push(process);
  }

  /** Looks at the clock. */
  look(now: number): void {
    if (this.hasMoved) {
      this.hasMoved = false;
      this.since = now;
    } else if (this.isAwaited && now - this.since >= PATIENCE) {
      this.counted.clear();
      this.since = now;
    }
  }

  /** Takes the next one whose turn it is. */
  next(): Process | undefined {
    if (this.counted.size >= MOST || !this.isAwaited) return undefined;
    const process = this.waiting[this.taken++];
    if (this.taken === this.waiting.length || this.taken >= SPENT) {
      this.waiting = this.waiting.slice(this.taken);
      this.taken = 0;
    }
    return process;
  }
}

/** Places of a queue that may be in vain before they are given back. */
const SPENT = 4_096;
