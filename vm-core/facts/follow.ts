/**
 * Follows the functions of a whole program, one at a time until nothing of it waits, lowest address first, until none waits.
 * A function that has a past is not followed as long as it is entered the same and sees the same as then: what it told others
 * is told again.
 *
 * Invariant: the result does not depend on pasts; it is the one of following everything.
 */

import { stopWhenUnwanted } from "../text/wanted.ts";
import {
  addPlace,
  arrive,
  type BlockPlaces,
  type ContextNode,
  type ContextOrigin,
  ENTERED,
  queueAll,
  type Summary,
  summaryOf,
} from "./context.ts";
import { ANYTHING, type Known } from "./known.ts";
import type { Machine } from "./machine.ts";
import { type Entering, NO_SUMMARY, type Outside, Settled } from "./outside.ts";
import { PriorityQueue } from "./priority-queue.ts";
import type { FunctionEntry } from "./repeat.ts";
import { TaskQueue } from "./schedule.ts";
import { followBlock } from "./step.ts";
import { tally } from "./tally.ts";
import { Task } from "./task.ts";
import {
  type Followed,
  haveSameStimuli,
  isSameSummary,
  isSameValue,
  type KeptSights,
  keptSights,
  type Sights,
  type Stimulus,
  sightsAgain,
  type Told,
} from "./transcript.ts";

/** Gives what has come of a function in another version of the program, with its addresses as they are now. */
export type Past = (id: number) => Followed | undefined;

export class Follower implements Outside {
  private readonly tasks = new Map<number, Task>();
  private readonly schedule = new TaskQueue();
  /** The function that is followed, with what it has seen and told this time. */
  private running: Task | undefined;
  private seen: Sights = nothingSeen();
  private told: Told[] = [];
  /** What was seen once is seen again, and nobody is told. */
  private isRepeating = false;

  constructor(
    private readonly machine: Machine,
    readonly leadsAnywhere: boolean,
    private readonly past: Past,
  ) {}

  /** A function is entered from nowhere in the program. */
  start({ id, address, entry, escapes }: FunctionEntry): void {
    const task = this.taskOf(id, undefined);
    if (escapes) task.context.escapes = true;
    if (task.enter(address, entry)) this.schedule.add(task);
  }

  /** Follows all; false when that is too much. */
  follow(): boolean {
    const { machine } = this;
    machine.outside = this;
    for (let task = this.schedule.take(); task !== undefined; task = this.schedule.take()) {
      this.takeTurn(task);
      if (machine.work < 0) return false;
      stopWhenUnwanted();
    }
    for (const task of this.tasks.values()) {
      // What came after in its past has not come this time.
      if (task.past !== undefined && task.at < task.past.length) this.awake(task);
      machine.contexts.set(task.id, task.context);
    }
    machine.queue = new PriorityQueue();
    machine.outside = new Settled(machine.contexts, machine.globals, this.leadsAnywhere);
    return true;
  }

  /** What has come of each function, once all have been followed. */
  *followed(): Iterable<Followed> {
    for (const task of this.tasks.values()) yield task.followed;
  }

  private taskOf(id: number, origin: ContextOrigin | undefined): Task {
    let task = this.tasks.get(id);
    if (task === undefined) {
      task = new Task(id, this.past(id));
      if (task.past === undefined) tally.followed++;
      task.context.origin = origin;
      this.tasks.set(id, task);
    }
    return task;
  }

  private takeTurn(task: Task): void {
    tally.turns++;
    const stimuli = task.takeStimuli();
    const before = task.past?.[task.at];
    if (before !== undefined && haveSameStimuli(before.stimuli, stimuli) && this.seesSame(before.seen)) {
      task.at++;
      this.machine.work -= before.work;
      for (const told of before.told) this.tell(task, told);
      return;
    }
    if (task.past !== undefined) this.awake(task);
    this.seen = nothingSeen();
    this.told = [];
    const { work } = this.machine;
    this.followTask(task, stimuli);
    const { context } = task;
    if (context.isNews) this.note(task, { is: "changes", summary: summaryOf(context) });
    context.isNews = false;
    const seen = keptSights(this.seen);
    task.turns.push({ stimuli, seen, told: this.told.slice(), work: work - this.machine.work });
  }

  private seesSame({ summaries, globals }: KeptSights): boolean {
    for (const { id, summary } of summaries) {
      if (!isSameSummary(summary, this.tasks.get(id)?.summary ?? NO_SUMMARY)) return false;
    }
    for (const [name, value] of globals) {
      if (!isSameValue(value, this.machine.globals.known(name))) return false;
    }
    return true;
  }

  /** Follows a function that was not followed so far, up to where its past has been the same. */
  private awake(task: Task): void {
    tally.followed++;
    const { machine } = this;
    const { work } = machine;
    this.isRepeating = true;
    machine.work = Number.POSITIVE_INFINITY;
    for (const { stimuli, seen } of task.awake()) {
      this.seen = sightsAgain(seen);
      this.followTask(task, stimuli);
      task.context.isNews = false;
    }
    machine.work = work;
    this.isRepeating = false;
  }

  private followTask(task: Task, stimuli: readonly Stimulus[]): void {
    const { machine } = this;
    const { context, queue } = task;
    this.running = task;
    machine.queue = queue;
    for (const { is, address, entry } of stimuli) {
      if (is === "entered") arrive(context, address, ENTERED, entry, queue);
      else queueAll(queue, context, [address]);
    }
    while (!queue.isEmpty && machine.work >= 0) {
      const node = queue.take();
      node.visits++;
      followBlock(machine, node);
    }
  }

  /** Notes what a function tells, and tells it. */
  private note(task: Task, told: Told): void {
    this.told.push(told);
    this.tell(task, told);
  }

  private tell(task: Task, told: Told): void {
    const { globals } = this.machine;
    switch (told.is) {
      case "enters":
        this.tellEntering(task, told.entering);
        break;
      case "calls":
        addPlace(this.taskOf(told.callee, undefined).context.callers, task.id, told.block);
        break;
      case "reads":
        globals.addReader(told.name, task.id, told.block);
        break;
      case "stores":
        if (globals.store(told.name, told.value)) this.askAll(task, globals.readersOf(told.name));
        break;
      case "opens-all":
        if (globals.open) break;
        globals.open = true;
        for (const readers of globals.allReaders()) this.askAll(task, readers);
        break;
      default:
        task.summary = told.summary;
        this.askAll(task, task.context.callers);
    }
  }

  private tellEntering(task: Task, { callee, address, entry, escapes }: Entering): void {
    const entered = this.taskOf(callee, { context: task.id, address });
    if (escapes) entered.context.escapes = true;
    if (entered !== task && entered.enter(callee, entry)) this.schedule.add(entered);
  }

  /** Blocks of others have seen what has changed; a function sees to its own blocks. */
  private askAll(task: Task, places: BlockPlaces): void {
    for (const [id, blocks] of places) {
      const other = this.tasks.get(id);
      if (other === undefined || other === task) continue;
      for (const block of blocks) if (other.ask(block)) this.schedule.add(other);
    }
  }

  call({ context, address }: ContextNode, callee: number): Summary {
    const isItself = callee === context.id;
    if (isItself) context.addSelfCall(address);
    if (!this.isRepeating) {
      const { callers } = this.taskOf(callee, undefined).context;
      if (addPlace(callers, context.id, address)) this.told.push({ is: "calls", block: address, callee });
    }
    if (isItself) return context;
    let summary = this.seen.summaries.get(callee);
    if (summary !== undefined) return summary;
    summary = this.taskOf(callee, undefined).summary;
    this.seen.summaries.set(callee, summary);
    return summary;
  }

  enter({ context }: ContextNode, entering: Entering): void {
    const { callee, entry } = entering;
    if (callee === context.id) arrive(context, callee, ENTERED, entry, this.machine.queue);
    if (!this.isRepeating) this.note(this.running as Task, { is: "enters", entering });
  }

  read({ context, address }: ContextNode, name: string): Known | undefined {
    context.addReader(address);
    const { globals } = this.machine;
    if (!this.isRepeating && globals.addReader(name, context.id, address)) {
      this.told.push({ is: "reads", block: address, name });
    }
    if (context.hasOpened) return ANYTHING;
    if (!this.isRepeating) this.seen.globals.set(name, globals.known(name));
    return this.seen.globals.get(name);
  }

  store(name: string, value: Known): void {
    if (!this.isRepeating) this.note(this.running as Task, { is: "stores", name, value });
  }

  openAll(): void {
    const task = this.running as Task;
    const { context } = task;
    if (context.hasOpened) return;
    context.hasOpened = true;
    queueAll(this.machine.queue, context, context.readers);
    if (!this.isRepeating) this.note(task, { is: "opens-all" });
  }
}

function nothingSeen(): Sights {
  return { summaries: new Map(), globals: new Map() };
}
