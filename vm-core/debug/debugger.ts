/**
 * The debugger: lets a run go on until there is a reason to stop, and shows it while it is stopped.
 *
 * Invariant: a stopped run does not change, except by `assign`; nothing is asked about a run that goes on.
 * An exception stops before anything is unwound. Each instruction is a step of its own.
 * Absent by design: lines and columns, protocols, files.
 */
import type { SourceFile } from "../program/program.ts";
import { Driver, type Halt, type Outcome, outcomeOf } from "../run/drive.ts";
import { executeObserved, type Observer } from "../run/execute.ts";
import type { Host } from "../run/host.ts";
import type { Process } from "../run/process.ts";
import type { Run } from "../run/run.ts";
import type { Watcher } from "../run/watch.ts";
import type { Span } from "../text/span.ts";
import type { ExceptionValue } from "../value/callable.ts";
import { display } from "../value/display.ts";
import {
  type Binding,
  Breakpoints,
  type FunctionBreakpointRequest,
  type Hit,
  placesIn,
  type SourceBreakpointRequest,
} from "./breakpoints.ts";
import { depthOf, type StackFrame, stackFrames } from "./call-stack.ts";
import { evaluateText, type Names, namesIn } from "./evaluate.ts";
import { Complaint } from "./expression.ts";
import { stackTracer } from "./trace.ts";
import { type Contents, type Scope, scopesOf, type Variable, variable } from "./variables.ts";

/** Why a run stands still. */
export type StopReason =
  | { readonly kind: "entry" | "step" | "pause" }
  | ({ readonly kind: "breakpoint" } & Hit)
  | { readonly kind: "exception"; readonly exception: ExceptionValue; readonly caught: boolean }
  | { readonly kind: "ended"; readonly outcome: Outcome };

/** Which exceptions stop: none, those that no handler waits for, all. */
export type ExceptionFilter = "none" | "uncaught" | "all";

export type StepKind = "in" | "over" | "out";

export interface DebuggerOptions {
  /** Write a line for each instruction to the output stream `trace`. */
  readonly trace?: boolean;
  /** Called when an import has loaded a module, before it runs. */
  readonly loaded?: (file: SourceFile) => void;
}

/** Small enough to leave time for a pause also when each instruction is traced. */
const SLICE = 1_000;

export class Debugger {
  exceptionFilter: ExceptionFilter = "none";

  private readonly breakpoints: Breakpoints;
  private readonly driver: Driver;
  private readonly observer: Observer;
  private readonly tracer: Watcher | undefined;
  private loaded: (file: SourceFile) => void = () => undefined;
  private loadedModules = 0;

  /** Set while the run goes on. */
  private interruption: AbortController | undefined;
  /** Where a step ends. */
  private goal: ((process: Process) => boolean) | undefined;
  /** The instruction to go on with has been stopped at, and must not stop again. */
  private departing = false;
  /** The exception that has been stopped at. */
  private passing: ExceptionValue | null = null;
  /** It has been stopped once. */
  private shown = false;
  private found: StopReason = { kind: "pause" };

  constructor(
    private readonly run: Run,
    host: Host,
    { trace = false, loaded = () => undefined }: DebuggerOptions = {},
  ) {
    const { space, output } = run;
    this.breakpoints = new Breakpoints(space, (line) => output.write("log", `${line}\n`));
    this.tracer = trace ? stackTracer(space) : undefined;
    this.observer = {
      instruction: (process) => this.atInstruction(process),
      raised: (process) => this.atException(process),
    };
    this.driver = new Driver(run, host, (process, fuel) => {
      this.takeModules();
      return executeObserved(process, space, Math.min(fuel, SLICE), this.observer);
    });
    this.takeModules();
    this.loaded = loaded;
  }

  // ---- going on ----

  /** Stops before the first instruction; a program without any ends. */
  enter(): StopReason {
    if (this.run.main.state === "ended") return { kind: "ended", outcome: outcomeOf(this.run) };
    this.shown = true;
    return { kind: "entry" };
  }

  /** Goes on until there is a reason to stop. Rejects when the machine itself is broken. */
  resume(): Promise<StopReason> {
    return this.go(undefined);
  }

  /** Executes one instruction; `over` with all that it calls, `out` to the end of the function. */
  step(kind: StepKind): Promise<StopReason> {
    const depth = depthOf(this.run.main) - (kind === "out" ? 1 : 0);
    return this.go(kind === "in" ? () => true : (process) => depthOf(process) <= depth);
  }

  /** Makes a run that goes on stop soon. */
  pause(): void {
    this.interruption?.abort();
  }

  get isRunning(): boolean {
    return this.interruption !== undefined;
  }

  // ---- breakpoints ----

  /** Sets the breakpoints of a file, in place of all that it had. The answers are in order. */
  setBreakpoints(file: string, requests: readonly SourceBreakpointRequest[]): readonly Binding[] {
    return this.breakpoints.setInFile(file, requests);
  }

  setFunctionBreakpoints(requests: readonly FunctionBreakpointRequest[]): readonly Binding[] {
    return this.breakpoints.setAtFunctions(requests);
  }

  /** Where breakpoints can stand in a part of a file. */
  breakpointPlaces(file: string, part: Span): readonly Span[] {
    return placesIn(this.run.space, file, part);
  }

  // ---- looking ----

  /** The files of all programs that have been loaded. */
  get files(): readonly SourceFile[] {
    return this.run.space.modules.flatMap(({ program }) => program.files);
  }

  get frameCount(): number {
    return depthOf(this.run.main) + 1;
  }

  /** The frames from number `start` on, innermost first. */
  frames(start: number, count: number): readonly StackFrame[] {
    return stackFrames(this.run.space, this.run.main, start, count);
  }

  /** The frame with a depth, if there is one. */
  frameAt(depth: number): StackFrame | undefined {
    return this.frames(this.frameCount - 1 - depth, 1).find((frame) => frame.depth === depth);
  }

  scopes(frame: StackFrame): readonly Scope[] {
    return scopesOf(this.run.main, frame);
  }

  /** The value of an expression, its text cut to `limit`; without a frame the innermost one gives the names. */
  evaluate(expression: string, frame?: StackFrame, limit?: number): Variable | Complaint {
    const value = evaluateText(expression, this.names(frame));
    return value instanceof Complaint ? value : variable(expression, value, expression.trim(), limit);
  }

  /** The value of an expression as PRINT writes it, in full. */
  display(expression: string, frame?: StackFrame): string | Complaint {
    const value = evaluateText(expression, this.names(frame));
    return value instanceof Complaint ? value : display(value);
  }

  /** Gives a variable the value of an expression, and returns it as it is then. */
  assign(contents: Contents, name: string, expression: string, frame?: StackFrame): Variable | Complaint {
    if (contents.assign === undefined) return new Complaint("lists, objects and closures never change");
    const value = evaluateText(expression, this.names(frame));
    if (value instanceof Complaint) return value;
    if (!contents.assign(name, value)) return new Complaint(`there is no variable \`${name}\` here`);
    return variable(name, value);
  }

  private names(frame: StackFrame | undefined): Names {
    const { main } = this.run;
    return namesIn(main, frame ?? { frame: main.frame, operands: main.stack });
  }

  // ---- observing ----

  private async go(goal: ((process: Process) => boolean) | undefined): Promise<StopReason> {
    if (this.interruption !== undefined) throw new Error("the run goes on already");
    const { main } = this.run;
    this.goal = goal;
    this.passing = main.raised;
    this.departing = this.shown && main.raised === null && main.state === "ready";
    this.interruption = new AbortController();
    try {
      return this.reasonFor(await this.driver.go(this.interruption.signal));
    } finally {
      this.interruption = undefined;
      this.shown = true;
    }
  }

  private reasonFor(halt: Halt): StopReason {
    const { main } = this.run;
    if (halt === "ended") return { kind: "ended", outcome: outcomeOf(this.run) };
    if (halt !== "interrupted") return this.found;
    // A reply has brought a fault, and the pause came before anybody looked at it.
    if (main.raised !== null && this.atException(main)) return this.found;
    return { kind: "pause" };
  }

  /** Before an instruction: whether to stop there. */
  private atInstruction(process: Process): boolean {
    if (this.departing) this.departing = false;
    else if (this.breakpoints.isMarked(process.ip) && this.atBreakpoint(process)) return true;
    else if (this.goal?.(process)) {
      this.found = { kind: "step" };
      return true;
    }
    this.tracer?.(process);
    return false;
  }

  private atBreakpoint(process: Process): boolean {
    const hit = this.breakpoints.hit(process.ip, this.names(undefined));
    if (hit === undefined) return false;
    this.found = { kind: "breakpoint", ...hit };
    return true;
  }

  private atException(process: Process): boolean {
    const exception = process.raised as ExceptionValue;
    if (exception === this.passing) {
      this.passing = null;
      return false;
    }
    const caught = isCaught(process);
    if (this.exceptionFilter === "none" || (caught && this.exceptionFilter !== "all")) return false;
    this.found = { kind: "exception", exception, caught };
    return true;
  }

  private takeModules(): void {
    const { modules } = this.run.space;
    while (this.loadedModules < modules.length) {
      const module = modules[this.loadedModules++];
      this.breakpoints.load(module);
      for (const file of module.program.files) this.loaded(file);
    }
  }
}

/** True when a handler waits for what is raised: in the module whose top level runs, or in its importers. */
function isCaught(process: Process): boolean {
  if (process.handlers !== null) return true;
  for (let outer = process.importing; outer !== null; outer = outer.previous) {
    if (outer.handlers !== null) return true;
  }
  return false;
}
