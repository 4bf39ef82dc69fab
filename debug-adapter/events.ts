/**
 * The events of a session: what happens to the debuggee, as the client is told it, in order.
 *
 * Invariant: `exited` and `terminated` are sent once each, and no `stopped` after them.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import {
  type DebuggerListener,
  display,
  failurePlaces,
  failureText,
  missingRule,
  noteText,
  type Outcome,
  type SourceFile,
  type Stopped,
} from "../vm-core/index.ts";
import { timeoutText } from "../vm-core/node/interruption.ts";
import { OutputEvents } from "./output.ts";
import { FIRST_THREAD, ThreadEvents } from "./threads.ts";

/**
 * An event beyond the protocol, for editors that know it: the program has ended with a refusal (`message`), and this item
 * (`allow`) in the launch configuration's list of the same name would have prevented it.
 */
const REFUSED = "ttvm.refused";
/** The exit code of a failed machine, and of a program that the client has terminated. */
const FAILED = 70;
const TERMINATED = 143;
const TIMED_OUT = 1;
/** How many places of a failure are written. */
const SHOWN_PLACES = 20;
/** After so long, a step shows the other processes as running. */
const LONG_STEP_MS = 200;

/** The way to the client. */
export interface Client {
  send(event: string, body?: object): void;
  /** Resolves when the client has read what was sent; undefined when it has. */
  drained(): Promise<void> | undefined;
  /** Ends the connection when everything that was sent has left. */
  close(): void;
}

export class SessionEvents implements DebuggerListener {
  readonly output: OutputEvents;
  private readonly threads: ThreadEvents;
  private longStep: NodeJS.Timeout | undefined;
  private isOver = false;

  constructor(
    private readonly client: Client,
    /** Binds breakpoints in a file that has been loaded. */
    private readonly bind: (file: SourceFile) => readonly DebugProtocol.Breakpoint[],
  ) {
    this.output = new OutputEvents(
      (category, output) => client.send("output", { category, output }),
      () => client.drained(),
    );
    this.threads = new ThreadEvents((reason, threadId) => client.send("thread", { reason, threadId }));
  }

  initialized(): void {
    this.client.send("initialized");
  }

  /** A line about an error in the program's text. */
  report(line: string): void {
    this.output.say("stderr", `${line}\n`);
  }

  /** Values have changed that the client may show elsewhere too. */
  invalidated(): void {
    this.client.send("invalidated", { areas: ["variables"] });
  }

  /** A step has begun that lets other processes run, too: a client shows them as stopped while it is short. */
  stepping(threadId: number): void {
    clearTimeout(this.longStep);
    const body = { threadId, allThreadsContinued: true };
    this.longStep = setTimeout(() => this.client.send("continued", body), LONG_STEP_MS);
  }

  // ---- what the debugger tells ----

  stopped(stop: Stopped): void {
    this.settle();
    if (!this.isOver) this.client.send("stopped", stoppedBody(stop));
  }

  /** The client has asked for it, and knows. */
  resuming(): void {}

  exited(outcome: Outcome | undefined): void {
    this.settle();
    if (outcome !== undefined) this.explain(outcome);
    this.end(outcome?.exitCode ?? TERMINATED);
  }

  timedOut(timeout: number): void {
    this.settle();
    this.output.say("stderr", `Error: ${timeoutText(timeout)}\n`);
    this.end(TIMED_OUT);
  }

  failed(error: unknown): void {
    const text = error instanceof Error ? error.stack : String(error);
    process.stderr.write(`${text}\n`);
    this.output.say("stderr", `TinyTotVM has failed. Please report this.\n${text}\n`);
    this.end(FAILED);
  }

  processStarted(pid: number): void {
    this.threads.start(pid);
  }

  processExited(pid: number): void {
    this.threads.exit(pid);
  }

  loaded(file: SourceFile): void {
    for (const breakpoint of this.bind(file))
      this.client.send("breakpoint", { reason: "changed", breakpoint });
  }

  /** Ends the session for a client that has no debuggee, or whose debuggee has failed. */
  end(exitCode?: number): void {
    if (this.isOver) return;
    this.isOver = true;
    if (exitCode !== undefined) this.client.send("exited", { exitCode });
    this.client.send("terminated");
  }

  /** Sends what has been held back: the client sees the stop after everything that led to it. */
  private settle(): void {
    clearTimeout(this.longStep);
    this.output.flush();
    this.threads.flush();
  }

  private explain({ failure, reason, waiting }: Outcome): void {
    if (failure !== null) {
      const notes = failure.notes.map((note) => `\n  ${noteText(note)}`).join("");
      const headline = `Error: ${failureText(failure)}${notes}`;
      this.list("stderr", headline, failurePlaces(failure, SHOWN_PLACES + 1));
      const allow = missingRule(failure.notes);
      if (allow !== undefined) this.client.send(REFUSED, { message: failure.message, allow });
    } else if (reason !== null) {
      this.list("stderr", `Error: an exit signal ended process 1: ${display(reason)}`);
    }
    if (waiting.length > 0) {
      const lines = waiting.map((line) => `  ${line}`);
      this.list("console", "Nothing can wake what waits:", lines);
    }
  }

  /** A headline, and the first of the lines below it. */
  private list(category: "stderr" | "console", headline: string, lines: readonly string[] = []): void {
    const more = lines.length > SHOWN_PLACES ? ["  …"] : [];
    const shown = [headline, ...lines.slice(0, SHOWN_PLACES), ...more];
    this.output.say(category, `${shown.join("\n")}\n`);
  }
}

function stoppedBody({ pid, name, reason, all }: Stopped): DebugProtocol.StoppedEvent["body"] {
  // An editor shows the text of an exception at its place.
  const kind = reason.kind === "event" && reason.abnormal ? "exception" : reason.kind;
  const body = { reason: kind, threadId: pid, allThreadsStopped: all };
  // A view cuts the end off: what tells this stop from others comes first.
  const described = (what: string): { description: string } => ({
    description: pid === FIRST_THREAD ? `Paused on ${what}` : `${capital(name)}: ${what}`,
  });
  switch (reason.kind) {
    case "breakpoint":
      return {
        ...body,
        ...described(reason.ids.length === 0 ? "BREAKPOINT instruction" : "breakpoint"),
        hitBreakpointIds: [...reason.ids],
      };
    case "exception": {
      const what = reason.caught ? "exception" : "uncaught exception";
      return { ...body, ...described(what), text: reason.exception.message };
    }
    case "event":
      return { ...body, description: capital(reason.texts[0]), text: reason.texts.join("; ") };
    default:
      return { ...body, ...described(reason.kind) };
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
