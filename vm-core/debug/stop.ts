/** What a debugger says, and what it can be told to stop at: plain data. */
import type { SourceFile } from "../program/program.ts";
import type { Outcome } from "../run/drive.ts";
import type { ExceptionValue } from "../value/callable.ts";
import type { Hit } from "./breakpoints.ts";

/** Why a process stands still. */
export type StopReason =
  | { readonly kind: "entry" | "step" | "pause" }
  | ({ readonly kind: "breakpoint" } & Hit)
  | { readonly kind: "exception"; readonly exception: ExceptionValue; readonly caught: boolean }
  /** What processes did to each other, in words; the first happened to the process that is shown. */
  | { readonly kind: "event"; readonly texts: readonly string[]; readonly abnormal: boolean };

export interface Stopped {
  readonly pid: number;
  /** As people read it: `process 3 (worker)`. */
  readonly name: string;
  readonly reason: StopReason;
  /** All processes stand, not this one alone. */
  readonly all: boolean;
}

/** Which exceptions stop: none, those that no handler waits for, all. */
export type ExceptionFilter = "none" | "uncaught" | "all";

export type StepKind = "in" | "over" | "out";

/** What a step is at least: a form of Lisp where there is one, or an instruction everywhere. */
export type StepUnit = "form" | "instruction";

/** What stops, and goes on, with a process: `all` the others too, or that `one` alone. */
export type ThreadMode = "all" | "one";

/** Gets to know what happens. It must not make anything go on at once. */
export interface DebuggerListener {
  stopped(stop: Stopped): void;
  ended(outcome: Outcome): void;
  /** The machine itself is broken. */
  failed(error: unknown): void;
  started(pid: number): void;
  exited(pid: number): void;
  /** A module has been loaded, and has not run yet. */
  loaded(file: SourceFile): void;
}

export interface DebuggerOptions {
  /** Write a line for each instruction to the output stream `trace`. */
  readonly trace?: boolean;
  /** `all` when absent. */
  readonly threads?: ThreadMode;
}
