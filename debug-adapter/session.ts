/**
 * A debug session: takes requests, answers each, sends events.
 *
 * Invariant: every request gets one response, whatever it holds; only the end of the client ends the session.
 * Absent by design: what a program is and does (`program.ts`), what can be seen of it (`inspection.ts`).
 */
import {
  BreakpointEvent,
  DebugSession,
  ExitedEvent,
  InitializedEvent,
  InvalidatedEvent,
  OutputEvent,
  Response,
  StoppedEvent,
  TerminatedEvent,
} from "@vscode/debugadapter";
import type { DebugProtocol } from "@vscode/debugprotocol";
import {
  type Debugger,
  type ExceptionFilter,
  failurePlaces,
  failureText,
  type SourceFile,
  type StopReason,
} from "../vm-core/index.ts";
import { type Arguments, asArguments, RequestError } from "./arguments.ts";
import { BreakpointTable } from "./breakpoints.ts";
import { ClientFormat } from "./convert.ts";
import { readLaunch } from "./launch.ts";
import { OutputEvents } from "./output.ts";
import { Program } from "./program.ts";
import { REQUESTS, THREAD } from "./requests.ts";

/** The exit code of a machine that is broken. */
const BROKEN = 70;
/** Of a failure's places, so many are written. */
const SHOWN_PLACES = 20;

export class Session extends DebugSession {
  format = new ClientFormat({});
  breakpoints = new BreakpointTable(this.format);
  private exceptionFilter: ExceptionFilter = "none";
  private program: Program | undefined;
  private output = this.newOutput();
  private client: NodeJS.WritableStream | undefined;
  private sendsInvalidated = false;
  private isConfigured = false;
  private isEnding = false;
  private hasTerminated = false;

  constructor() {
    super(true);
    // Without this, a message that is no JSON would end the session.
    this.removeAllListeners("error");
    this.on("error", (event: { body?: unknown }) => process.stderr.write(`${event.body}\n`));
  }

  override start(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): void {
    this.client = output;
    super.start(input, output);
  }

  protected override dispatchRequest(request: DebugProtocol.Request): void {
    const response: DebugProtocol.Response = new Response(request);
    try {
      const { command } = request;
      if (!Object.hasOwn(REQUESTS, command))
        throw new RequestError(`there is no request \`${command}\` here`);
      const handle = REQUESTS[command as keyof typeof REQUESTS];
      response.body = handle(this, asArguments(request.arguments));
    } catch (error) {
      response.success = false;
      this.describe(error, response);
    }
    this.sendResponse(response);
  }

  private describe(error: unknown, response: DebugProtocol.Response): void {
    const expected = error instanceof RequestError;
    if (!expected) process.stderr.write(`${(error as Error)?.stack}\n`);
    const message = expected ? error.message : `TinyTotVM has failed: ${(error as Error)?.message}`;
    response.message = message;
    response.body = {
      error: { id: expected ? 1 : 2, format: message, showUser: !expected || error.showUser },
    };
  }

  // ---- what requests need ----

  initialize(args: Arguments): void {
    this.format = new ClientFormat(args);
    this.breakpoints = new BreakpointTable(this.format);
    this.sendsInvalidated = args.supportsInvalidatedEvent === true;
  }

  /** The program that has been launched. */
  get launched(): Program {
    if (this.program === undefined) throw new RequestError("no program has been launched");
    return this.program;
  }

  /** What breakpoints are bound to, or why they are not. */
  get target(): Debugger | string {
    if (this.program === undefined) return "the program has not been loaded yet";
    return this.program.debugger ?? "the program runs without debugging";
  }

  launch(args: Arguments): void {
    if (this.program !== undefined) throw new RequestError("a program has been launched already");
    const launch = readLaunch(args);
    this.output = this.newOutput();
    this.program = new Program(launch, this.format, {
      report: (line) => this.sendEvent(new OutputEvent(`${line}\n`, "stderr")),
      output: this.output,
      loaded: (file) => this.bindBreakpoints(file),
      stopped: (reason) => this.arrive(reason),
      failed: (error) => this.fail(error),
    });
    this.filterExceptions(this.exceptionFilter);
    queueMicrotask(() => {
      for (const file of this.program?.debugger?.files ?? []) this.bindBreakpoints(file);
      this.sendEvent(new InitializedEvent());
      if (this.isConfigured) this.program?.start();
    });
  }

  configure(): void {
    if (this.isConfigured) return;
    this.isConfigured = true;
    this.program?.start();
  }

  filterExceptions(filter: ExceptionFilter): void {
    this.exceptionFilter = filter;
    if (this.program?.debugger !== undefined) this.program.debugger.exceptionFilter = filter;
  }

  /** Ends the program; the client is told when it has ended. */
  terminate(): void {
    this.isEnding = true;
    const { program } = this;
    program?.end();
    if (program === undefined || program.isStill) queueMicrotask(() => this.sendTerminated());
  }

  disconnect(): void {
    this.isEnding = true;
    this.program?.end();
    this.shutdown();
  }

  /** Values have changed that the client may show elsewhere too. */
  invalidate(): void {
    if (this.sendsInvalidated) queueMicrotask(() => this.sendEvent(new InvalidatedEvent(["variables"])));
  }

  /** The machine, or we, are broken: says so and ends the session. */
  fail(error: unknown): void {
    const text = error instanceof Error ? error.stack : String(error);
    process.stderr.write(`${text}\n`);
    this.sendEvent(new OutputEvent(`TinyTotVM has failed. Please report this.\n${text}\n`, "stderr"));
    this.isEnding = true;
    this.program?.end();
    this.sendEvent(new ExitedEvent(BROKEN));
    this.sendTerminated();
  }

  // ---- events ----

  private newOutput(): OutputEvents {
    return new OutputEvents(
      (category, text) => this.sendEvent(new OutputEvent(text, category)),
      () => this.drained(),
    );
  }

  private drained(): Promise<void> | undefined {
    const { client } = this;
    if (client === undefined || (client as { writableNeedDrain?: boolean }).writableNeedDrain !== true) {
      return undefined;
    }
    return new Promise((resolve) => client.once("drain", resolve));
  }

  private bindBreakpoints(file: SourceFile): void {
    const { target } = this;
    if (typeof target === "string") return;
    for (const breakpoint of this.breakpoints.bindLoaded(file, target)) {
      this.sendEvent(new BreakpointEvent("changed", breakpoint));
    }
  }

  private arrive(reason: StopReason): void {
    this.output.flush();
    if (this.isEnding) this.sendTerminated();
    else if (reason.kind === "ended") this.sendEnd(reason);
    else this.sendEvent(stoppedEvent(reason));
  }

  private sendEnd({ outcome: { exitCode, failure } }: Extract<StopReason, { kind: "ended" }>): void {
    if (failure !== null) {
      const places = failurePlaces(failure, SHOWN_PLACES + 1);
      const more = places.length > SHOWN_PLACES ? ["  …"] : [];
      const lines = [`Error: ${failureText(failure)}`, ...places.slice(0, SHOWN_PLACES), ...more];
      this.sendEvent(new OutputEvent(`${lines.join("\n")}\n`, "stderr"));
    }
    this.sendEvent(new ExitedEvent(exitCode));
    this.sendTerminated();
  }

  private sendTerminated(): void {
    if (this.hasTerminated) return;
    this.hasTerminated = true;
    this.sendEvent(new TerminatedEvent());
  }
}

function stoppedEvent(reason: Exclude<StopReason, { kind: "ended" }>): DebugProtocol.StoppedEvent {
  const event: DebugProtocol.StoppedEvent = new StoppedEvent(reason.kind, THREAD);
  event.body.allThreadsStopped = true;
  if (reason.kind === "breakpoint") {
    event.body.hitBreakpointIds = [...reason.ids];
    if (reason.ids.length === 0) event.body.description = "Paused on BREAKPOINT";
  } else if (reason.kind === "exception") {
    event.body.description = reason.caught ? "Paused on exception" : "Paused on uncaught exception";
    event.body.text = reason.exception.message;
  }
  return event;
}
