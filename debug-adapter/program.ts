/**
 * The program of a session, from launch to end: runs it, and tells the session when it stops.
 *
 * With `noDebug` it runs without a debugger, and nothing stops it but its end.
 */

import { Readable } from "node:stream";
import type { DebugProtocol } from "@vscode/debugprotocol";
import {
  createMachine,
  Debugger,
  drive,
  observerOf,
  type Run,
  type SourceFile,
  type StepKind,
  type StopReason,
  stackTracer,
} from "../vm-core/index.ts";
import { type NodeHost, nodeHost } from "../vm-core/node/host/index.ts";
import { diskModules } from "../vm-core/node/read-module.ts";
import { RequestError } from "./arguments.ts";
import type { ClientFormat } from "./convert.ts";
import { Inspection } from "./inspection.ts";
import { type Launch, loadProgram } from "./launch.ts";
import type { OutputEvents } from "./output.ts";

export interface ProgramListener {
  /** A line about an error in the program's text. */
  report(line: string): void;
  readonly output: OutputEvents;
  /** An import has loaded a file. */
  loaded(file: SourceFile): void;
  /** It stands still, or has ended. Until it goes on again, it can be inspected. */
  stopped(reason: StopReason): void;
  /** The machine is broken. */
  failed(error: unknown): void;
}

export class Program {
  /** Undefined with `noDebug`. */
  readonly debugger: Debugger | undefined;
  private readonly run: Run;
  private readonly host: NodeHost;
  private readonly ending = new AbortController();
  private stop: Inspection | undefined;
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
    this.debugger = new Debugger(this.run, this.host, {
      trace: launch.trace,
      loaded: (file) => listener.loaded(file),
    });
  }

  start(): void {
    const { debugger: debugged, ending } = this;
    if (debugged === undefined) {
      this.follow(async () => {
        const observer = observerOf(this.launch.trace ? [stackTracer(this.run.space)] : []);
        const outcome = await drive(this.run, this.host, ending.signal, observer);
        return { kind: "ended", outcome };
      });
    } else this.follow(async () => (this.launch.stopOnEntry ? debugged.enter() : debugged.resume()));
  }

  resume(): void {
    const debugged = this.debuggerToGoOn();
    this.follow(() => debugged.resume());
  }

  step(kind: StepKind): void {
    const debugged = this.debuggerToGoOn();
    this.follow(() => debugged.step(kind));
  }

  pause(): void {
    if (this.debugger === undefined) throw new RequestError("the program runs without debugging");
    if (!this.isRunning) return;
    this.debugger.pause();
    this.listener.output.hurry();
  }

  /** Ends it soon, wherever it is. */
  end(): void {
    this.ending.abort();
    this.debugger?.pause();
    this.listener.output.hurry();
    this.host.close();
  }

  /** Whether it has not been started yet, or stands still. */
  get isStill(): boolean {
    return !this.isRunning;
  }

  /** What there is to see; throws a RequestError while it runs. */
  get inspection(): Inspection {
    if (this.stop === undefined) throw new RequestError("the program is running: pause it first");
    return this.stop;
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

  private debuggerToGoOn(): Debugger {
    if (this.debugger === undefined || this.stop === undefined) {
      throw new RequestError("the program is running already");
    }
    return this.debugger;
  }

  private follow(go: () => Promise<StopReason>): void {
    this.stop = undefined;
    this.isRunning = true;
    // Not at once: the client gets the answer to its request first.
    setImmediate(() =>
      go()
        .then((reason) => this.arrive(reason))
        .catch((error) => this.listener.failed(error)),
    );
  }

  private arrive(reason: StopReason): void {
    this.isRunning = false;
    if (reason.kind === "ended") this.host.close();
    else if (this.debugger !== undefined) this.stop = new Inspection(this, this.debugger, reason);
    this.listener.stopped(reason);
  }
}

function isLibrary(file: string): boolean {
  return /^[a-z][a-z+-]+:\//.test(file);
}
