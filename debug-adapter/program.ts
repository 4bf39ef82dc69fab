/**
 * The program of a session, from launch to end: runs it, and tells the session when one of its processes stops.
 *
 * With `noDebug` it runs without a debugger, and nothing stops it but its end.
 */

import { Readable } from "node:stream";
import type { DebugProtocol } from "@vscode/debugprotocol";
import {
  createMachine,
  Debugger,
  type DebuggerListener,
  drive,
  type Outcome,
  observerOf,
  type Run,
  type SourceFile,
  type StepKind,
  type StepUnit,
  type Stopped,
  stackTracer,
} from "../vm-core/index.ts";
import { type NodeHost, nodeHost } from "../vm-core/node/host/index.ts";
import { diskModules } from "../vm-core/node/read-module.ts";
import { RequestError } from "./arguments.ts";
import type { ClientFormat } from "./convert.ts";
import { Inspection } from "./inspection.ts";
import { type Launch, loadProgram } from "./launch.ts";
import type { OutputEvents } from "./output.ts";
import { FIRST_THREAD } from "./threads.ts";

export interface ProgramListener extends DebuggerListener {
  /** A line about an error in the program's text. */
  report(line: string): void;
  readonly output: OutputEvents;
}

export class Program {
  /** Undefined with `noDebug`. */
  readonly debugger: Debugger | undefined;
  private readonly run: Run;
  private readonly host: NodeHost;
  private readonly ending = new AbortController();
  private readonly looking: Inspection | undefined;
  /** The process that has stopped last. */
  private last = FIRST_THREAD;
  private isRunning = false;

  /** Throws a RequestError when there is no such program, or it has errors. */
  constructor(
    private readonly launch: Launch,
    readonly format: ClientFormat,
    private readonly listener: ProgramListener,
  ) {
    const program = loadProgram(launch, (line) => listener.report(line));
    const { cwd, env, args } = launch;
    this.run = createMachine(program, { readModule: diskModules(cwd) });
    this.host = nodeHost({
      write: listener.output.write,
      cwd,
      env,
      args: [launch.program, ...args],
      // Our own standard input belongs to the protocol.
      input: Readable.from([]),
    });
    if (launch.noDebug) return;
    const { trace, threads } = launch;
    const told: DebuggerListener = {
      stopped: (stop) => this.arrive(stop),
      ended: (outcome) => this.end(outcome),
      failed: (error) => listener.failed(error),
      started: (pid) => listener.started(pid),
      exited: (pid) => listener.exited(pid),
      loaded: (file) => listener.loaded(file),
    };
    this.debugger = new Debugger(this.run, this.host, told, { trace, threads });
    this.looking = new Inspection(this, this.debugger);
  }

  start(): void {
    this.isRunning = true;
    if (this.debugger !== undefined) this.debugger.start(this.launch.stopOnEntry);
    // Not at once: the client gets the answer to its request first.
    else setImmediate(() => this.runFreely());
  }

  /** True when all processes go on. */
  resume(pid: number, single: boolean): boolean {
    const debugged = this.debuggerOf(pid);
    const all = this.goOn(pid, single);
    debugged.resume(pid, single);
    return all;
  }

  /** True when all processes go on. */
  step(kind: StepKind, pid: number, single: boolean, unit: StepUnit): boolean {
    const debugged = this.debuggerOf(pid);
    const all = this.goOn(pid, single);
    debugged.step(kind, pid, single, unit);
    return all;
  }

  pause(pid: number): void {
    if (this.debugger === undefined) throw new RequestError("the program runs without debugging");
    if (this.debugger.stands(pid) || !this.isRunning) return;
    this.debugger.pause(pid);
    this.listener.output.hurry();
  }

  /** Ends it soon, wherever it is. */
  terminate(): void {
    this.ending.abort();
    this.debugger?.end();
    this.listener.output.hurry();
    this.host.close();
  }

  /** Whether it has not been started yet, or nothing of it goes on. */
  get isStill(): boolean {
    return this.debugger === undefined ? !this.isRunning : !this.debugger.isRunning;
  }

  /** What there is to see of processes that stand. */
  get inspection(): Inspection {
    if (this.looking === undefined) throw new RequestError("the program runs without debugging");
    return this.looking;
  }

  /** The process that has stopped last. */
  get shown(): number {
    return this.debugger?.stands(this.last) === false ? FIRST_THREAD : this.last;
  }

  /** The process with that number. */
  thread(pid: number): number {
    if (pid !== FIRST_THREAD && this.debugger?.has(pid) !== true) {
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

  /** The text behind a source's number. */
  sourceText(reference: number): string {
    const text = this.debugger?.files[reference - 1]?.text;
    if (text === undefined) throw new RequestError(`there is no source ${reference}`);
    return text;
  }

  private debuggerOf(pid: number): Debugger {
    if (this.debugger?.stands(pid) !== true) throw new RequestError("the program is running already");
    return this.debugger;
  }

  /** Forgets what can be seen no more; true when all processes go on. */
  private goOn(pid: number, single: boolean): boolean {
    const alone = single || this.launch.threads === "one";
    this.looking?.forget(alone ? pid : undefined);
    this.isRunning = true;
    return !alone;
  }

  private runFreely(): void {
    const observer = observerOf(this.launch.trace ? [stackTracer(this.run.space)] : []);
    drive(this.run, this.host, this.ending.signal, observer)
      .then((outcome) => this.end(outcome))
      .catch((error) => this.listener.failed(error));
  }

  private arrive(stop: Stopped): void {
    this.isRunning = !stop.all;
    this.last = stop.pid;
    this.listener.stopped(stop);
  }

  private end(outcome: Outcome): void {
    this.isRunning = false;
    this.host.close();
    this.listener.ended(outcome);
  }
}

function isLibrary(file: string): boolean {
  return /^[a-z][a-z+-]+:\//.test(file);
}
