/**
 * Changes of a document in very many places, as they come when something is replaced everywhere: they are checked and handed on in
 * parts, each in a turn of its own, so that messages about other documents pass between them.
 *
 * Invariants: what comes about the same document waits until the change is whole, in order. A client cannot make a part by itself.
 * Absent by design: what a change does to a text (`texts.ts`).
 */
import {
  DidChangeTextDocumentNotification,
  LSPErrorCodes,
  Message,
  type RequestMessage,
  type TextDocumentContentChangeEvent,
} from "vscode-languageserver/node";
import { mistakeInChanges } from "./parameters.ts";
import { property } from "./settings.ts";

/** Changes that one turn takes. */
const PART = 128;

/** Some of the changes of a message. */
export class ChangePart extends Array<TextDocumentContentChangeEvent> {
  /** More of the same message is to come. */
  isFollowed = false;
}

export interface LongChangesOptions {
  /** Takes what may go on. */
  readonly pass: (message: Message) => void;
  /** Has a message refused. */
  readonly refuse: (message: Message, why: string) => void;
  readonly answerCancelled: (request: RequestMessage, code: number) => void;
}

export class LongChanges {
  /** What waits for the change of a document. */
  private readonly waiting = new Map<string, Message[]>();

  constructor(private readonly options: LongChangesOptions) {}

  take(message: Message): void {
    const { method, params } = message as RequestMessage;
    if (method === "$/cancelRequest" && this.cancel(property(params, "id"))) return;
    const uri = property(property(params, "textDocument"), "uri");
    const waiting = typeof uri === "string" ? this.waiting.get(uri) : undefined;
    if (waiting !== undefined) waiting.push(message);
    else if (typeof uri === "string" && isLong(message)) this.begin(uri, message);
    else this.options.pass(message);
  }

  private begin(uri: string, message: Message): void {
    const { params, ...rest } = message as RequestMessage;
    const changes = changesOf(message);
    this.waiting.set(uri, []);
    let mistake: string | undefined;
    const check = (from: number) => {
      mistake = mistakeInChanges(changes, from, from + PART);
      if (mistake === undefined && from + PART < changes.length) setImmediate(check, from + PART);
      else if (mistake === undefined) setImmediate(pass, 0);
      else {
        this.options.refuse(message, mistake);
        this.end(uri);
      }
    };
    const pass = (from: number) => {
      const part = ChangePart.from(changes.slice(from, from + PART)) as ChangePart;
      part.isFollowed = from + PART < changes.length;
      this.options.pass({ ...rest, params: { ...params, contentChanges: part } } as Message);
      if (part.isFollowed) setImmediate(pass, from + PART);
      else this.end(uri);
    };
    check(0);
  }

  private end(uri: string): void {
    const waiting = this.waiting.get(uri) ?? [];
    this.waiting.delete(uri);
    for (const message of waiting) this.take(message);
  }

  /** Answers a request that waits and that nobody wants any more. */
  private cancel(id: unknown): boolean {
    for (const messages of this.waiting.values()) {
      const at = messages.findIndex((message) => Message.isRequest(message) && message.id === id);
      if (at < 0) continue;
      const [request] = messages.splice(at, 1);
      this.options.answerCancelled(request as RequestMessage, LSPErrorCodes.RequestCancelled);
      return true;
    }
    return false;
  }
}

/** Whether a message is checked and handed on in parts. */
export function isLong(message: Message): boolean {
  return changesOf(message).length > PART;
}

/** The changes of a document that a message holds; none for other messages. */
export function changesOf(message: Message): readonly TextDocumentContentChangeEvent[] {
  const { method, params } = message as RequestMessage;
  const changes = property(params, "contentChanges");
  return method === DidChangeTextDocumentNotification.method && Array.isArray(changes) ? changes : [];
}
