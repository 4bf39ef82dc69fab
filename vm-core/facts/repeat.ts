/**
 * Follows functions of which the code has changed each by itself, with what it was entered with and what it saw before: when
 * it tells others the same again, turn by turn, nothing else can be different, and no other function is looked at. Stores of
 * variables that nobody reads are told to nobody; which instruction enters a function is noted of that alone.
 *
 * Invariant: the result is that of following everything (`follow.ts`). Each of these functions tells the same as long as it
 * sees the same, and the others, whose code is the same, do so too: so all of them see the same from beginning to end.
 */
import { variableOf, variableRoleOf } from "../isa/typing.ts";
import type { Instruction } from "../program/program.ts";
import {
  addPlace,
  arrive,
  type BlockPlaces,
  Context,
  type ContextNode,
  ENTERED,
  queueAll,
  type Summary,
  summaryOf,
} from "./context.ts";
import type { Globals } from "./globals.ts";
import { ANYTHING, type Known } from "./known.ts";
import type { Machine } from "./machine.ts";
import { type Entering, NO_SUMMARY, type Outside } from "./outside.ts";
import { PriorityQueue } from "./priority-queue.ts";
import type { State } from "./state.ts";
import { followBlock } from "./step.ts";
import { tally } from "./tally.ts";
import {
  type Followed,
  isSameEntry,
  isSameSummary,
  isSameValue,
  type Sights,
  sightsAgain,
  type TaskTurn,
  type Told,
} from "./transcript.ts";

/** Functions that are followed by themselves, at most: when one of them tells something else, that was for nothing. */
export const MOST_REPEATED = 4;

/** A function that was followed again by itself. */
export interface Repeated extends Followed {
  readonly others: OtherTold;
}

/** What it tells otherwise than before. */
interface OtherTold {
  /** Variables that it stores otherwise. */
  readonly stored: Set<string>;
  /** Functions that it enters elsewhere: where it did, and where it does. */
  readonly entered: { readonly callee: number; readonly from: number; readonly to: number }[];
}

/** What has come of a function whose code has changed; undefined when it tells others something else. */
export function repeat(machine: Machine, before: Followed): Repeated | undefined {
  const repetition = new Repetition(machine, before.context);
  machine.outside = repetition;
  const turns: TaskTurn[] = [];
  for (const turn of before.transcript) {
    const again = repetition.turn(turn);
    if (again === undefined) return undefined;
    turns.push(again);
  }
  return { context: repetition.context, transcript: turns, others: repetition.others };
}

/** Whether instructions do nothing but store these variables, where they name them. */
export function areOnlyStored(instructions: readonly Instruction[], names: ReadonlySet<string>): boolean {
  if (names.size === 0) return true;
  for (const instruction of instructions) {
    const role = variableRoleOf(instruction.op);
    if (role !== undefined && role !== "write" && names.has(variableOf(instruction) ?? "")) return false;
  }
  return true;
}

/** Makes known what others see otherwise: no function that is followed. */
export function tellOthers({ globals, contexts }: Machine, { context, transcript, others }: Repeated): void {
  for (const { callee, from, to } of others.entered) {
    const entered = contexts.get(callee);
    const { origin } = entered ?? {};
    if (entered !== undefined && origin?.context === context.id && origin.address === from)
      entered.origin = { context: context.id, address: to };
  }
  if (others.stored.size === 0) return;
  for (const name of others.stored) globals.forget(name);
  for (const { told } of transcript)
    for (const one of told)
      if (one.is === "stores" && others.stored.has(one.name)) globals.store(one.name, one.value);
}

class Repetition implements Outside {
  readonly context: Context;
  readonly leadsAnywhere: boolean;
  private readonly queue = new PriorityQueue();
  private seen: Sights | undefined;
  private told: Told[] = [];
  /** It needs to see something that was not looked at before. */
  private isLost = false;
  readonly others: OtherTold = { stored: new Set(), entered: [] };
  /** What has been told so far of whom it calls and what it reads. */
  private readonly calls: BlockPlaces = new Map();
  private readonly reads = new Map<string, Set<number>>();

  constructor(
    private readonly machine: Machine,
    before: Context,
  ) {
    this.context = new Context(before.id);
    this.context.enterAs(before);
    this.leadsAnywhere = machine.code.holes !== undefined;
  }

  /** Takes a turn as it was taken before; undefined when it is another one. */
  turn(before: TaskTurn): TaskTurn | undefined {
    tally.turns++;
    const { machine, context, queue } = this;
    this.seen = sightsAgain(before.seen);
    this.told = [];
    machine.queue = queue;
    const { work } = machine;
    for (const { is, address, entry } of before.stimuli) {
      if (is === "entered") arrive(context, address, ENTERED, entry, queue);
      else if (context.nodes.has(address)) queueAll(queue, context, [address]);
      else return undefined;
    }
    while (!queue.isEmpty && machine.work >= 0 && !this.isLost) {
      const node = queue.take();
      node.visits++;
      followBlock(machine, node);
    }
    if (context.isNews) this.told.push({ is: "changes", summary: summaryOf(context) });
    context.isNews = false;
    const isSame =
      !this.isLost && machine.work >= 0 && haveSameTold(this.told, before.told, this.others, machine.globals);
    return isSame ? { ...before, told: this.told, work: work - machine.work } : undefined;
  }

  call({ context, address }: ContextNode, callee: number): Summary {
    const isItself = callee === context.id;
    if (isItself) context.addSelfCall(address);
    if (addPlace(this.calls, callee, address)) this.told.push({ is: "calls", block: address, callee });
    if (isItself) return context;
    const summary = this.seen?.summaries.get(callee);
    if (summary === undefined) this.isLost = true;
    return summary ?? NO_SUMMARY;
  }

  enter({ context }: ContextNode, entering: Entering): void {
    const { callee, entry } = entering;
    if (callee === context.id) arrive(context, callee, ENTERED, entry, this.queue);
    this.told.push({ is: "enters", entering });
  }

  read({ context, address }: ContextNode, name: string): Known | undefined {
    context.addReader(address);
    let blocks = this.reads.get(name);
    if (blocks === undefined) this.reads.set(name, (blocks = new Set()));
    if (!blocks.has(address)) {
      blocks.add(address);
      this.told.push({ is: "reads", block: address, name });
    }
    if (context.hasOpened) return ANYTHING;
    if (this.seen?.globals.has(name) !== true) this.isLost = true;
    return this.seen?.globals.get(name);
  }

  store(name: string, value: Known): void {
    this.told.push({ is: "stores", name, value });
  }

  openAll(): void {
    const { context } = this;
    if (context.hasOpened) return;
    context.hasOpened = true;
    queueAll(this.queue, context, context.readers);
    this.told.push({ is: "opens-all" });
  }
}

/** Notes what is told otherwise; false where that is something to others. */
function haveSameTold(
  now: readonly Told[],
  before: readonly Told[],
  { stored, entered }: OtherTold,
  globals: Globals,
): boolean {
  let [at, old] = [0, 0];
  while (at < now.length || old < before.length) {
    const [one, other] = [now.at(at), before.at(old)];
    if (one !== undefined && other !== undefined && isSameTold(one, other)) {
      if (one.is === "enters" && other.is === "enters" && one.entering.address !== other.entering.address) {
        const { callee, address: to } = one.entering;
        entered.push({ callee, from: other.entering.address, to });
      }
      at++;
      old++;
      continue;
    }
    const isAdded = isForNobody(one, globals);
    const store = isAdded ? one : other;
    if (!isForNobody(store, globals)) return false;
    stored.add(store.name);
    if (isAdded) at++;
    else old++;
  }
  return true;
}

/** A store of a variable that no function has read so far. */
function isForNobody(
  told: Told | undefined,
  globals: Globals,
): told is Extract<Told, { readonly is: "stores" }> {
  return told?.is === "stores" && !globals.open && globals.readersOf(told.name).size === 0;
}

function isSameTold(a: Told, b: Told): boolean {
  switch (a.is) {
    case "enters":
      return b.is === "enters" && isSameEntering(a.entering, b.entering);
    case "calls":
      return b.is === "calls" && a.block === b.block && a.callee === b.callee;
    case "reads":
      return b.is === "reads" && a.block === b.block && a.name === b.name;
    case "stores":
      return b.is === "stores" && a.name === b.name && isSameValue(a.value, b.value);
    case "changes":
      return b.is === "changes" && isSameSummary(a.summary, b.summary);
    default:
      return b.is === "opens-all";
  }
}

function isSameEntering(a: Entering, b: Entering): boolean {
  return a.callee === b.callee && a.escapes === b.escapes && isSameEntry(a.entry, b.entry);
}

/** How functions are entered from nowhere in the program. */
export interface FunctionEntry {
  readonly id: number;
  readonly address: number;
  readonly entry: State;
  readonly escapes: boolean;
}

export function haveSameStarts(a: readonly FunctionEntry[], b: readonly FunctionEntry[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => {
      const other = b[i];
      const isThere = one.id === other.id && one.address === other.address && one.escapes === other.escapes;
      return isThere && isSameEntry(one.entry, other.entry);
    })
  );
}
