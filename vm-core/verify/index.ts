/**
 * Finds what will go wrong when a Program runs, and what is probably a mistake.
 *
 * Invariant: no false error: what it calls an error happens in every run that gets to that instruction.
 * Absent by design: withholding the Program; one with findings runs, and faults where it faults. Code that
 * no run gets to: the optimizer's hints show it.
 */
import type { Program } from "../program/program.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import type { Span } from "../text/span.ts";
import type { Facts } from "./findings/facts.ts";
import { Faults } from "./findings/faults.ts";
import { findBases } from "./heights.ts";
import { interpret, observe } from "./interpret.ts";

/** `labels` says where labels stand in the document; without it nothing is said about them. */
export function verify(
  program: Program,
  labels: ReadonlyMap<string, Span> = new Map(),
): readonly Diagnostic[] {
  if (program.code.length === 0) return [];
  const interpretation = interpret(program);
  if (interpretation === undefined) return [];
  const facts: Facts = {
    program,
    interpretation,
    bases: findBases(interpretation.contexts),
    reached: new Uint8Array(program.code.length),
    labels,
  };
  const faults = new Faults(facts);
  observe(interpretation, {
    instruction: (node, address, state) => {
      facts.reached[address] = 1;
      faults.look(node, address, state);
    },
    edge: () => undefined,
    exit: () => undefined,
  });
  return [...faults.found].filter(({ span }) => span !== undefined);
}
