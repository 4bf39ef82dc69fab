/**
 * Serves one session over two streams: each request gets one response, whatever it holds.
 *
 * Invariant: requests are taken in their order, one after the other; those that end the session wait for none.
 */
import type { Readable, Writable } from "node:stream";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { systemText } from "../vm-core/node/system-text.ts";
import { asArguments, RequestError } from "./arguments.ts";
import { REQUESTS } from "./requests/index.ts";
import { AdapterSession } from "./session.ts";
import { Wire } from "./wire.ts";

/** The exit code when the client's messages cannot be read, and when it cannot be sent any. */
const UNREADABLE = 1;
const UNSENDABLE = 1;

/** `exit` is called when the session is over and everything has been sent. */
export function serve(input: Readable, output: Writable, exit: (code: number) => void): AdapterSession {
  let code = 0;
  const wire = new Wire(input, output, {
    message: (message) => {
      if (isRequest(message)) take(message);
      else process.stderr.write("a message is no request, and has been skipped\n");
    },
    closed: () => session.disconnect(),
    unsendable: (error) => {
      // That the client has gone is no error.
      if ((error as NodeJS.ErrnoException).code !== "EPIPE") {
        process.stderr.write(`messages cannot be sent: ${systemText(error)}\n`);
        code = UNSENDABLE;
      }
      session.disconnect();
    },
    broken: (why) => {
      process.stderr.write(`${why}\n`);
      code = UNREADABLE;
      session.disconnect();
    },
  });
  const session = new AdapterSession({
    send: (event, body) => wire.send({ type: "event", event, ...(body === undefined ? {} : { body }) }),
    drained: () => wire.drained(),
    close: () => wire.end(() => exit(code)),
  });
  /** The request that is being answered, and those after it. */
  let answering: Promise<void> | undefined;
  const answer = (request: DebugProtocol.Request): Promise<void> | undefined => {
    const response = respond(session, request);
    if (response instanceof Promise) return response.then((each) => wire.send(each));
    wire.send(response);
    return undefined;
  };
  const take = (request: DebugProtocol.Request): void => {
    const isFirst = answering === undefined || ENDING.has(request.command);
    const answered = isFirst ? answer(request) : answering?.then(() => answer(request));
    if (answered === undefined) return;
    const mine = answered.then(() => {
      if (answering === mine) answering = undefined;
    });
    answering = mine;
  };
  return session;
}

const ENDING: ReadonlySet<string> = new Set(["terminate", "disconnect"]);

function isRequest(message: unknown): message is DebugProtocol.Request {
  const request = message as Partial<DebugProtocol.Request> | null | undefined;
  return request?.type === "request" && typeof request.command === "string";
}

/** The response, or a promise of it. */
function respond(
  session: AdapterSession,
  { seq, command, arguments: args }: DebugProtocol.Request,
): object | Promise<object> {
  const response = { type: "response", request_seq: seq, command };
  const answered = (body: object | undefined): object => ({
    ...response,
    success: true,
    ...(body === undefined ? {} : { body }),
  });
  const refused = (error: unknown): object => ({ ...response, success: false, ...refusal(error) });
  try {
    const handle = REQUESTS.get(command);
    if (handle === undefined) throw new RequestError(`there is no request \`${command}\` here`);
    const body = handle(session, asArguments(args));
    return body instanceof Promise ? body.then(answered, refused) : answered(body);
  } catch (error) {
    return refused(error);
  }
}

function refusal(error: unknown): Pick<DebugProtocol.ErrorResponse, "message" | "body"> {
  if (error instanceof RequestError) {
    const { message, showUser } = error;
    return { message, body: { error: { id: 1, format: message, showUser } } };
  }
  process.stderr.write(`${(error as Error)?.stack}\n`);
  const message = `TinyTotVM has failed: ${(error as Error)?.message}`;
  return { message, body: { error: { id: 2, format: message, showUser: true } } };
}
