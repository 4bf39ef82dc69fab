/** Handlers that are closed but not open, or open on some paths only. */
import { MOST_OF_A_KIND } from "../../text/diagnostic.ts";
import { type Finding, type Placed, type PlacedStep, placed } from "../finding.ts";
import type { Disagreement } from "../flow.ts";
import { type Facts, type FunctionFacts, findingAt, type Tries } from "./facts.ts";
import { meeting } from "./path.ts";

/** What is to be known of a function about its handlers. */
export function triesOf(facts: FunctionFacts): Tries {
  const { flow } = facts;
  const onSomePaths = openOnSomePaths(facts);
  return {
    closing: [...flow.closing].map(([address, { node, isOpen }]) => {
      const cause = { kind: "unbalanced-try", problem: "nothing-open" } as const;
      return { isOpen, found: placed("warning", cause, address, node.address) };
    }),
    meetings: flow.handlers.map(({ block }) => block.node.address),
    onSomePaths: [...onSomePaths.values()],
    closed: [...flow.closed],
    leftOpen: leftOpen(facts),
  };
}

function openOnSomePaths({ program: { code }, flow }: FunctionFacts): ReadonlyMap<number, Placed> {
  const found = new Map<number, Placed>();
  for (const one of flow.handlers) {
    const { address } = one.block.node;
    const opened = openedOnOne(one);
    if (code[address] === undefined || opened === undefined || found.has(opened)) continue;
    if (code[address].op === "END_TRY" || code[address].op === "HALT") continue;
    const isLoop = one.second.from >= address;
    const { block, steps } = meeting(one.block, one.second, { is: "second-path" });
    const last: PlacedStep = { address, step: { is: isLoop ? "loop-start" : "meeting" } };
    const problem = isLoop ? "opened-each-turn" : "open-on-one-path";
    found.set(
      opened,
      placed("warning", { kind: "unbalanced-try", problem }, opened, block, [...steps, last]),
    );
  }
  return found;
}

function leftOpen({ program: { code }, flow }: FunctionFacts): readonly Placed[] {
  return [...flow.leftOpen].map(([opened, { block, address }]) => {
    const cause = { kind: "unbalanced-try", problem: "never-closed" } as const;
    const steps: PlacedStep[] = code[address] === undefined ? [] : [{ address, step: { is: "still-open" } }];
    return placed("hint", cause, opened, block.node.address, steps);
  });
}

/** The TRY that is open on one of the paths alone. */
function openedOnOne({ block, open }: Disagreement): number | undefined {
  const longer = (open?.count ?? 0) >= (block.open?.count ?? 0) ? open : block.open;
  return longer?.opened;
}

/** What holds for all functions together: several may share code. */
export function findUnbalancedTries(facts: Facts): readonly Finding[] {
  const onSomePaths = new Map<number, Finding>();
  for (const one of facts.functions) {
    for (const found of one.found.tries.onSomePaths) {
      const opened = one.now(found.address);
      if (!onSomePaths.has(opened)) onSomePaths.set(opened, findingAt(facts, one, found));
    }
  }
  return [...notOpen(facts), ...onSomePaths.values(), ...neverClosed(facts, onSomePaths)];
}

function notOpen(facts: Facts): readonly Finding[] {
  const onSomePath = new Set<number>();
  const closing = new Map<number, { isOpen: boolean; readonly tell: () => Finding }>();
  for (const one of facts.functions) {
    for (const address of one.found.tries.meetings) onSomePath.add(one.now(address));
    for (const { isOpen, found } of one.found.tries.closing) {
      const address = one.now(found.address);
      const known = closing.get(address);
      if (known === undefined) closing.set(address, { isOpen, tell: () => findingAt(facts, one, found) });
      else known.isOpen ||= isOpen;
    }
  }
  return [...closing].flatMap(([address, { isOpen, tell }]) =>
    isOpen || onSomePath.has(address) ? [] : [tell()],
  );
}

/** What ends with its frame or its process works all the same. Only the first are found, since only those are told. */
function neverClosed(facts: Facts, others: ReadonlyMap<number, Finding>): readonly Finding[] {
  const { code } = facts.program;
  const closed = new Set<number>();
  const left = new Map<number, () => Finding>();
  for (const one of facts.functions) {
    for (const opened of one.found.tries.closed) closed.add(one.now(opened));
    for (const found of one.found.tries.leftOpen) {
      const opened = one.now(found.address);
      if (!left.has(opened)) left.set(opened, () => findingAt(facts, one, found));
    }
  }
  const found: Finding[] = [];
  for (const [opened, tell] of [...left].sort(([a], [b]) => code[a].span.start - code[b].span.start)) {
    if (found.length >= MOST_OF_A_KIND) break;
    if (!closed.has(opened) && !others.has(opened)) found.push(tell());
  }
  return found;
}
