/**
 * Labels that nobody names.
 *
 * A text or a name that is spelled like a label may be meant for it; a label at the start says what the program
 * is; and one where an address leads says what is there.
 */
import { constantOf } from "../../isa/typing.ts";
import { targetOf } from "../../program/control-flow.ts";
import { type Instruction, operandsByName, type Program } from "../../program/program.ts";
import type { Span } from "../../text/span.ts";
import { type Finding, unnecessary } from "../finding.ts";
import type { Facts } from "./facts.ts";

export function findUnusedLabels({ program, labels }: Facts): readonly Finding[] {
  const unused = new Map<string, Span>();
  for (const [name, { definition, references }] of labels) {
    if (definition === undefined || references.length > 0) continue;
    if (!name.startsWith("_") && program.labels.get(name) !== 0) unused.set(name, definition.nameSpan);
  }
  if (unused.size === 0) return [];
  const mentioned = mentionedIn(program, unused);
  return [...unused].flatMap(([name, span]) =>
    mentioned.has(name) ? [] : [unnecessary({ kind: "unused-label", name }, span)],
  );
}

function mentionedIn({ code, labels }: Program, names: ReadonlyMap<string, unknown>): ReadonlySet<string> {
  const mentioned = new Set<string>();
  const targets = new Set(code.map(targetOf));
  const counts = new Map<number, number>();
  for (const address of labels.values()) counts.set(address, (counts.get(address) ?? 0) + 1);
  for (const name of names.keys()) {
    const address = labels.get(name) ?? -1;
    // Of several labels at one place, another one may be named.
    if (targets.has(address) && counts.get(address) === 1) mentioned.add(name);
  }
  for (const instruction of code) {
    for (const text of textsIn(instruction)) if (names.has(text)) mentioned.add(text);
  }
  return mentioned;
}

function textsIn(instruction: Instruction): readonly string[] {
  const constant = constantOf(instruction);
  if (typeof constant === "string") return [constant];
  const { name } = operandsByName(instruction);
  return typeof name === "string" ? [name] : [];
}
