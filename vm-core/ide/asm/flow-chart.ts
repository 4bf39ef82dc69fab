/**
 * The control-flow graph of a document, ready to be drawn: blocks with their text, and the edges between them.
 *
 * Invariant: every instruction is in one block, unreachable ones too. Of a very large program only the first
 * blocks are there.
 */
import type { AsmSnapshot } from "../../analyze/index.ts";
import { flowOf } from "../../isa/index.ts";
import { calleeOf, childOf, fallsThrough, successorsInFrame, targetOf } from "../../program/control-flow.ts";
import { flowGraph } from "../../program/flow-graph.ts";
import type { Instruction, Program } from "../../program/program.ts";
import { type Span, span } from "../../text/span.ts";
import { shorten } from "../markdown.ts";

export type FlowEdgeKind = "next" | "jump" | "taken" | "not taken" | "call" | "handler";

export interface FlowChartBlock {
  /** The labels that name it. */
  readonly labels: readonly string[];
  /** Its instructions as they are written. */
  readonly lines: readonly string[];
  readonly span: Span;
  readonly isReachable: boolean;
  /** Control comes back to it: it is the first block of a loop. */
  readonly isLoop: boolean;
}

/** From and to are indices of blocks. */
export interface FlowChartEdge {
  readonly from: number;
  readonly to: number;
  readonly kind: FlowEdgeKind;
  /** It closes a loop. */
  readonly isBack: boolean;
}

/** The control-flow graph of a program, for a view. */
export interface FlowChart {
  readonly blocks: readonly FlowChartBlock[];
  readonly edges: readonly FlowChartEdge[];
  /** How many blocks are left out. */
  readonly left: number;
}

/** More make a message that no view can use; a view draws some of them at once. */
const MOST_BLOCKS = 20_000;

export function flowChart(snapshot: AsmSnapshot): FlowChart | undefined {
  const { program } = snapshot;
  if (program === undefined) return undefined;
  const starts = startsOf(program);
  const shown = starts.slice(0, MOST_BLOCKS);
  const ends = shown.map((_, index) => starts[index + 1] ?? program.code.length);
  const edges = markBackEdges(shown.length, edgesOf(program, shown, ends));
  const loops = new Set(edges.filter(({ isBack }) => isBack).map(({ to }) => to));
  const { blockAt } = flowGraph(program);
  const labels = labelsByAddress(program);
  const blocks = shown.map((start, index): FlowChartBlock => {
    const code = program.code.slice(start, ends[index]);
    return {
      labels: labels.get(start) ?? [],
      lines: code.map(({ span }) => shorten(snapshot.text.slice(span.start, span.end), 60)),
      span: span(code[0].span.start, code[code.length - 1].span.end),
      isReachable: blockAt[start] >= 0,
      isLoop: loops.has(index),
    };
  });
  return { blocks, edges, left: starts.length - shown.length };
}

function labelsByAddress({ labels }: Program): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>();
  for (const [name, address] of labels) {
    const names = found.get(address);
    if (names === undefined) found.set(address, [name]);
    else names.push(name);
  }
  return found;
}

/** Where blocks start; code that no run reaches is cut at its labels and after its jumps. */
function startsOf(program: Program): readonly number[] {
  const { blockAt } = flowGraph(program);
  const labels = new Set(program.labels.values());
  return [...program.code.keys()].filter((address) => {
    if (address === 0 || blockAt[address] !== blockAt[address - 1]) return true;
    return blockAt[address] < 0 && (labels.has(address) || !fallsThrough(program.code[address - 1]));
  });
}

type PlainEdge = Omit<FlowChartEdge, "isBack">;

function edgesOf(program: Program, starts: readonly number[], ends: readonly number[]): readonly PlainEdge[] {
  const blockOf = new Map<number, number>();
  starts.forEach((start, index) => {
    for (let address = start; address < ends[index]; address++) blockOf.set(address, index);
  });
  const edges = new Map<string, PlainEdge>();
  const connect = (from: number, address: number | undefined, kind: FlowEdgeKind): void => {
    const to = address === undefined ? undefined : blockOf.get(address);
    if (to !== undefined) edges.set(`${from} ${to} ${kind}`, { from, to, kind });
  };
  starts.forEach((start, index) => {
    const last = ends[index] - 1;
    for (const address of successorsInFrame(program, last)) {
      connect(index, address, kindOf(program.code[last], address, last));
    }
    for (let address = start; address <= last; address++) {
      const instruction = program.code[address];
      connect(index, calleeOf(instruction) ?? childOf(program, instruction), "call");
    }
  });
  return [...edges.values()];
}

function kindOf(instruction: Instruction, to: number, last: number): FlowEdgeKind {
  const flow = flowOf(instruction.op);
  if (to === last + 1 && fallsThrough(instruction)) return flow === "branch" ? "not taken" : "next";
  if (flow === "branch") return "taken";
  return flow === "handler" && targetOf(instruction) === to ? "handler" : "jump";
}

/** An edge to a block on the path that leads to it closes a loop. */
function markBackEdges(count: number, edges: readonly PlainEdge[]): readonly FlowChartEdge[] {
  const leaving: PlainEdge[][] = Array.from({ length: count }, () => []);
  for (const edge of edges) if (edge.kind !== "call") leaving[edge.from].push(edge);
  const back = new Set<PlainEdge>();
  const states = new Uint8Array(count); // 1 on the path, 2 done
  for (let root = 0; root < count; root++) {
    const path: { block: number; next: number }[] = [];
    const enter = (block: number) => {
      states[block] = 1;
      path.push({ block, next: 0 });
    };
    if (states[root] === 0) enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const edge = leaving[top.block][top.next++];
      if (edge === undefined) {
        states[top.block] = 2;
        path.pop();
      } else if (states[edge.to] === 1) back.add(edge);
      else if (states[edge.to] === 0) enter(edge.to);
    }
  }
  return edges.map((edge) => ({ ...edge, isBack: back.has(edge) }));
}
