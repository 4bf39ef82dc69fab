/** The shape of a feature of the server: what it tells clients that it can do, and how it answers. */
import type { Connection, ServerCapabilities } from "vscode-languageserver";
import type { answering, asking } from "./answer.ts";
import type { Documents } from "./documents.ts";
import type { ServerModules } from "./modules.ts";
import type { FindMentions, FindNeighbours, ReadDocument } from "./neighbours.ts";
import type { ParameterShapes } from "./parameters.ts";
import type { CustomRequest } from "./protocol.ts";
import type { ServerSession } from "./session.ts";
import type { SymbolIndex } from "./symbol-index.ts";

export interface Feature {
  /** Its part of what the server answers to `initialize`. */
  readonly capabilities: ServerCapabilities;
  /** What the parameters of its requests must hold, so that `register` gets no others. */
  readonly parameters: ParameterShapes;
  /** Begins to answer. */
  register(rim: Rim): void;
}

/** What a registration needs: where requests come from, how they are answered, and what is known besides. */
export interface Rim {
  readonly connection: Connection;
  readonly answer: ReturnType<typeof answering>;
  readonly ask: ReturnType<typeof asking>;
  readonly documents: Documents;
  readonly modules: ServerModules;
  readonly findNeighbours: FindNeighbours;
  readonly findMentions: FindMentions;
  readonly readDocument: ReadDocument;
  readonly session: ServerSession;
  readonly symbols: SymbolIndex;
}

/** Answers a request beyond the protocol. */
export function onCustomRequest<Params, Answer>(
  { connection }: Rim,
  { method }: CustomRequest<Params, Answer>,
  handler: Parameters<typeof connection.onRequest<Answer, void>>[1],
): void {
  connection.onRequest<Answer, void>(method, handler);
}
