/**
 * Functions of a control-flow graph, and the graph with some of them folded to a box each.
 *
 * Invariant: pure; a block belongs to one function at most, the first that leads to it without a call.
 */
import type { FlowChartAnswer as FlowChart } from "../../../server/protocol.ts";

type ChartBlock = FlowChart["blocks"][number];
export type ChartEdge = FlowChart["edges"][number];

/** A block as it is drawn: one of the program's, or a folded function. */
export interface Drawn extends ChartBlock {
  /** The index of the program's block; of a folded function its entry. */
  readonly index: number;
  /** How many blocks are folded into it; 0 for a block of the program. */
  readonly folded: number;
}

export interface DrawnChart {
  readonly blocks: readonly Drawn[];
  readonly edges: readonly ChartEdge[];
}

/** The entry of the function that each block belongs to; undefined for the main program and for what nothing leads to. */
export function functionsOf({ blocks, edges }: FlowChart): readonly (number | undefined)[] {
  const owner: (number | undefined)[] = blocks.map(() => undefined);
  const seen = new Set<number>();
  const entries = [...new Set(edges.filter(({ kind }) => kind === "call").map(({ to }) => to))];
  const successors: number[][] = blocks.map(() => []);
  for (const { from, to, kind } of edges) if (kind !== "call") successors[from].push(to);
  const walk = (entry: number, isFunction: boolean) => {
    const pending = [entry];
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      if (seen.has(index)) continue;
      seen.add(index);
      if (isFunction) owner[index] = entry;
      pending.push(...successors[index]);
    }
  };
  if (!entries.includes(0)) walk(0, false);
  for (const entry of entries) walk(entry, true);
  return owner;
}

/** The graph with the functions of these entries folded. */
export function foldFunctions(chart: FlowChart, folded: ReadonlySet<number>): DrawnChart {
  const owner = functionsOf(chart);
  const members = new Map<number, ChartBlock[]>();
  chart.blocks.forEach((block, index) => {
    const entry = owner[index];
    if (entry === undefined || !folded.has(entry)) return;
    const known = members.get(entry);
    if (known === undefined) members.set(entry, [block]);
    else known.push(block);
  });
  const place = new Map<number, number>();
  const blocks: Drawn[] = [];
  chart.blocks.forEach((block, index) => {
    const entry = owner[index];
    if (entry === undefined || !folded.has(entry)) {
      place.set(index, blocks.length);
      blocks.push({ ...block, index, folded: 0 });
    } else if (entry === index) {
      place.set(index, blocks.length);
      blocks.push(boxOf(chart.blocks[entry], entry, members.get(entry) ?? []));
    }
  });
  const at = (index: number) => place.get(index) ?? place.get(owner[index] ?? -1) ?? 0;
  const seen = new Set<string>();
  const edges = chart.edges.flatMap((edge) => {
    const [from, to] = [at(edge.from), at(edge.to)];
    const isInside = owner[edge.from] === owner[edge.to] && folded.has(owner[edge.from] ?? -1);
    const key = `${from} ${to} ${edge.kind}`;
    if ((isInside && edge.kind !== "call") || seen.has(key)) return [];
    seen.add(key);
    return [{ ...edge, from, to }];
  });
  return { blocks, edges };
}

function boxOf(block: ChartBlock, index: number, members: readonly ChartBlock[]): Drawn {
  const instructions = members.reduce((sum, { lines }) => sum + lines.length, 0);
  return {
    ...block,
    index,
    folded: members.length,
    isLoop: false,
    lines: [`${members.length} blocks, ${instructions} instructions`],
  };
}
