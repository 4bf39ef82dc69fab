/** A session in this process, message by message: what one write holds is up to the test. */
import { PassThrough } from "node:stream";
import type { TestContext } from "node:test";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { serve } from "../../debug-adapter/serve.ts";

export interface Message {
  readonly type: string;
  readonly event?: string;
  readonly command?: string;
  readonly success?: boolean;
  readonly message?: string;
  readonly request_seq?: number;
  // biome-ignore lint/suspicious/noExplicitAny: a body is what the test expects, or the test fails.
  readonly body?: any;
}

export function frame(message: object | string): string {
  const json = typeof message === "string" ? message : JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`;
}

export class Wired {
  readonly messages: Message[] = [];
  exitCode: number | undefined;
  private readonly input = new PassThrough();
  private readonly output = new PassThrough();
  private sequence = 0;
  private rest = Buffer.alloc(0);
  private arrived: () => void = () => undefined;

  constructor(t: TestContext) {
    serve(this.input, this.output, (code) => {
      this.exitCode = code;
      this.arrived();
    });
    this.output.on("data", (chunk) => this.read(chunk));
    t.after(() => this.input.destroy());
  }

  /** Writes requests at once, and returns their numbers. */
  send(...requests: readonly { readonly command: string; readonly arguments?: unknown }[]): number[] {
    const numbered = requests.map((request) => ({ seq: ++this.sequence, type: "request", ...request }));
    this.input.write(numbered.map(frame).join(""));
    return numbered.map(({ seq }) => seq);
  }

  /** Writes bytes as they are. */
  write(text: string): void {
    this.input.write(text);
  }

  async request(command: string, args: object = {}): Promise<Message> {
    const [seq] = this.send({ command, arguments: args });
    return this.until(() => this.messages.find(({ request_seq }) => request_seq === seq));
  }

  events(name: string): DebugProtocol.Event[] {
    return this.messages.filter(({ event }) => event === name) as unknown as DebugProtocol.Event[];
  }

  /** Waits for the event number `count` of a name. */
  event(name: string, count = 1): Promise<DebugProtocol.Event> {
    return this.until(() => this.events(name)[count - 1]);
  }

  text(category: string): string {
    return this.events("output")
      .filter(({ body }) => body.category === category)
      .map(({ body }) => body.output)
      .join("");
  }

  async until<T>(find: () => T | undefined, milliseconds = 20_000): Promise<T> {
    const deadline = performance.now() + milliseconds;
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      const left = deadline - performance.now();
      if (left <= 0)
        throw new Error(`not seen; the last messages: ${JSON.stringify(this.messages.slice(-10))}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.arrived = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  private read(chunk: Buffer): void {
    this.rest = Buffer.concat([this.rest, chunk]);
    for (;;) {
      const match = /^Content-Length: (\d+)\r\n\r\n/.exec(this.rest.toString("latin1", 0, 60));
      if (match === null) break;
      const start = match[0].length;
      const end = start + Number(match[1]);
      if (this.rest.length < end) break;
      this.messages.push(JSON.parse(this.rest.toString("utf8", start, end)));
      this.rest = this.rest.subarray(end);
    }
    this.arrived();
  }
}
