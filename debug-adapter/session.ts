/**
 * A debug session: what the client has set up, and the program that it has launched.
 *
 * Invariant: a program starts once, when it has been launched and the client has finished its configuration.
 * Absent by design: messages (`serve.ts`), what requests mean (`requests/`), what a program does (`debuggee.ts`).
 */
import type { Debugger, EventFilter } from "../vm-core/index.ts";
import { type Arguments, RequestError } from "./arguments.ts";
import { BreakpointTable } from "./breakpoints.ts";
import { ClientFormat } from "./convert.ts";
import { Debuggee } from "./debuggee.ts";
import { type Client, SessionEvents } from "./events.ts";
import { readLaunch } from "./launch.ts";

/** After so long the connection ends although the debuggee has not. */
const PATIENCE_MS = 200;

const EVENT_FILTERS: readonly EventFilter[] = ["spawn", "exit", "down"];

export class AdapterSession {
  format = new ClientFormat({});
  breakpoints = new BreakpointTable(this.format);
  readonly events: SessionEvents;
  private filters: readonly string[] = [];
  private debuggee: Debuggee | undefined;
  private sendsInvalidated = false;
  private isConfigured = false;
  private isDisconnecting = false;
  /** The program is being read. */
  private isLaunching = false;
  /** The client has ended the program, which may not be there yet. */
  private hasEnded = false;
  /** Ends the reading of files. */
  private readonly closing = new AbortController();

  constructor(private readonly client: Client) {
    this.events = new SessionEvents(client, (file) => {
      const { target } = this;
      return typeof target === "string" ? [] : this.breakpoints.bindLoaded(file, target);
    });
  }

  initialize(args: Arguments): void {
    this.format = new ClientFormat(args);
    this.breakpoints = new BreakpointTable(this.format);
    this.sendsInvalidated = args.supportsInvalidatedEvent === true;
  }

  /** The program that has been launched. */
  get launched(): Debuggee {
    if (this.debuggee === undefined) throw new RequestError("no program has been launched");
    return this.debuggee;
  }

  /** The same, when a program may not have been launched yet. */
  get debugged(): Debuggee | undefined {
    return this.debuggee;
  }

  /** What breakpoints are bound to, or why they are not. */
  get target(): Debugger | string {
    if (this.debuggee === undefined) return "the program has not been loaded yet";
    return this.debuggee.debugger ?? "the program runs without debugging";
  }

  async launch(args: Arguments): Promise<void> {
    if (this.debuggee !== undefined) throw new RequestError("a program has been launched already");
    const launch = readLaunch(args);
    this.isLaunching = true;
    let debuggee: Debuggee;
    try {
      debuggee = await Debuggee.load(launch, this.format, this.events, this.closing.signal);
    } catch (error) {
      if (this.hasEnded) setImmediate(() => this.events.end());
      throw error;
    } finally {
      this.isLaunching = false;
    }
    this.debuggee = debuggee;
    this.filterStops(this.filters);
    // The client gets the response first.
    setImmediate(() => {
      for (const file of debuggee.debugger?.files ?? []) this.events.loaded(file);
      this.events.initialized();
      debuggee.isAnnounced = true;
      if (this.hasEnded) debuggee.terminate();
      else this.startWhenReady();
    });
  }

  configure(): void {
    this.isConfigured = true;
    this.startWhenReady();
  }

  /** Sets what stops: `all` or `uncaught` faults, and events between processes. */
  filterStops(filters: readonly string[]): void {
    this.filters = filters;
    const target = this.debuggee?.debugger;
    if (target === undefined) return;
    const uncaught = filters.includes("uncaught") ? "uncaught" : "none";
    target.conditions.exceptionFilter = filters.includes("all") ? "all" : uncaught;
    target.events.filters = new Set(EVENT_FILTERS.filter((filter) => filters.includes(filter)));
  }

  /** Ends the program; `exited` and `terminated` follow. */
  terminate(): void {
    this.hasEnded = true;
    this.closing.abort();
    // The client gets the response first.
    queueMicrotask(() => {
      if (this.debuggee !== undefined) this.debuggee.terminate();
      else if (!this.isLaunching) this.events.end();
    });
  }

  /** Ends the program and the connection. */
  disconnect(): void {
    if (this.isDisconnecting) return;
    this.isDisconnecting = true;
    this.terminate();
    const asked = performance.now();
    const close = (): void => {
      const { debuggee } = this;
      const isOver =
        !this.isLaunching && (debuggee === undefined || (debuggee.state === "ended" && debuggee.isClear));
      if (isOver || performance.now() - asked > PATIENCE_MS) this.client.close();
      else setTimeout(close, 5);
    };
    setImmediate(close);
  }

  /** Values have changed that the client may show elsewhere too. */
  invalidate(): void {
    if (this.sendsInvalidated) queueMicrotask(() => this.events.invalidated());
  }

  /** The machine, or the adapter, is broken: says so and ends the session. */
  failed(error: unknown): void {
    this.events.failed(error);
    this.debuggee?.terminate();
  }

  private startWhenReady(): void {
    if (this.isConfigured && this.debuggee?.isAnnounced === true) this.debuggee.start();
  }
}
