/** A function while its program is followed: what waits for it, and what has come of it so far. */
import { Context, type Summary } from "./context.ts";
import { NO_SUMMARY } from "./outside.ts";
import { PriorityQueue } from "./priority-queue.ts";
import type { State } from "./state.ts";
import { type Followed, isSameEntry, type Stimulus, type TaskTurn, type Transcript } from "./transcript.ts";

export class Task {
  isWaiting = false;
  readonly queue = new PriorityQueue();
  /** What others know of it. */
  summary: Summary = NO_SUMMARY;
  context: Context;
  /** What was told of it before, as long as everything has been as it was then. */
  past: Transcript | undefined;
  /** Its turns; those that were as in `past` are not among them while that is defined. */
  turns: TaskTurn[] = [];
  /** How many turns have been as in `past`. */
  at = 0;
  private stimuli: Stimulus[] = [];
  private readonly asked = new Set<number>();
  private newestEntry: { readonly address: number; readonly entry: State } | undefined;

  constructor(
    readonly id: number,
    past: Followed | undefined,
  ) {
    this.past = past?.transcript;
    this.context = past?.context ?? new Context(id);
    this.context.leaveAll();
  }

  /** Whether it is to be followed because of that. */
  enter(address: number, entry: State): boolean {
    const { newestEntry: last } = this;
    if (last !== undefined && last.address === address && isSameEntry(last.entry, entry)) return false;
    this.newestEntry = { address, entry };
    this.stimuli.push({ is: "entered", address, entry });
    return true;
  }

  ask(address: number): boolean {
    if (this.asked.has(address)) return false;
    this.asked.add(address);
    this.stimuli.push({ is: "asked", address });
    return true;
  }

  /** What has come in since the last time. */
  takeStimuli(): readonly Stimulus[] {
    // Without room for more, since it is kept.
    const stimuli = this.stimuli.slice();
    this.stimuli = [];
    this.asked.clear();
    return stimuli;
  }

  /** From now on it is followed: of what was before the turns remain that have been the same. Gives these. */
  awake(): readonly TaskTurn[] {
    const turns = (this.past ?? []).slice(0, this.at);
    this.past = undefined;
    this.turns = turns.slice();
    const before = this.context;
    this.context = new Context(this.id);
    this.context.enterAs(before);
    return turns;
  }

  /** All that has come of it. */
  get followed(): Followed {
    return { context: this.context, transcript: this.past ?? this.turns };
  }
}
