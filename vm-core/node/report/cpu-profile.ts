/**
 * The profile as VS Code and the developer tools of browsers read it (`.cpuprofile`).
 *
 * The format is that of the `Profiler` domain of the Chrome DevTools Protocol: times are in microseconds, lines
 * and columns are zero-based.
 */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type CallNode, functionAt, hexAddress, OTHERS, type Profiler, ROOT, type Run } from "../../index.ts";

interface ProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly hitCount: number;
  readonly children: readonly number[];
}

interface CallFrame {
  readonly functionName: string;
  readonly scriptId: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly startTime: number;
  readonly endTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export function cpuProfile({ timeline }: Profiler, run: Run): CpuProfile {
  if (timeline === undefined) throw new Error("the profiler has kept no timeline");
  const { samples, started, ended, root, otherCalls } = timeline;
  const frameAt = callFrames(run, otherCalls);
  const hits = new Map<number, number>();
  for (const { node } of samples) hits.set(node, (hits.get(node) ?? 0) + 1);
  const times = samples.map(({ time }) => microseconds(time));
  const startTime = microseconds(started);
  return {
    nodes: nodesBelow(root).map((node) => ({
      id: node.id,
      callFrame: frameAt(node),
      hitCount: hits.get(node.id) ?? 0,
      children: node.children.map(({ id }) => id),
    })),
    startTime,
    endTime: microseconds(ended),
    samples: samples.map(({ node }) => node),
    timeDeltas: times.map((time, index) => time - (index === 0 ? startTime : times[index - 1])),
  };
}

const microseconds = (milliseconds: number): number => Math.round(milliseconds * 1000);

function nodesBelow(root: CallNode): CallNode[] {
  const nodes = [root];
  // Grows while it is walked: parents before their children.
  for (const node of nodes) nodes.push(...node.children);
  return nodes;
}

/** Functions are in many nodes: what is known of one is found once. */
function callFrames({ space }: Run, otherCalls: number): (node: CallNode) => CallFrame {
  const frames = new Map<number, CallFrame>([
    [ROOT, frameOf("(root)")],
    [OTHERS, frameOf(`(other stacks: ${otherCalls} calls)`)],
  ]);
  return ({ start }) => {
    const frame = frames.get(start) ?? callFrame(start, space);
    frames.set(start, frame);
    return frame;
  };
}

const frameOf = (functionName: string): CallFrame => ({
  functionName,
  scriptId: "0",
  url: "",
  lineNumber: -1,
  columnNumber: -1,
});

function callFrame(start: number, space: Run["space"]): CallFrame {
  const { name, address, file, line } = functionAt(space, start);
  return {
    functionName: name ?? `fn@${hexAddress(address)}`,
    scriptId: String((space.place(start)?.module.index ?? 0) + 1),
    url: /^[\w-]{2,}:/.test(file) ? file : pathToFileURL(path.resolve(file)).href,
    lineNumber: Math.max(0, line - 1),
    columnNumber: 0,
  };
}
