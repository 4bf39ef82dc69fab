/** What findings are made from: an interpretation, and what is seen on the way through it. */

import type { Context } from "../../facts/context.ts";
import type { Base } from "../../facts/heights.ts";
import type { Interpretation } from "../../facts/solve.ts";
import type { Program } from "../../program/program.ts";
import type { Diagnostic, RelatedPlace, Severity } from "../../text/diagnostic.ts";
import type { Span } from "../../text/span.ts";
import type { Flow } from "../flow.ts";

/** A label of the document. */
export interface LabelPlace {
  readonly span: Span;
  /** Whether an operand names it. */
  readonly isUsed: boolean;
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

export function finding(
  severity: Severity,
  code: string,
  message: string,
  span: Span,
  related: readonly RelatedPlace[] = [],
): Diagnostic {
  const page = `diagnostics.md#${code}`;
  return { severity, code, message, span, page, ...(related.length > 0 ? { related } : {}) };
}

/** A finding that the editor draws faded. */
export function faded(code: string, message: string, span: Span): Diagnostic {
  return { ...finding("hint", code, message, span), tag: "unnecessary" };
}

/** `1 value`, `2 values`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** A name for the code at an address: its label, or the address. */
export function nameAt(program: Program, address: number): string {
  let names = NAMES.get(program);
  if (names === undefined) {
    names = new Map();
    for (const [name, at] of program.labels) if (!names.has(at)) names.set(at, name);
    NAMES.set(program, names);
  }
  const name = names.get(address);
  return name === undefined ? `the code at ${address}` : `\`${name}\``;
}

const NAMES = new WeakMap<Program, Map<number, string>>();
