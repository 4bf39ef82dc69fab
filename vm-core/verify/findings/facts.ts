/** What findings are made from: an interpretation, and what is seen on the way through it. */

import type { Context } from "../../facts/context.ts";
import type { Base } from "../../facts/heights.ts";
import type { Known } from "../../facts/known.ts";
import type { Interpretation } from "../../facts/solve.ts";
import type { Program } from "../../program/program.ts";
import type { Span } from "../../text/span.ts";
import { type Finding, finding, type NamedCode, type Placed } from "../finding.ts";
import type { VerifierFlow } from "../flow.ts";
import { pathTo } from "./path.ts";

/** A label of the document. */
export interface LabelPlace {
  /** Where it is defined; absent where it is only used. */
  readonly definition: { readonly nameSpan: Span } | undefined;
  /** Where it is named. */
  readonly references: readonly unknown[];
}

/** The labels of a document. Who wants all pays for all: most is known from the Program. */
export interface DocumentLabels {
  /** All, with those that are only used, in source order. */
  all(): ReadonlyMap<string, LabelPlace>;
  /** Where the names of some are written that label something. */
  placesOf(names: Pick<ReadonlySet<string>, "has">): ReadonlyMap<string, Span>;
}

export interface Facts {
  readonly program: Program;
  readonly interpretation: Interpretation;
  readonly bases: ReadonlyMap<Context, Base>;
  /** All functions, each with what was found in it. */
  readonly functions: readonly ExaminedFunction[];
  /** How many functions get to each address, of those that something is known to call; and 1 for each that any gets to. */
  readonly counts: Uint32Array;
  readonly reached: Uint8Array;
  /** The labels of the document, if they are known. */
  readonly labels: DocumentLabels | undefined;
}

/** What is known where one function is looked at by itself. */
export interface FunctionFacts {
  readonly program: Program;
  readonly interpretation: Interpretation;
  readonly context: Context;
  /** Undefined for one that nothing is known to call. */
  readonly base: Base | undefined;
  readonly flow: VerifierFlow;
}

/** What was found in a function. Its places are addresses at the time when it was found; `now` says where they are. */
export interface ExaminedFunction {
  readonly context: Context;
  readonly base: Base | undefined;
  /** Whether runs get to it whatever holes do. */
  readonly isCertain: boolean;
  readonly found: FunctionFindings;
  now(address: number): number;
}

/** What looking at one function finds: data that hold as long as its facts are the same, wherever its code is. */
export interface FunctionFindings {
  /** In turn the address of a block and of its last instruction, which is before it in one without. */
  readonly blocks: readonly number[];
  readonly wrong: readonly Placed[];
  readonly doubts: readonly Placed[];
  /** In turn where control continues at the next address, that address, and the block that it comes from. */
  readonly runsOn: readonly number[];
  readonly joins: readonly UnevenJoin[];
  /** Whether some loop takes values each turn. */
  readonly drains: boolean;
  readonly results: readonly Placed[];
  readonly loops: readonly Placed[];
  readonly messages: Messages;
  readonly tries: Tries;
}

/** A place where paths meet that bring different numbers of values. */
export interface UnevenJoin {
  readonly isLoop: boolean;
  /** Undefined where nothing is to be said about it. */
  readonly found: Placed | undefined;
  readonly address: number;
}

/** What a function receives and sends. */
export interface Messages {
  /** In turn the addresses of receives and of their blocks. */
  readonly receives: readonly number[];
  readonly sent: readonly Known[];
  /** Whether other code may send, too. */
  readonly isOpen: boolean;
  readonly hasNotices: boolean;
  /** The names of the children that it starts. */
  readonly children: readonly string[];
}

/** How a function uses handlers; those that are opened are known by the addresses of their TRY. */
export interface Tries {
  /** Instructions that close the newest handler, and whether there is one on some path. */
  readonly closing: readonly { readonly isOpen: boolean; readonly found: Placed }[];
  /** Where paths meet that have different handlers. */
  readonly meetings: readonly number[];
  /** About handlers that are open on some paths alone, by their addresses. */
  readonly onSomePaths: readonly Placed[];
  readonly closed: readonly number[];
  /** About handlers with which some path ends, by their addresses. */
  readonly leftOpen: readonly Placed[];
}

/** A finding in a function as it is told, with the path that leads there. */
export function findingAt(
  { program: { code }, interpretation }: Facts,
  one: ExaminedFunction,
  found: Placed,
): Finding {
  const node = one.context.nodes.get(one.now(found.block));
  const { contexts } = interpretation;
  const path = node === undefined ? [] : [...pathTo({ code, contexts }, node)];
  for (const { address, step } of found.steps) path.push({ span: code[one.now(address)].span, step });
  return finding(found.severity, found.cause, code[one.now(found.address)].span, path);
}

/** The code at an address, with its label if it has one. */
export function codeAt(program: Program, address: number): NamedCode {
  let names = NAMES.get(program);
  if (names === undefined) {
    names = new Map();
    for (const [name, at] of program.labels) if (!names.has(at)) names.set(at, name);
    NAMES.set(program, names);
  }
  return { label: names.get(address), address };
}

const NAMES = new WeakMap<Program, Map<number, string>>();
