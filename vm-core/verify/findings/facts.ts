/** What findings are made from: an interpretation, and what is seen on the way through it. */

import type { Context } from "../../facts/context.ts";
import type { Base } from "../../facts/heights.ts";
import type { Interpretation } from "../../facts/solve.ts";
import type { Program } from "../../program/program.ts";
import type { Span } from "../../text/span.ts";
import type { NamedCode } from "../finding.ts";
import type { Flow } from "../flow.ts";

/** A label of the document. */
export interface LabelPlace {
  /** Where it is defined; absent where it is only used. */
  readonly definition: { readonly nameSpan: Span } | undefined;
  /** Where it is named. */
  readonly references: readonly unknown[];
}

export interface Facts {
  readonly program: Program;
  readonly interpretation: Interpretation;
  readonly bases: ReadonlyMap<Context, Base>;
  readonly flow: Flow;
  /** 1 for each address that a run may get to. */
  readonly reached: Uint8Array;
  /** The labels of the document, if they are known. */
  readonly labels: ReadonlyMap<string, LabelPlace>;
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
