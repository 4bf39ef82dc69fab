/**
 * Profiles a run: how often each function is called, how many instructions it executes, and how long it takes.
 *
 * The profiler looks at the frame before each instruction and keeps a shadow of the call stack: a frame whose
 * parent is on top is a call, a known frame is a return (or an exception that has left several), a sibling is a
 * tail call, and a frame without a parent is a module's top level. So every way to call is counted alike.
 *
 * Invariant: the self times of all functions add up to the time of the run; the total time of a recursive
 * function counts its outermost activation alone. Times include waiting for the host.
 */
import { lineOf } from "../program/source-file.ts";
import type { CodeSpace } from "./code-space.ts";
import type { Frame } from "./frame.ts";
import type { Process } from "./process.ts";
import { Timeline } from "./timeline.ts";

/** What is known of one function when the run is over. Times are in milliseconds. */
export interface FunctionProfile {
  /** The label at its entry; undefined when it has none. */
  readonly name: string | undefined;
  /** The displayed address of its entry. */
  readonly address: number;
  readonly file: string;
  /** The one-based line of its entry; 0 when it is not known. */
  readonly line: number;
  readonly calls: number;
  readonly totalTime: number;
  readonly selfTime: number;
  /** Executed in the function itself. */
  readonly instructions: number;
}

/** A function while it is measured. */
interface MeasuredCall {
  readonly start: number;
  calls: number;
  totalTime: number;
  selfTime: number;
  instructions: number;
  /** Activations on the shadow stack. */
  active: number;
  /** When the outermost of them began. */
  since: number;
}

interface Activation {
  readonly frame: Frame;
  readonly function: MeasuredCall;
}

/** Counts calls, instructions and time of each function of a run. */
export class Profiler {
  /** The call tree over time; only kept when asked for. */
  readonly timeline: Timeline | undefined;
  peakDepth = 0;
  private readonly functions = new Map<number, MeasuredCall>();
  private readonly stack: Activation[] = [];
  private frame: Frame | null = null;
  private current: MeasuredCall | undefined;
  /** When `current` began to run, or went on. */
  private resumed = 0;

  constructor(
    private readonly space: CodeSpace,
    /** A clock in milliseconds. */
    private readonly now: () => number,
    { timeline = false }: { timeline?: boolean } = {},
  ) {
    if (timeline) this.timeline = new Timeline(now());
  }

  /** The watcher. */
  readonly watch = (process: Process): void => {
    if (process.frame !== this.frame) this.follow(process.frame);
    (this.current as MeasuredCall).instructions++;
  };

  /** Ends the measurement; what is still active ends with it. */
  finish(): void {
    const now = this.account();
    while (this.stack.length > 0) this.pop(now);
    this.timeline?.finish(now);
    this.frame = null;
    this.current = undefined;
  }

  /** The busiest first. */
  results(): readonly FunctionProfile[] {
    return [...this.functions.values()]
      .map((measured) => ({ ...measured, ...functionAt(this.space, measured.start) }))
      .sort((a, b) => b.selfTime - a.selfTime || a.address - b.address);
  }

  /** Brings the shadow stack in line with the frame that runs now. */
  private follow(frame: Frame): void {
    const now = this.account();
    const { stack } = this;
    const top = stack.at(-1);
    if (frame.parent === null ? this.depthOf(frame) < 0 : frame.parent === top?.frame) {
      this.push(frame, now);
    } else {
      while (stack.length > 0) {
        const last = (stack.at(-1) as Activation).frame;
        if (last === frame || last === frame.parent) break;
        this.pop(now);
      }
      if (stack.at(-1)?.frame !== frame) this.push(frame, now);
    }
    this.frame = frame;
    this.current = (stack.at(-1) as Activation).function;
  }

  private depthOf(frame: Frame): number {
    return this.stack.findLastIndex((activation) => activation.frame === frame);
  }

  /** Gives the time since the last change to the function that ran. */
  private account(): number {
    const now = this.now();
    if (this.current !== undefined) this.current.selfTime += now - this.resumed;
    this.resumed = now;
    return now;
  }

  private push(frame: Frame, now: number): void {
    let measured = this.functions.get(frame.start);
    if (measured === undefined) {
      measured = {
        start: frame.start,
        calls: 0,
        totalTime: 0,
        selfTime: 0,
        instructions: 0,
        active: 0,
        since: 0,
      };
      this.functions.set(frame.start, measured);
    }
    measured.calls++;
    if (measured.active++ === 0) measured.since = now;
    this.stack.push({ frame, function: measured });
    if (this.stack.length > this.peakDepth) this.peakDepth = this.stack.length;
    this.timeline?.enter(frame.start, now);
  }

  private pop(now: number): void {
    const { function: measured } = this.stack.pop() as Activation;
    if (--measured.active === 0) measured.totalTime += now - measured.since;
    this.timeline?.leave(now);
  }
}

/** Which function is entered at an address of the code space. */
export function functionAt(
  space: CodeSpace,
  start: number,
): Pick<FunctionProfile, "name" | "address" | "file" | "line"> {
  const place = space.place(start);
  if (place === undefined) return { name: undefined, address: start, file: "", line: 0 };
  const { module, file, instruction, sourceAddress } = place;
  const at = start - module.base;
  const label = [...module.program.labels].find(([, address]) => address === at)?.[0];
  const name = label ?? (at === 0 ? "main" : undefined);
  return { name, address: sourceAddress, file: file.name, line: lineOf(file, instruction.span.start) };
}
