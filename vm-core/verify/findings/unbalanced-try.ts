/** Handlers that are closed but not open, or open on some paths only. */
import type { Diagnostic } from "../../text/diagnostic.ts";
import type { Disagreement, Open } from "../flow.ts";
import { type Facts, finding } from "./facts.ts";
import { meeting, pathTo } from "./path.ts";

export function findUnbalancedTries(facts: Facts): readonly Diagnostic[] {
  const onSomePaths = openOnSomePaths(facts);
  return [...notOpen(facts), ...onSomePaths.values(), ...neverClosed(facts, onSomePaths)];
}

function notOpen({ program: { code }, flow }: Facts): readonly Diagnostic[] {
  const onSomePath = new Set(flow.handlers.map(({ block }) => block.node.address));
  return [...flow.closing].flatMap(([address, { node, isOpen }]) =>
    isOpen || onSomePath.has(address)
      ? []
      : [
          finding(
            "warning",
            "unbalanced-try",
            "no TRY is open here for this END_TRY to close",
            code[address].span,
            pathTo(code, node),
          ),
        ],
  );
}

function openOnSomePaths({ program: { code }, flow }: Facts): ReadonlyMap<number, Diagnostic> {
  const found = new Map<number, Diagnostic>();
  for (const one of flow.handlers) {
    const { address } = one.block.node;
    const opened = openedOnOne(one);
    if (code[address] === undefined || opened === undefined || found.has(opened)) continue;
    if (code[address].op === "END_TRY" || code[address].op === "HALT") continue;
    const isLoop = one.second.from >= address;
    const related = [...meeting(code, one.block, one.second, "another comes from here")];
    related.push({
      span: code[address].span,
      message: isLoop ? "the loop starts here" : "the paths meet here",
    });
    found.set(
      opened,
      finding(
        "warning",
        "unbalanced-try",
        isLoop
          ? "each turn of a loop opens this TRY again, and no END_TRY closes it"
          : "this TRY is still open on one of two paths that meet: an END_TRY is missing",
        code[opened].span,
        related,
      ),
    );
  }
  return found;
}

/** What ends with its frame or its process works all the same. */
function neverClosed(
  { program: { code }, flow }: Facts,
  others: ReadonlyMap<number, Diagnostic>,
): readonly Diagnostic[] {
  return [...flow.leftOpen].flatMap(([opened, { block, address }]) => {
    if (flow.closed.has(opened) || others.has(opened)) return [];
    const end = code[address];
    const related = [...pathTo(code, block.node)];
    if (end !== undefined) related.push({ span: end.span, message: "it is still open here" });
    return [finding("hint", "unbalanced-try", "no END_TRY closes this TRY", code[opened].span, related)];
  });
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
