/**
 * The gate that every message of a client goes through: what the protocol does not allow at this time, and
 * parameters of wrong types, are refused here, so nothing after it sees them.
 *
 * Invariant: a refused request is answered; a refused notification is told to the client's log and dropped.
 */
import {
  type DataCallback,
  ErrorCodes,
  Message,
  type MessageReader,
  MessageType,
  type MessageWriter,
  type RequestMessage,
} from "vscode-languageserver/node";
import { changesOf, isLong, LongChanges } from "./long-changes.ts";
import { mistakeInChanges, mistakeInMessage, type ParameterShapes } from "./parameters.ts";

type Stage = "before initialize" | "running" | "shut down";

interface GateRefusal {
  readonly code: number;
  readonly message: string;
}

/** A reader that lets through what may pass. `ended` hears when the input has ended, and whether in good order. */
export function gated(
  reader: MessageReader,
  writer: MessageWriter,
  shapes: ParameterShapes,
  ended: (wasShutDown: boolean) => void,
): MessageReader {
  let stage: Stage = "before initialize";
  reader.onClose(() => ended(stage === "shut down"));
  const refuse = (message: Message, { code, message: text }: GateRefusal): void => {
    if (Message.isRequest(message)) {
      void writer.write({ jsonrpc: "2.0", id: message.id, error: { code, message: text } } as Message);
    } else if (stage === "running") {
      const params = { type: MessageType.Warning, message: text };
      void writer.write({ jsonrpc: "2.0", method: "window/logMessage", params } as Message);
    }
  };
  const changes = new LongChanges({
    // Set as soon as somebody listens.
    pass: (message) => passed(message),
    refuse: (message, why) => refuse(message, invalidParams(message, why)),
    answerCancelled: ({ id }, code) =>
      void writer.write({ jsonrpc: "2.0", id, error: { code, message: "cancelled" } } as Message),
  });
  let passed: DataCallback = () => undefined;
  return {
    onError: reader.onError,
    onClose: reader.onClose,
    onPartialMessage: reader.onPartialMessage,
    dispose: () => reader.dispose(),
    listen(callback) {
      passed = callback;
      return reader.listen((message) => {
        const refusal = refusalOf(message, stage, shapes);
        if (refusal !== undefined) return refuse(message, refusal);
        if (Message.isRequest(message) && message.method === "initialize") stage = "running";
        if (Message.isRequest(message) && message.method === "shutdown") stage = "shut down";
        changes.take(message);
      });
    },
  };
}

/** Why a message may not pass. */
function refusalOf(message: Message, stage: Stage, shapes: ParameterShapes): GateRefusal | undefined {
  if (Message.isResponse(message)) return undefined;
  const invalid = (text: string) => ({ code: ErrorCodes.InvalidRequest, message: text });
  if (!Message.isRequest(message) && !Message.isNotification(message))
    return invalid("a message is no message");
  const { method, params } = message;
  if (method === "exit") return undefined;
  if (stage === "before initialize" && method !== "initialize") {
    return { code: ErrorCodes.ServerNotInitialized, message: `${method} came before initialize` };
  }
  if (stage === "running" && method === "initialize") return invalid("the server is initialized already");
  if (stage === "shut down") return invalid(`${method} came after shutdown`);
  const mistake =
    mistakeInMessage(method, params, shapes) ??
    (isLong(message) ? undefined : mistakeInChanges(changesOf(message)));
  return mistake === undefined ? undefined : invalidParams(message, mistake);
}

function invalidParams(message: Message, mistake: string): GateRefusal {
  const { method } = message as RequestMessage;
  return { code: ErrorCodes.InvalidParams, message: `${method}: ${mistake}` };
}
