/** The debugger's words: why processes stop, what a client can ask for, and what it is told. Plain data. */
import type { SourceFile } from "../program/program.ts";
import type { Outcome } from "../run/drive.ts";
import type { ExceptionValue } from "../value/callable.ts";
import type { Hit } from "./breakpoints.ts";

/** Why a process is stopped. */
export type StopReason =
  | { readonly kind: "entry" | "step" | "pause" }
  | ({ readonly kind: "breakpoint" } & Hit)
  | { readonly kind: "exception"; readonly exception: ExceptionValue; readonly caught: boolean }
  /** What processes did to each other, in words; the first happened to the process that is shown. */
  | { readonly kind: "event"; readonly texts: readonly string[]; readonly abnormal: boolean };

/** That a process has stopped, where, and why. */
export interface Stopped {
  readonly pid: number;
  /** For a sentence: `process 3 (worker)`. */
  readonly name: string;
  readonly reason: StopReason;
  /** All processes are stopped, not this one alone. */
  readonly all: boolean;
}

/**
 * `ready`: not started yet. `running`: processes run, although single ones may be stopped where threads stop one by
 * one. `stopped`: no process runs until the client resumes. `ended`: nothing runs again.
 */
export type RunState = "ready" | "running" | "stopped" | "ended";

/** Which exceptions stop: none, those that no handler catches, all. */
export type ExceptionFilter = "none" | "uncaught" | "all";

/** Where a step ends: in a call, after it, or after the return from the function. */
export type StepKind = "in" | "over" | "out";

/** The smallest step: a form of Lisp in Lisp code, or one instruction everywhere. */
export type StepUnit = "form" | "instruction";

/** What stops and resumes with a process: `all` processes, or that `one` alone. */
export type ThreadMode = "all" | "one";

/** Is told what happens. It must not resume anything during a call. */
export interface DebuggerListener {
  stopped(stop: Stopped): void;
  /** A process is about to resume, or `all` are: during the call it can be inspected for the last time. */
  resuming(pid: number, all: boolean): void;
  /** The run has ended. Without an outcome, `terminate` ended it. */
  exited(outcome: Outcome | undefined): void;
  /** The machine itself has failed. */
  failed(error: unknown): void;
  processStarted(pid: number): void;
  processExited(pid: number): void;
  /** A module has been loaded, and has not run yet. */
  loaded(file: SourceFile): void;
}

export interface DebuggerOptions {
  /** Write a line for each instruction to the output stream `trace`. */
  readonly trace?: boolean;
  /** `all` when absent. */
  readonly threads?: ThreadMode;
}
