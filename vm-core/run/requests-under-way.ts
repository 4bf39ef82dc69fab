/**
 * What processes have asked the host for: what waits for its turn, what is under way, what has come and is not delivered yet.
 *
 * Invariants: of each service at most `MOST` requests are under way, but for those that wait for somebody. What waits for its turn is a
 * process in the queue of its service, first come, first served; nothing has been made for it. Nothing waits for good: where no reply
 * of a service comes for a while, all that is under way there waits for somebody and does not count any more, and so does a request
 * that `MOST` later ones have overtaken. Replies are delivered a portion at a time.
 */
import { deliver } from "./execute.ts";
import type { Host } from "./host.ts";
import type { Process } from "./process.ts";
import type { Request } from "./request.ts";
import type { SleepRequest } from "./requests/time.ts";
import type { Run } from "./run.ts";
import { type Deliver, serve } from "./serve.ts";
import { type Service, serviceOf } from "./services.ts";
import { Sleepers } from "./sleepers.ts";

/** Of a service. So many replies at once are handled in less than a turn of the driver. */
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
  private readonly queues = new Map<Service, ServiceQueue>();
  private readonly sleepers = new Sleepers();
  /** Called when a reply has come, or there is something else to wait for. */
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
      written.then(() => {
        this.enter(process, true);
        this.notify();
      });
    }
  }

  /**
   * Delivers replies that have come, a portion of them, and asks for what may be asked for now. `now` is the time, in milliseconds.
   */
  goOn(now: number): void {
    const { arrived } = this;
    if (arrived.length <= PORTION) this.arrived = [];
    const portion = arrived.length <= PORTION ? arrived : arrived.splice(0, PORTION);
    for (const give of portion) give();
    this.wakeSome(now);
    for (const queue of this.queues.values()) {
      queue.look(now);
      for (let process = queue.next(); process !== undefined; process = queue.next()) {
        if (process.state === "waiting") this.begin(process, queue, true);
        else this.asking.delete(process);
      }
    }
  }

  private wakeSome(now: number): void {
    for (let left = PORTION; left > 0; left--) {
      const process = this.sleepers.takeDue(now);
      if (process === undefined) return;
      this.asking.delete(process);
      deliver(process, this.run.system, undefined);
    }
  }

  /** When there is something to do, also if no reply comes: somebody wakes, or the patience of who waits for its turn is over. */
  get nextDue(): number | undefined {
    let soonest = this.sleepers.next;
    for (const { patienceEnds } of this.queues.values())
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
    if (request.kind === "sleep") {
      this.asking.add(process);
      this.sleepers.add(process, this.host.now() + request.milliseconds);
      return;
    }
    const queue = this.queueFor(request);
    if (queue?.isFull !== true) this.begin(process, queue, isLate);
    else {
      this.asking.add(process);
      queue.wait(process);
    }
  }

  private queueFor(request: Exclude<Request, SleepRequest>): ServiceQueue | undefined {
    const name = serviceOf(request);
    if (name === undefined) return undefined;
    let queue = this.queues.get(name);
    if (queue === undefined) {
      queue = new ServiceQueue();
      this.queues.set(name, queue);
    }
    return queue;
  }

  private begin(process: Process, queue: ServiceQueue | undefined, isLate: boolean): void {
    const asked = serve(process, this.run, this.host);
    if (!(asked instanceof Promise)) {
      if (isLate) this.arrive(process, asked);
      else asked();
      return;
    }
    this.asking.add(process);
    const number = queue?.begin() ?? 0;
    asked.then((deliver) => {
      queue?.end(number);
      this.arrive(process, deliver);
    });
  }

  private arrive(process: Process, deliver: Deliver): void {
    this.asking.delete(process);
    this.arrived.push(deliver);
    this.notify();
  }
}

/** The queue of a service: how much is under way, and who waits for its turn. */
export class ServiceQueue {
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
