/** Handlers that are closed but not open, or open on some paths only. */
import { MOST_OF_A_KIND } from "../../text/diagnostic.ts";
import { type Finding, finding } from "../finding.ts";
import type { Block, Disagreement, Open } from "../flow.ts";
import type { Facts } from "./facts.ts";
import { meeting, pathTo } from "./path.ts";

export function findUnbalancedTries(facts: Facts): readonly Finding[] {
  const onSomePaths = openOnSomePaths(facts);
  return [...notOpen(facts), ...onSomePaths.values(), ...neverClosed(facts, onSomePaths)];
}

function notOpen({ program: { code }, flow }: Facts): readonly Finding[] {
  const onSomePath = new Set(flow.handlers.map(({ block }) => block.node.address));
  return [...flow.closing].flatMap(([address, { node, isOpen }]) =>
    isOpen || onSomePath.has(address)
      ? []
      : [
          finding(
            "warning",
            { kind: "unbalanced-try", problem: "nothing-open" },
            code[address].span,
            pathTo(code, node),
          ),
        ],
  );
}

function openOnSomePaths({ program: { code }, flow }: Facts): ReadonlyMap<number, Finding> {
  const found = new Map<number, Finding>();
  for (const one of flow.handlers) {
    const { address } = one.block.node;
    const opened = openedOnOne(one);
    if (code[address] === undefined || opened === undefined || found.has(opened)) continue;
    if (code[address].op === "END_TRY" || code[address].op === "HALT") continue;
    const isLoop = one.second.from >= address;
    const path = [...meeting(code, one.block, one.second, { is: "second-path" })];
    path.push({ span: code[address].span, step: { is: isLoop ? "loop-start" : "meeting" } });
    found.set(
      opened,
      finding(
        "warning",
        { kind: "unbalanced-try", problem: isLoop ? "opened-each-turn" : "open-on-one-path" },
        code[opened].span,
        path,
      ),
    );
  }
  return found;
}

/** What ends with its frame or its process works all the same. Only the first are found, since only those are told. */
function neverClosed(
  { program: { code }, flow }: Facts,
  others: ReadonlyMap<number, Finding>,
): readonly Finding[] {
  const found: Finding[] = [];
  for (const opened of [...flow.leftOpen.keys()].sort((a, b) => code[a].span.start - code[b].span.start)) {
    if (found.length >= MOST_OF_A_KIND) break;
    if (flow.closed.has(opened) || others.has(opened)) continue;
    const { block, address } = flow.leftOpen.get(opened) as {
      readonly block: Block;
      readonly address: number;
    };
    const end = code[address];
    const path = [...pathTo(code, block.node)];
    if (end !== undefined) path.push({ span: end.span, step: { is: "still-open" } });
    found.push(finding("hint", { kind: "unbalanced-try", problem: "never-closed" }, code[opened].span, path));
  }
  return found;
}

/** The TRY that is open on one of the paths alone. */
function openedOnOne({ block, open }: Disagreement): number | undefined {
  const [a, b] = [depth(open), depth(block.open)];
  const longer = a >= b ? open : block.open;
  return longer?.opened;
}

function depth(open: Open): number {
  let count = 0;
  for (let at = open; at !== null && at !== undefined; at = at.previous) count++;
  return count;
}
