/**
 * How the first thread tells a lane that nobody waits for a task any more: in memory that both share, which the lane can look at
 * while it computes. A message would be read when the task is done.
 */
import {
  CancellationReceiverStrategy,
  CancellationSenderStrategy,
  type CancellationToken,
  type ConnectionOptions,
  LSPErrorCodes,
  ResponseError,
  SharedArrayReceiverStrategy,
  SharedArraySenderStrategy,
} from "vscode-languageserver/node";
import { GivenUp, whileWanted } from "../vm-core/index.ts";

/** For the connection of the first thread to one lane. */
export const tellingLane = (): ConnectionOptions => ({
  cancellationStrategy: {
    sender: new SharedArraySenderStrategy(),
    receiver: CancellationReceiverStrategy.Message,
  },
});

/** For the connection of a lane to the first thread. */
export const HEARD_IN_LANE: ConnectionOptions = {
  cancellationStrategy: {
    sender: CancellationSenderStrategy.Message,
    receiver: new SharedArrayReceiverStrategy(),
  },
};

/** Computes something for a request; throws what the request is answered as soon as nobody waits for it. */
export function whileAsked<T>(token: CancellationToken, compute: () => T): T {
  try {
    return whileWanted(() => token.isCancellationRequested, compute);
  } catch (error) {
    throw error instanceof GivenUp ? new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled") : error;
  }
}
