/**
 * The transcript of a function: how it was entered, what it has seen of others each time that it was followed, and what it has
 * told them.
 *
 * Invariant: following a function depends on its code and on its transcript's entries and sights alone, so a function with the
 * same code that is entered the same and sees the same, again and again in the same order, tells the same and ends with the
 * same facts, without being followed.
 */
import type { Context, Summary } from "./context.ts";
import { type Known, sameKnown } from "./known.ts";
import type { Entering } from "./outside.ts";
import type { State, VariableFacts } from "./state.ts";

/** What makes a function wait to be followed. */
export type Stimulus =
  /** It is entered with a state, which never changes. */
  | { readonly is: "entered"; readonly address: number; readonly entry: State }
  /** Something has changed that one of its blocks has seen. */
  | { readonly is: "asked"; readonly address: number; readonly entry?: undefined };

/** What it sees while it is followed once, in turn. */
export interface Sights {
  readonly summaries: Map<number, Summary>;
  readonly globals: Map<string, Known | undefined>;
}

/** A function that it has seen, by its number. */
export interface SeenFunction {
  readonly id: number;
  readonly summary: Summary;
}

/** What it has seen, kept: mostly one function, for which a map would be large. */
export interface KeptSights {
  readonly summaries: readonly SeenFunction[];
  readonly globals: Sights["globals"];
}

/** One for all that have seen none: nothing is added to what a turn has seen. */
const NO_GLOBALS: Sights["globals"] = new Map();
const NO_SUMMARIES: readonly SeenFunction[] = [];

export function keptSights({ summaries, globals }: Sights): KeptSights {
  return { summaries: keptSummaries(summaries), globals: globals.size === 0 ? NO_GLOBALS : globals };
}

function keptSummaries(summaries: Sights["summaries"]): readonly SeenFunction[] {
  if (summaries.size === 0) return NO_SUMMARIES;
  const kept: SeenFunction[] = [];
  for (const [id, summary] of summaries) kept.push({ id, summary });
  return kept;
}

export function sightsAgain({ summaries, globals }: KeptSights): Sights {
  return { summaries: new Map(summaries.map(({ id, summary }) => [id, summary])), globals };
}

/** What it tells others. */
export type Told =
  | { readonly is: "enters"; readonly entering: Entering }
  /** One of its blocks, by its address, calls a function or reads a variable of the top level. */
  | { readonly is: "calls"; readonly block: number; readonly callee: number }
  | { readonly is: "reads"; readonly block: number; readonly name: string }
  | { readonly is: "stores"; readonly name: string; readonly value: Known }
  | { readonly is: "opens-all" }
  | { readonly is: "changes"; readonly summary: Summary };

/** It has been followed until nothing of it waited. */
export interface TaskTurn {
  readonly stimuli: readonly Stimulus[];
  readonly seen: KeptSights;
  readonly told: readonly Told[];
  /** How many instructions were followed. */
  readonly work: number;
}

export type Transcript = readonly TaskTurn[];

/** A function that was followed, and all that has come of it. */
export interface Followed {
  readonly context: Context;
  readonly transcript: Transcript;
}

export function haveSameStimuli(a: readonly Stimulus[], b: readonly Stimulus[]): boolean {
  return a.length === b.length && a.every((one, i) => isSameStimulus(one, b[i]));
}

function isSameStimulus(a: Stimulus, b: Stimulus): boolean {
  if (a.address !== b.address) return false;
  if (a.is === "asked" || b.is === "asked") return a.is === b.is;
  return isSameEntry(a.entry, b.entry);
}

/** Whether a function is entered the same, with the same variables in the same order. */
export function isSameEntry(a: State, b: State): boolean {
  return a === b || (isSameFrame(a, b) && haveSameVariables(a, b));
}

export function isSameSummary(a: Summary, b: Summary): boolean {
  if (a === b) return true;
  if (a.depth !== b.depth || a.closes.size !== b.closes.size) return false;
  for (const target of a.closes) if (!b.closes.has(target)) return false;
  if (a.exit === undefined || b.exit === undefined) return a.exit === b.exit;
  return a.exit === b.exit || isSameFrame(a.exit, b.exit);
}

/** All but the variables, of which functions leave none; neither have their states handlers that could be compared. */
function isSameFrame(a: State, b: State): boolean {
  return (
    a.low === b.low &&
    a.high === b.high &&
    a.isVague === b.isVague &&
    a.open === b.open &&
    a.handlers === b.handlers &&
    a.mayBeClosed === b.mayBeClosed &&
    a.values.length === b.values.length &&
    a.values.every((value, i) => isSameValue(value, b.values[i]))
  );
}

function haveSameVariables({ variables: a }: State, { variables: b }: State): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  const others = b.entries();
  return a.entries().every(([name, own], i) => name === others[i][0] && isSameVariable(own, others[i][1]));
}

function isSameVariable(a: VariableFacts, b: VariableFacts): boolean {
  return a.certain === b.certain && isSameValue(a.value, b.value);
}

/** Whether the same is known, or nothing. */
export function isSameValue(a: Known | undefined, b: Known | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && sameKnown(a, b));
}

/** Says where an address is in another version of the code, or what number a context has there; `NOWHERE` when it has none. */
export type AddressMap = (address: number) => number;

/** No address, and no number of a context. */
export const NOWHERE = -1_000_000_000;
