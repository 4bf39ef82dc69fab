/**
 * A debug session, for tests: requests in, events in the order in which they came. Most sessions are served in this process; some
 * by the adapter in a process of its own, as editors start it.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { PassThrough } from "node:stream";
import type { TestContext } from "node:test";
import { DebugClient } from "@vscode/debugadapter-testsupport";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { serve } from "../../debug-adapter/serve.ts";

export const ADAPTER = path.resolve("dist/debug-adapter.js");
const FIXTURES = path.resolve("test/fixtures/debug");
const TIMEOUT_MS = 10_000;

export const fixture = (name: string): string => path.join(FIXTURES, name);

const EVENTS = [
  "initialized",
  "stopped",
  "continued",
  "thread",
  "output",
  "breakpoint",
  "exited",
  "terminated",
  "invalidated",
  "ttvm.refused",
];

export type StoppedBody = DebugProtocol.StoppedEvent["body"];

/** A client of a session in this process. */
class ClientHere extends DebugClient {
  override start(): Promise<void> {
    const [input, output] = [new PassThrough(), new PassThrough()];
    serve(input, output, () => output.end());
    this.connect(output, input);
    return Promise.resolve();
  }
}

export class Adapter {
  readonly events: DebugProtocol.Event[] = [];
  /** Events before this one have been waited for. */
  private taken = 0;
  private hasStopped = false;
  private arrived: () => void = () => undefined;

  private constructor(readonly client: DebugClient) {
    for (const name of EVENTS) {
      client.on(name, (event) => {
        this.events.push(event);
        this.arrived();
      });
    }
  }

  /** Begins a session in this process, which ends with the test. */
  static start(t: TestContext, args: object = {}): Promise<Adapter> {
    return Adapter.begin(new ClientHere(process.execPath, ADAPTER, "ttvm"), t, args);
  }

  /** Starts an adapter that ends with the test. */
  static startProcess(t: TestContext, args: object = {}): Promise<Adapter> {
    if (!existsSync(ADAPTER)) throw new Error(`${ADAPTER} is missing: run \`npm run build\` first`);
    return Adapter.begin(new DebugClient(process.execPath, ADAPTER, "ttvm"), t, args);
  }

  private static async begin(client: DebugClient, t: TestContext, args: object): Promise<Adapter> {
    await client.start();
    const adapter = new Adapter(client);
    t.after(() => adapter.stop());
    await adapter.request("initialize", {
      adapterID: "ttvm",
      linesStartAt1: true,
      columnsStartAt1: true,
      pathFormat: "path",
      ...args,
    });
    return adapter;
  }

  /** Ends the session: the adapter ends by itself, or the test does not. */
  async stop(args: object = {}): Promise<void> {
    if (this.hasStopped) return;
    this.hasStopped = true;
    await this.request("disconnect", args);
  }

  /** Resolves with the body of the response, or rejects with the message of an error. */
  // biome-ignore lint/suspicious/noExplicitAny: a body is what the test expects, or the test fails.
  async request(command: string, args: object = {}): Promise<any> {
    return (await this.client.send(command, args)).body;
  }

  /** The message of the error that a request must lead to. */
  refusal(command: string, args: object = {}): Promise<string> {
    return this.request(command, args).then(
      (body) => {
        throw new Error(`${command} should be refused, but gave ${JSON.stringify(body)}`);
      },
      (error) => error.message,
    );
  }

  /** Launches a fixture with breakpoints at lines, lets it run, and resolves with the breakpoints. */
  async launch(
    name: string,
    {
      lines = [],
      filters = [],
      ...more
    }: { lines?: number[]; filters?: string[] } & Record<string, unknown> = {},
  ): Promise<DebugProtocol.Breakpoint[]> {
    await this.request("launch", { program: fixture(name), ...more });
    await this.event("initialized");
    const breakpoints = await this.breakAt(name, lines);
    await this.request("setExceptionBreakpoints", { filters });
    await this.request("configurationDone");
    return breakpoints;
  }

  async breakAt(name: string, lines: readonly (number | object)[]): Promise<DebugProtocol.Breakpoint[]> {
    const breakpoints = lines.map((line) => (typeof line === "number" ? { line } : line));
    return (await this.request("setBreakpoints", { source: { path: fixture(name) }, breakpoints }))
      .breakpoints;
  }

  /** The next event with a name that has not been waited for. */
  async event(name: string): Promise<DebugProtocol.Event> {
    const deadline = performance.now() + TIMEOUT_MS;
    for (;;) {
      const at = this.events.findIndex((event, index) => index >= this.taken && event.event === name);
      if (at >= 0) {
        this.taken = at + 1;
        return this.events[at];
      }
      const left = deadline - performance.now();
      if (left <= 0)
        throw new Error(`no ${name} event; there were: ${JSON.stringify(this.events).slice(-2000)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.arrived = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Waits for the next stop: why and where, `breakpoint 12`; of a thread but the first, `breakpoint 12 of 2`. */
  async stopped(): Promise<string> {
    const { reason, threadId } = (await this.event("stopped")).body;
    const [frame] = (await this.request("stackTrace", { threadId, levels: 1 })).stackFrames;
    return `${reason} ${frame.line}${threadId === 1 ? "" : ` of ${threadId}`}`;
  }

  /** Continues or steps, and waits for the stop. */
  async go(
    command: "continue" | "next" | "stepIn" | "stepOut",
    threadId = 1,
    more: object = {},
  ): Promise<string> {
    await this.request(command, { threadId, ...more });
    return this.stopped();
  }

  /** The names of the threads. */
  async threads(): Promise<string[]> {
    return (await this.request("threads")).threads.map(({ name }: DebugProtocol.Thread) => name);
  }

  /** Waits for the end, and resolves with the exit code. */
  async ended(): Promise<number> {
    const { body } = await this.event("exited");
    await this.event("terminated");
    return body.exitCode;
  }

  /** The frames: `label line`. */
  async frames(threadId = 1): Promise<string[]> {
    const { stackFrames } = await this.request("stackTrace", { threadId });
    return stackFrames.map(({ name, line }: DebugProtocol.StackFrame) => `${name} ${line}`);
  }

  /** The variables of a scope of the frame number `frame`. */
  async variables(scopeName: string, frame = 0, threadId = 1): Promise<DebugProtocol.Variable[]> {
    const scope = await this.scope(scopeName, frame, threadId);
    return (await this.request("variables", { variablesReference: scope.variablesReference })).variables;
  }

  async scope(scopeName: string, frame = 0, threadId = 1): Promise<DebugProtocol.Scope> {
    const { stackFrames } = await this.request("stackTrace", { threadId, startFrame: frame, levels: 1 });
    const { scopes } = await this.request("scopes", { frameId: stackFrames[0].id });
    return scopes.find(({ name }: DebugProtocol.Scope) => name === scopeName);
  }

  /** All that has been written in a category. */
  output(category: string): string {
    return this.events
      .filter(({ event, body }) => event === "output" && body.category === category)
      .map(({ body }) => body.output)
      .join("");
  }
}

/** `name = value` for each. */
export function shown(variables: readonly DebugProtocol.Variable[]): string[] {
  return variables.map(({ name, value }) => `${name} = ${value}`);
}
