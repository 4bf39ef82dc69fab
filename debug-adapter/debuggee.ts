/**
 * The program of a session, from its launch to its end: loaded, run, and shown where it is stopped.
 *
 * With `noDebug` it runs without a debugger, and nothing stops it before its end.
 * Invariant: `state` alone says whether it runs.
 */
import path from "node:path";
import { Readable } from "node:stream";
import type { DebugProtocol } from "@vscode/debugprotocol";
import {
  createMachine,
  Debugger,
  type DebuggerListener,
  drive,
  type HostMemory,
  type Outcome,
  observerOf,
  type Program,
  type ReadModule,
  type Run,
  type RunState,
  type SourceFile,
  type StepKind,
  type StepUnit,
  type Stopped,
  stackTracer,
} from "../vm-core/index.ts";
import { type NodeHost, nodeHost } from "../vm-core/node/host/index.ts";
import { modulePermission } from "../vm-core/node/module-permission.ts";
import { diskModules } from "../vm-core/node/read-module.ts";
import { limitsOf, makeRoom } from "../vm-core/node/run-limits.ts";
import { RequestError } from "./arguments.ts";
import type { ClientFormat } from "./convert.ts";
import { Inspection } from "./inspection.ts";
import { type LaunchConfig, loadProgram } from "./launch.ts";
import type { OutputEvents } from "./output.ts";
import { RunClock } from "./run-clock.ts";
import { FIRST_THREAD } from "./threads.ts";

export interface DebuggeeListener extends DebuggerListener {
  /** A line about an error in the program's text. */
  report(line: string): void;
  readonly output: OutputEvents;
  /** The program has ended because its time is over, in milliseconds; instead of `exited`. */
  timedOut(timeout: number): void;
}

export class Debuggee {
  /** Undefined with `noDebug`. */
  readonly debugger: Debugger | undefined;
  /** The client has been told of the launch. */
  isAnnounced = false;
  private readonly run: Run;
  private readonly host: NodeHost;
  private readonly ending = new AbortController();
  private readonly inspected: Inspection | undefined;
  /** The process that has stopped last. */
  private lastStopped = FIRST_THREAD;
  private readonly clock: RunClock;
  private isLate = false;
  /** With `noDebug`. */
  private freeState: RunState = "ready";

  /** Throws a RequestError when there is no such program, or it has errors. */
  static async load(
    launch: LaunchConfig,
    format: ClientFormat,
    listener: DebuggeeListener,
    closing: AbortSignal,
  ): Promise<Debuggee> {
    const { cwd, permissions } = launch;
    const modules = permissions && modulePermission(permissions, path.dirname(launch.program), cwd);
    const files = (memory?: HostMemory) => diskModules(cwd, modules, closing, memory);
    const program = await loadProgram(launch, files(), (line) => listener.report(line), closing);
    return new Debuggee(program, files, launch, format, listener);
  }

  private constructor(
    program: Program,
    files: (memory?: HostMemory) => ReadModule,
    private readonly launch: LaunchConfig,
    readonly format: ClientFormat,
    private readonly listener: DebuggeeListener,
  ) {
    const { cwd, env, args, permissions } = launch;
    this.clock = new RunClock(launch.timeout, () => this.timeOut());
    this.host = nodeHost({
      permissions,
      write: listener.output.write,
      cwd,
      env,
      args: [launch.program, ...args],
      // The adapter's own standard input belongs to the protocol.
      input: Readable.from([]),
      isOver: () => this.clock.isPast,
    });
    const readModule = files(this.host.memory);
    this.run = createMachine(program, { readModule, limits: limitsOf(launch), jit: "auto" });
    void makeRoom(launch, this.host);
    if (launch.noDebug) return;
    const { trace, threads } = launch;
    this.debugger = new Debugger(this.run, this.host, this.listening(), { trace, threads });
    this.inspected = new Inspection(this, this.debugger);
  }

  get state(): RunState {
    return this.debugger?.control.state ?? this.freeState;
  }

  /** Starts it, once. */
  start(): void {
    if (this.debugger !== undefined) {
      this.clock.start();
      this.debugger.control.start(this.launch.stopOnEntry);
    } else if (this.freeState === "ready") {
      this.freeState = "running";
      this.clock.start();
      // Not at once: the client gets the response to its request first.
      setImmediate(() => this.runFreely());
    }
  }

  /** True when all processes resume. What is running already keeps running: a key can be faster than the run. */
  resume(pid: number, single: boolean): boolean {
    const { control } = this.controllable();
    if (control.isStopped(pid)) control.resume(pid, single);
    return this.resumesAll(single);
  }

  /** True when all processes resume. A step of what is running already is dropped, as in `resume`. */
  step(kind: StepKind, pid: number, single: boolean, unit: StepUnit): boolean {
    const { control } = this.controllable();
    if (!control.isStopped(pid)) return false;
    control.step(kind, pid, single, unit);
    return this.resumesAll(single);
  }

  pause(pid: number): void {
    if (this.debugger === undefined) throw new RequestError(NOT_DEBUGGED);
    const { control } = this.debugger;
    if (control.isStopped(pid) || control.state !== "running") return;
    control.pause(pid);
    this.listener.output.hurry();
  }

  /** Ends it soon, wherever it is; `exited` is told then. */
  terminate(): void {
    this.ending.abort();
    this.listener.output.hurry();
    if (this.debugger !== undefined) this.debugger.control.terminate();
    else if (this.freeState === "ready") this.end(undefined);
    this.leave();
  }

  /** Nothing that it has started would outlast the process. */
  isClear = false;

  /** What can be seen of stopped processes. */
  get inspection(): Inspection {
    if (this.inspected === undefined) throw new RequestError(NOT_DEBUGGED);
    return this.inspected;
  }

  /** The process that has stopped last, while it is stopped; else the first. */
  get shown(): number {
    return this.debugger?.control.isStopped(this.lastStopped) === false ? FIRST_THREAD : this.lastStopped;
  }

  /** Checks the number of a process. */
  thread(pid: number): number {
    if (pid !== FIRST_THREAD && this.debugger?.processes.has(pid) !== true) {
      throw new RequestError(`there is no thread ${pid}`);
    }
    return pid;
  }

  /** A file as a source; those of the library are on no disk, and have a number. */
  source(file: SourceFile): DebugProtocol.Source {
    if (!isLibrary(file.name)) return this.format.source(file.name);
    return {
      name: file.name.slice(file.name.lastIndexOf("/") + 1),
      sourceReference: (this.debugger?.files.indexOf(file) ?? -1) + 1,
      presentationHint: "deemphasize",
      origin: "standard library",
    };
  }

  /** The text of a source by its number. */
  sourceText(reference: number): string {
    const text = this.debugger?.files[reference - 1]?.text;
    if (text === undefined) throw new RequestError(`there is no source ${reference}`);
    return text;
  }

  private controllable(): Debugger {
    if (this.debugger === undefined) throw new RequestError(NOT_DEBUGGED);
    if (this.state === "ended") throw new RequestError("the program has ended");
    return this.debugger;
  }

  private resumesAll(single: boolean): boolean {
    return !single && this.launch.threads === "all";
  }

  private listening(): DebuggerListener {
    const { listener } = this;
    return {
      stopped: (stop: Stopped) => {
        if (this.state !== "running") this.clock.stop();
        this.lastStopped = stop.pid;
        listener.stopped(stop);
      },
      resuming: (pid, all) => {
        this.clock.start();
        this.inspected?.retire(all ? undefined : pid);
        listener.resuming(pid, all);
      },
      exited: (outcome) => this.end(outcome),
      failed: (error) => listener.failed(error),
      processStarted: (pid) => listener.processStarted(pid),
      processExited: (pid) => listener.processExited(pid),
      loaded: (file) => listener.loaded(file),
    };
  }

  private runFreely(): void {
    const observer = observerOf(this.launch.trace ? [stackTracer(this.run.space)] : []);
    drive(this.run, this.host, this.ending.signal, observer)
      .then((outcome) => this.end(this.ending.signal.aborted ? undefined : outcome))
      .catch((error) => this.listener.failed(error));
  }

  private timeOut(): void {
    if (this.state === "ended") return;
    this.isLate = true;
    this.terminate();
  }

  private leave(): void {
    void this.host.close().then(() => {
      this.isClear = true;
    });
  }

  private end(outcome: Outcome | undefined): void {
    this.freeState = "ended";
    this.clock.stop();
    this.leave();
    if (this.isLate) this.listener.timedOut(this.launch.timeout ?? 0);
    else this.listener.exited(outcome);
  }
}

const NOT_DEBUGGED = "the program runs without debugging";

function isLibrary(file: string): boolean {
  return /^[a-z][a-z+-]+:\//.test(file);
}
