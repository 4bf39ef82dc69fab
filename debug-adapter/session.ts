/**
 * A debug session: takes requests, answers each, sends events.
 *
 * Invariant: every request gets one response, whatever it holds; only the end of the client ends the session.
 * Absent by design: what a program is and does (`program.ts`), what can be seen of it (`inspection.ts`).
 */
import {
  BreakpointEvent,
  ContinuedEvent,
  DebugSession,
  ExitedEvent,
  InitializedEvent,
  InvalidatedEvent,
  OutputEvent,
  Response,
  StoppedEvent,
  TerminatedEvent,
  ThreadEvent,
} from "@vscode/debugadapter";
import type { DebugProtocol } from "@vscode/debugprotocol";
import {
  type Debugger,
  display,
  type EventFilter,
  failurePlaces,
  failureText,
  type Outcome,
  type SourceFile,
  type StepKind,
  type StepUnit,
  type Stopped,
} from "../vm-core/index.ts";
import { type Arguments, asArguments, RequestError } from "./arguments.ts";
import { BreakpointTable } from "./breakpoints.ts";
import { ClientFormat } from "./convert.ts";
import { readLaunch } from "./launch.ts";
import { OutputEvents } from "./output.ts";
import { Program } from "./program.ts";
import { REQUESTS } from "./requests.ts";
import { FIRST_THREAD, listThreads, ThreadEvents } from "./threads.ts";

/** The exit code of a machine that is broken. */
const BROKEN = 70;
/** Of a failure's places, so many are written. */
const SHOWN_PLACES = 20;
/** A step that takes longer shows the other processes as going on. */
const LONG_STEP_MS = 200;

const EVENT_FILTERS: readonly EventFilter[] = ["spawn", "exit", "down"];

export class Session extends DebugSession {
  format = new ClientFormat({});
  breakpoints = new BreakpointTable(this.format);
  private filters: readonly string[] = [];
  private program: Program | undefined;
  private output = this.newOutput();
  private readonly threadEvents = new ThreadEvents((reason, pid) =>
    this.sendEvent(new ThreadEvent(reason, pid)),
  );
  private longStep: NodeJS.Timeout | undefined;
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
      stopped: (stop) => this.arrive(stop),
      ended: (outcome) => this.sendEnd(outcome),
      failed: (error) => this.fail(error),
      started: (pid) => this.threadEvents.start(pid),
      exited: (pid) => this.threadEvents.exit(pid),
    });
    this.filterStops(this.filters);
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

  /** What stops: `all` or `uncaught` faults, and events between processes. */
  filterStops(filters: readonly string[]): void {
    this.filters = filters;
    const debugged = this.program?.debugger;
    if (debugged === undefined) return;
    const uncaught = filters.includes("uncaught") ? "uncaught" : "none";
    debugged.exceptionFilter = filters.includes("all") ? "all" : uncaught;
    debugged.eventFilters = new Set(EVENT_FILTERS.filter((filter) => filters.includes(filter)));
  }

  threads(): DebugProtocol.Thread[] {
    return listThreads(this.program?.debugger, this.program?.shown ?? FIRST_THREAD);
  }

  step(kind: StepKind, pid: number, single: boolean, unit: StepUnit): void {
    const all = this.launched.step(kind, pid, single, unit);
    if (!all || this.threads().length < 2) return;
    clearTimeout(this.longStep);
    this.longStep = setTimeout(() => this.sendEvent(new ContinuedEvent(pid, true)), LONG_STEP_MS);
  }

  /** Ends the program; the client is told when it has ended. */
  terminate(): void {
    this.isEnding = true;
    const { program } = this;
    program?.terminate();
    if (program === undefined || program.isStill) queueMicrotask(() => this.sendTerminated());
  }

  disconnect(): void {
    this.isEnding = true;
    this.program?.terminate();
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
    this.program?.terminate();
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

  private arrive(stop: Stopped): void {
    clearTimeout(this.longStep);
    this.output.flush();
    this.threadEvents.flush();
    if (this.isEnding) this.sendTerminated();
    else this.sendEvent(stoppedEvent(stop));
  }

  private sendEnd({ exitCode, failure, reason, waiting }: Outcome): void {
    clearTimeout(this.longStep);
    this.output.flush();
    this.threadEvents.flush();
    if (this.isEnding) {
      this.sendTerminated();
      return;
    }
    if (failure !== null) {
      this.say("stderr", `Error: ${failureText(failure)}`, failurePlaces(failure, SHOWN_PLACES + 1));
    } else if (reason !== null) {
      this.say("stderr", `Error: an exit signal ended process 1: ${display(reason)}`);
    }
    if (waiting.length > 0) {
      this.say(
        "console",
        "Nothing can wake what waits:",
        waiting.map((line) => `  ${line}`),
      );
    }
    this.sendEvent(new ExitedEvent(exitCode));
    this.sendTerminated();
  }

  /** A headline, and the first of the lines below it. */
  private say(category: "stderr" | "console", headline: string, lines: readonly string[] = []): void {
    const more = lines.length > SHOWN_PLACES ? ["  …"] : [];
    const shown = [headline, ...lines.slice(0, SHOWN_PLACES), ...more];
    this.sendEvent(new OutputEvent(`${shown.join("\n")}\n`, category));
  }

  private sendTerminated(): void {
    if (this.hasTerminated) return;
    this.hasTerminated = true;
    this.sendEvent(new TerminatedEvent());
  }
}

function stoppedEvent({ pid, name, reason, all }: Stopped): DebugProtocol.StoppedEvent {
  // An editor shows the text of an exception where it happened.
  const kind = reason.kind === "event" && reason.abnormal ? "exception" : reason.kind;
  const event: DebugProtocol.StoppedEvent = new StoppedEvent(kind, pid);
  event.body.allThreadsStopped = all;
  if (reason.kind === "breakpoint") {
    event.body.hitBreakpointIds = [...reason.ids];
    if (reason.ids.length === 0) event.body.description = "Paused on BREAKPOINT";
  } else if (reason.kind === "exception") {
    const what = reason.caught ? "Paused on exception" : "Paused on uncaught exception";
    event.body.description = pid === FIRST_THREAD ? what : `${what} in ${name}`;
    event.body.text = reason.exception.message;
  } else if (reason.kind === "event") {
    event.body.description = `Paused: ${reason.texts[0]}`;
    event.body.text = reason.texts.join("; ");
  }
  return event;
}
