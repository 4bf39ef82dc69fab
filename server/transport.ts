/**
 * How messages of the Language Server Protocol come and go: over the standard streams, or as the editor started the
 * server.
 *
 * Invariant: on the standard streams, a header that cannot be read ends the server with one line on standard error,
 * since nothing after it can be read, and so does output that cannot be written; the end of input ends it, too.
 */
import { connect } from "node:net";
import type { Readable } from "node:stream";
import {
  AbstractMessageReader,
  type DataCallback,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  type Disposable,
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  Message,
  type MessageReader,
  type MessageWriter,
} from "vscode-languageserver/node";
import { FrameReader, type LongBody } from "../vm-core/node/frames.ts";
import { systemText } from "../vm-core/node/system-text.ts";
import { JsonReader } from "./json-reader.ts";
import { LongText } from "./open-document.ts";
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
  const socket = port !== undefined ? connect(Number(port), "127.0.0.1") : pipe && connect(pipe);
  if (socket) return streamTransport(socket, socket);
  return streamTransport(process.stdin, process.stdout);
}

function streamTransport(input: Readable, output: NodeJS.WritableStream): Transport {
  const writer = new StreamWriter(output);
  writer.onError(([error]) => {
    // That the client has gone is no error.
    const isGone = (error as NodeJS.ErrnoException).code === "EPIPE";
    if (!isGone) process.stderr.write(`messages cannot be sent: ${systemText(error)}\n`);
    process.exit(isGone ? 0 : 1);
  });
  return [new StreamReader(input, writer), writer];
}

/** Reads messages from a stream; long ones part by part as they come, their texts as `LongText`. */
class StreamReader extends AbstractMessageReader {
  private isClosed = false;

  constructor(
    private readonly stream: Readable,
    private readonly writer: MessageWriter,
  ) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    const frames = new FrameReader(() => this.longBody(callback));
    const read = (chunk: Buffer) => {
      const broken = frames.read(chunk, (body) => this.take(() => JSON.parse(body), callback));
      if (broken === undefined) {
        // One chunk a turn: a stream that has much gives many.
        this.stream.pause();
        setImmediate(() => this.stream.resume());
        return;
      }
      process.stderr.write(`${broken}\n`);
      process.exit(1);
    };
    this.stream.on("data", read);
    // What is no pipe, as a file, ends without being closed.
    for (const event of ["end", "close", "error"]) this.stream.once(event, () => this.close());
    return { dispose: () => void this.stream.off("data", read) };
  }

  private close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.fireClose();
  }

  private longBody(callback: DataCallback): LongBody {
    const reader = new JsonReader((key) => (key === "text" ? new LongText() : undefined));
    let failure: unknown;
    return {
      read(part) {
        if (failure !== undefined) return;
        try {
          reader.read(part);
        } catch (error) {
          failure = error;
        }
      },
      end: () =>
        this.take(() => {
          if (failure !== undefined) throw failure;
          const message = reader.end() as Message;
          if (!isAboutTexts(message))
            for (const { holder, key } of reader.long) holder[key] = String(holder[key]);
          return message;
        }, callback),
    };
  }

  private take(parse: () => Message, callback: DataCallback): void {
    let message: Message;
    try {
      message = parse();
    } catch {
      const error = { code: ErrorCodes.ParseError, message: "a message is no JSON" };
      void this.writer.write({ jsonrpc: "2.0", id: null, error } as Message);
      return;
    }
    callback(message);
  }
}

/** Whether it holds texts of documents, which are taken as they come. */
function isAboutTexts(message: Message): boolean {
  return (
    Message.isNotification(message) &&
    (message.method === DidOpenTextDocumentNotification.method ||
      message.method === DidChangeTextDocumentNotification.method)
  );
}
