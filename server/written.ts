/**
 * Answers that are written as JSON where they are made, in a lane: they pass the thread that speaks to the editor as they
 * are, so a large answer about one document keeps no other from its own.
 *
 * Invariant: who asks for the value of one, as JSON does, gets what was answered.
 */
import type { MessagePort } from "node:worker_threads";
import {
  AbstractMessageWriter,
  Message,
  type MessageWriter,
  type ResponseMessage,
  StreamMessageWriter,
} from "vscode-languageserver/node";

/** How an answer travels between threads. */
interface Sent {
  readonly json: string | Uint8Array;
}

/** An answer of a lane. */
export class Written {
  constructor(readonly json: string | Uint8Array) {}

  toJSON(): unknown {
    const { json } = this;
    return JSON.parse(
      typeof json === "string" ? json : Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString(),
    );
  }
}

/** What a lane has sent; what is small by itself comes as it is. */
export function receivedAnswer(answer: unknown): unknown {
  return typeof answer === "object" && answer !== null ? new Written((answer as Sent).json) : answer;
}

/** Characters from which an answer is handed over instead of being copied. */
const LARGE = 2 ** 16;

/** Sends the messages of a lane, its answers as they will be written. */
export class LaneWriter extends AbstractMessageWriter implements MessageWriter {
  constructor(private readonly port: MessagePort) {
    super();
  }

  async write(message: Message): Promise<void> {
    const { result } = message as ResponseMessage;
    if (!Message.isResponse(message) || typeof result !== "object" || result === null) {
      this.port.postMessage(message);
      return;
    }
    const json = JSON.stringify(result);
    if (json.length < LARGE) this.port.postMessage({ ...message, result: { json } });
    else {
      const bytes = new TextEncoder().encode(json);
      this.port.postMessage({ ...message, result: { json: bytes } }, [bytes.buffer]);
    }
  }

  end(): void {}
}

/** Writes messages to a stream. */
export function streamWriter(stream: NodeJS.WritableStream): MessageWriter {
  return new StreamMessageWriter(stream, {
    charset: "utf-8",
    contentTypeEncoder: { name: "application/json", encode: async (message) => bytesOf(message) },
  });
}

function bytesOf(message: Message): Uint8Array {
  const { result, ...rest } = message as ResponseMessage;
  if (!(result instanceof Written)) return Buffer.from(JSON.stringify(message));
  const { json } = result;
  const head = JSON.stringify(rest).replace(/\}$/, ',"result":');
  return typeof json === "string"
    ? Buffer.from(`${head}${json}}`)
    : Buffer.concat([Buffer.from(head), json, Buffer.from("}")]);
}
