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
} from "vscode-languageserver/node";
import { headerOf } from "../vm-core/node/frames.ts";

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
  /** `told` hears of each message. */
  constructor(
    private readonly port: MessagePort,
    private readonly told: () => void = () => undefined,
  ) {
    super();
  }

  async write(message: Message): Promise<void> {
    this.told();
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
export class StreamWriter extends AbstractMessageWriter implements MessageWriter {
  constructor(private readonly stream: NodeJS.WritableStream) {
    super();
    stream.on("error", (error) => this.fireError(error));
    stream.on("close", () => this.fireClose());
  }

  write(message: Message): Promise<void> {
    const parts = partsOf(message);
    const length = parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
    parts[0] = `${headerOf(length)}${parts[0]}`;
    return new Promise((resolve, reject) => {
      const written = (error?: Error | null) => (error ? reject(error) : resolve());
      for (const [at, part] of parts.entries())
        this.stream.write(part, at === parts.length - 1 ? written : undefined);
    });
  }

  end(): void {}
}

/** A message as JSON. A large answer is a part by itself, which nobody copies. */
function partsOf(message: Message): [string, ...(string | Uint8Array)[]] {
  const { result, ...rest } = message as ResponseMessage;
  if (!(result instanceof Written)) return [JSON.stringify(message)];
  const { json } = result;
  const head = JSON.stringify(rest).replace(/\}$/, ',"result":');
  return typeof json === "string" ? [`${head}${json}}`] : [head, json, "}"];
}
