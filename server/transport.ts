/**
 * How messages of the Language Server Protocol come and go: over the standard streams, or as the editor started the
 * server.
 *
 * Invariant: on the standard streams, a header that cannot be read ends the server with one line on standard error,
 * since nothing after it can be read; the end of input ends it, too.
 */
import {
  AbstractMessageReader,
  createServerPipeTransport,
  createServerSocketTransport,
  type DataCallback,
  type Disposable,
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  type Message,
  type MessageReader,
  type MessageWriter,
} from "vscode-languageserver/node";
import { FrameReader } from "../vm-core/node/frames.ts";
import { StreamWriter } from "./written.ts";

export type Transport = readonly [MessageReader, MessageWriter];

/** By the arguments of the process: `--node-ipc`, `--socket=N`, `--pipe=NAME`, else `--stdio`. */
export function transportOf(argv: readonly string[]): Transport {
  const optionOf = (name: string) => {
    const at = argv.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
    return at < 0 ? undefined : argv[at] === name ? argv[at + 1] : argv[at].slice(name.length + 1);
  };
  if (argv.includes("--node-ipc")) return [new IPCMessageReader(process), new IPCMessageWriter(process)];
  const [port, pipe] = [optionOf("--socket"), optionOf("--pipe")];
  if (port !== undefined) return createServerSocketTransport(Number(port));
  if (pipe !== undefined) return createServerPipeTransport(pipe);
  const writer = new StreamWriter(process.stdout);
  return [new StandardInputReader(writer), writer];
}

class StandardInputReader extends AbstractMessageReader {
  constructor(private readonly writer: MessageWriter) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    const frames = new FrameReader();
    const read = (chunk: Buffer) => {
      const broken = frames.read(chunk, (body) => this.take(body, callback));
      if (broken === undefined) return;
      process.stderr.write(`${broken}\n`);
      process.exit(1);
    };
    process.stdin.on("data", read);
    process.stdin.once("close", () => this.fireClose());
    process.stdin.once("error", () => this.fireClose());
    return { dispose: () => void process.stdin.off("data", read) };
  }

  private take(body: string, callback: DataCallback): void {
    let message: Message;
    try {
      message = JSON.parse(body);
    } catch {
      const error = { code: ErrorCodes.ParseError, message: "a message is no JSON" };
      void this.writer.write({ jsonrpc: "2.0", id: null, error } as Message);
      return;
    }
    callback(message);
  }
}
