/**
 * A group of requests: what the client is told that the adapter can do, and the code that does it, in one place.
 *
 * A handler takes the arguments and returns the body of the response, or throws a RequestError. What it may have to wait for
 * it promises: the next request is taken after that.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Arguments } from "../arguments.ts";
import { integer } from "../arguments.ts";
import type { AdapterSession } from "../session.ts";

export type RequestHandler = (
  session: AdapterSession,
  args: Arguments,
) => object | undefined | Promise<undefined>;

export interface RequestGroup {
  readonly capabilities: DebugProtocol.Capabilities;
  readonly requests: Readonly<Record<string, RequestHandler>>;
}

/** The response to a request that only does something. */
export function done(_: void): undefined {
  return undefined;
}

/** The process that `threadId` in the arguments means. */
export function threadOf(session: AdapterSession, args: Arguments): number {
  return session.launched.thread(integer(args, "threadId"));
}
