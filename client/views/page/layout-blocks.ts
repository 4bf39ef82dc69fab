/**
 * Where the blocks and edges of a control-flow graph are: what is connected in layers (Sugiyama, Tagawa and Toda, as
 * dagre has them), the parts in rows beside each other.
 *
 * Invariant: pure; lengths are those of the page. Calls of a block with many callees connect nothing: layers would put
 * the callees into one endless row.
 */
import { Graph, layout } from "@dagrejs/dagre";
import type { ChartEdge } from "./fold-functions.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where an edge goes, and where the middle of its word is. */
export interface Route {
  readonly points: readonly Point[];
  readonly x?: number;
  readonly y?: number;
  /** Straight from one part to another, across what is between them. */
  readonly isFar?: boolean;
}

export interface ChartLayout {
  readonly size: Size;
  /** The middle of each block, and its size. */
  readonly boxes: readonly (Point & Size)[];
  readonly routes: readonly Route[];
}

const MARGIN = 16;
const MOST_CALLEES = 8;
/** Width by height of the whole, about that of an editor beside another. */
const RATIO = 1.2;

/** `words` are the sizes of the words at the edges, one for each. */
export function layOut(
  sizes: readonly Size[],
  edges: readonly ChartEdge[],
  words: readonly Size[],
): ChartLayout {
  const isNear = nearEdges(edges);
  const boxes: (Point & Size)[] = [];
  const routes: Route[] = [];
  const parts = partsOf(
    sizes.length,
    edges.filter((_, index) => isNear[index]),
  );
  const edgesOfPart: number[][] = parts.blocks.map(() => []);
  edges.forEach(({ from }, index) => {
    if (isNear[index]) edgesOfPart[parts.partOf[from]].push(index);
  });
  const graphs = parts.blocks.map((blocks, part) => layers(blocks, edgesOfPart[part], sizes, edges, words));
  const size = placeInRows(graphs, (part, corner) => {
    const shift = <P extends Point>(point: P): P => ({
      ...point,
      x: point.x + corner.x,
      y: point.y + corner.y,
    });
    for (const block of parts.blocks[part]) {
      boxes[block] = shift(graphs[part].graph.node(String(block)) as Point & Size);
    }
    for (const index of edgesOfPart[part]) {
      const { from, to } = edges[index];
      const { points, x, y } = graphs[part].graph.edge(String(from), String(to), String(index)) as Route;
      const word = x === undefined || y === undefined ? {} : shift({ x, y });
      routes[index] = { points: points.map(shift), ...word };
    }
  });
  edges.forEach(({ from, to }, index) => {
    if (!isNear[index]) routes[index] = { points: [bottomOf(boxes[from]), topOf(boxes[to])], isFar: true };
  });
  return { size, boxes, routes };
}

function bottomOf({ x, y, height }: Point & Size): Point {
  return { x, y: y + height / 2 };
}

function topOf({ x, y, height }: Point & Size): Point {
  return { x, y: y - height / 2 };
}

/** For each edge whether it connects: all but the calls of a block that calls many. */
function nearEdges(edges: readonly ChartEdge[]): readonly boolean[] {
  const calls = new Map<number, number>();
  for (const { from, kind } of edges) if (kind === "call") calls.set(from, (calls.get(from) ?? 0) + 1);
  return edges.map(({ from, kind }) => kind !== "call" || (calls.get(from) ?? 0) <= MOST_CALLEES);
}

/** The blocks that edges connect, part by part; the part with the first block is first. */
function partsOf(count: number, edges: readonly ChartEdge[]) {
  const neighbours: number[][] = Array.from({ length: count }, () => []);
  for (const { from, to } of edges) {
    neighbours[from].push(to);
    neighbours[to].push(from);
  }
  const partOf = new Int32Array(count).fill(-1);
  const blocks: number[][] = [];
  for (let first = 0; first < count; first++) {
    if (partOf[first] >= 0) continue;
    const part: number[] = [];
    const pending = [first];
    for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
      if (partOf[block] >= 0) continue;
      partOf[block] = blocks.length;
      part.push(block);
      pending.push(...neighbours[block]);
    }
    blocks.push(part.sort((a, b) => a - b));
  }
  return { partOf, blocks };
}

interface ChartPart extends Size {
  readonly graph: Graph;
}

function layers(
  blocks: readonly number[],
  own: readonly number[],
  sizes: readonly Size[],
  edges: readonly ChartEdge[],
  words: readonly Size[],
): ChartPart {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 36, ranksep: 44, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const block of blocks) graph.setNode(String(block), { ...sizes[block] });
  for (const index of own) {
    const { from, to } = edges[index];
    graph.setEdge(String(from), String(to), { ...words[index], labelpos: "r" }, String(index));
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as Partial<Size>;
  return { graph, width, height };
}

/** From left to right, and in a new row where the row is as wide as the whole should be; returns the size of the whole. */
function placeInRows(parts: readonly ChartPart[], place: (part: number, corner: Point) => void): Size {
  const area = parts.reduce((sum, { width, height }) => sum + width * height, 0);
  const wanted = Math.max(Math.sqrt(area * RATIO), ...parts.map(({ width }) => width));
  let [x, y, row, widest] = [0, 0, 0, 0];
  parts.forEach(({ width, height }, part) => {
    if (x > 0 && x + width > wanted) [x, y, row] = [0, y + row, 0];
    place(part, { x, y });
    x += width;
    row = Math.max(row, height);
    widest = Math.max(widest, x);
  });
  return { width: widest, height: y + row };
}
