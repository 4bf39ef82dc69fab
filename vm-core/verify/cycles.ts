/** Cycles of blocks: the strongly connected components (Tarjan 1972) that a path can go round in. */
import type { FlowBlock, VerifierFlow } from "./flow.ts";

export interface FlowCycle {
  readonly blocks: readonly FlowBlock[];
  /** Those that paths from outside lead to. */
  readonly entries: readonly FlowBlock[];
  /** Whether a path leads out, or the function returns from inside. */
  readonly hasWayOut: boolean;
}

export function findCycles(flow: VerifierFlow): readonly FlowCycle[] {
  const goesBack = [...flow.blocks.values()].some(({ ways }) =>
    ways.some(({ from, to }) => to.address <= from),
  );
  if (!goesBack) return [];
  const component = new Map<FlowBlock, number>();
  const components: FlowBlock[][] = [];
  const index = new Map<FlowBlock, number>();
  const low = new Map<FlowBlock, number>();
  const stack: FlowBlock[] = [];
  for (const root of flow.blocks.values()) {
    if (!index.has(root)) search(root);
  }
  return components.flatMap((blocks, number) =>
    cycleOf(flow, blocks, (block) => component.get(block) === number),
  );

  function enter(block: FlowBlock, frames: { block: FlowBlock; next: number }[]): void {
    index.set(block, index.size);
    low.set(block, index.size - 1);
    stack.push(block);
    frames.push({ block, next: 0 });
  }

  function search(root: FlowBlock): void {
    const frames: { block: FlowBlock; next: number }[] = [];
    enter(root, frames);
    while (frames.length > 0) {
      const frame = frames[frames.length - 1];
      const { block } = frame;
      if (frame.next < block.ways.length) {
        const to = flow.blocks.get(block.ways[frame.next++].to);
        if (to === undefined) continue;
        if (!index.has(to)) enter(to, frames);
        else if (!component.has(to)) lower(block, index.get(to) as number);
        continue;
      }
      frames.pop();
      const own = low.get(block) as number;
      if (frames.length > 0) lower(frames[frames.length - 1].block, own);
      if (own === index.get(block)) close(block);
    }
  }

  function lower(block: FlowBlock, to: number): void {
    if (to < (low.get(block) as number)) low.set(block, to);
  }

  function close(root: FlowBlock): void {
    const blocks = stack.splice(stack.lastIndexOf(root));
    for (const block of blocks) component.set(block, components.length);
    components.push(blocks);
  }
}

function cycleOf(
  flow: VerifierFlow,
  blocks: readonly FlowBlock[],
  isInside: (block: FlowBlock) => boolean,
): readonly FlowCycle[] {
  let isCycle = blocks.length > 1;
  let hasWayOut = false;
  for (const { ways, exits } of blocks) {
    if (exits.length > 0) hasWayOut = true;
    for (const { to } of ways) {
      const next = flow.blocks.get(to);
      if (next !== undefined && isInside(next)) isCycle = true;
      else hasWayOut = true;
    }
  }
  if (!isCycle) return [];
  const entries = blocks.filter((block) => block.way === undefined || !isInside(block.way.fromBlock));
  return [{ blocks, entries, hasWayOut }];
}
