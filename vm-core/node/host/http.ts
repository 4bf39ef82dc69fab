/**
 * HTTP and HTTPS requests.
 *
 * Absent by design: connections that are kept for later, cookies, proxies.
 */
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { Readable } from "node:stream";
import zlib from "node:zlib";
import { Fault, type HostMemory, type HostRequest, ObjectValue, type Reply } from "../../index.ts";
import { fileFault } from "../file-fault.ts";
import { Gathering } from "../gathering.ts";
import { reachable, resolvingTo } from "./addresses.ts";
import { dataOf } from "./byte-queue.ts";
import { TOO_MANY } from "./open-sockets.ts";
import { endpointOf } from "./resolver.ts";
import type { HostState } from "./state.ts";

type HttpRequest = Extract<HostRequest, { kind: "http" }>;

interface Message {
  readonly url: URL;
  readonly method: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer | null;
}

interface HttpResponse {
  readonly status: number;
  readonly reason: string;
  /** Names in lower case, in the order in which they came; a repeated one is joined with commas. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

const MAX_REDIRECTS = 20;
/** Bytes that a request takes besides its body until it is answered, as measured with 128 at once: a connection, a parser, what has arrived. */
const EXCHANGE = 262_144;
/** Bytes that an answer takes besides those that are kept, from its second piece on: buffers of 64 KiB that V8 has not collected yet. */
const RECEIVING = 524_288;
/** Bytes of a body, compression undone. */
const MAX_BODY = 256 * 1024 * 1024;

export async function performHttp(request: HttpRequest, state: HostState): Promise<Reply> {
  const { body } = request;
  const copied = typeof body === "string" ? Buffer.byteLength(body) : 0;
  try {
    return await state.memory.during(EXCHANGE + copied, () => answerTo(request, state));
  } catch (error) {
    return fileFault(request.url, error);
  }
}

async function answerTo(request: HttpRequest, state: HostState): Promise<Reply> {
  const message = messageOf(request);
  if (request.full) {
    const answer = await exchange(message, state);
    return answer instanceof Fault ? answer : describe(answer);
  }
  const answer = await follow(message, state);
  if (answer instanceof Fault) return answer;
  if (answer.status < 400) return dataOf(answer.body);
  throw new Error(`HTTP status ${answer.status}${answer.reason === "" ? "" : ` ${answer.reason}`}`);
}

function messageOf({ url, method, headers, body }: HttpRequest): Message {
  const all = new Map([
    ["user-agent", "ttvm"],
    ["accept", "*/*"],
    ["accept-encoding", "gzip, deflate, br"],
  ]);
  if (body !== null) {
    all.set(
      "content-type",
      typeof body === "string" ? "text/plain;charset=UTF-8" : "application/octet-stream",
    );
  }
  for (const [name, value] of headers) all.set(name.toLowerCase(), value);
  return { url: new URL(url), method, headers: all, body: body === null ? null : Buffer.from(body) };
}

/** Follows redirects, to where the program may go. */
async function follow(message: Message, state: HostState): Promise<HttpResponse | Fault> {
  let next = message;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const answer = await exchange(next, state);
    if (answer instanceof Fault) return answer;
    const location = answer.headers.get("location");
    if (location === undefined || ![301, 302, 303, 307, 308].includes(answer.status)) return answer;
    const url = new URL(location, next.url);
    const refusal = await state.refuse({ permission: "net", target: endpointOf(url.href) ?? url.href });
    if (refusal !== undefined) return refusal;
    next = redirected(next, answer.status, url);
  }
  throw new Error(`more than ${MAX_REDIRECTS} redirects`);
}

/** What goes to the place that an answer named: 307 and 308 repeat the request, the others fetch. */
function redirected({ url: from, method, headers, body }: Message, status: number, url: URL): Message {
  const kept = new Map(headers);
  if (url.origin !== from.origin) for (const name of ["authorization", "cookie", "host"]) kept.delete(name);
  if (status >= 307 || method === "GET" || method === "HEAD") return { url, method, headers: kept, body };
  for (const name of ["content-type", "content-length"]) kept.delete(name);
  return { url, method: "GET", headers: kept, body: null };
}

/** Judges the addresses of the host, and sends the message to one of them. */
async function exchange(
  { url, method, headers, body }: Message,
  state: HostState,
): Promise<HttpResponse | Fault> {
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new Error(`not an HTTP address: ${url.protocol}`);
  }
  const target = endpointOf(url.href) ?? url.href;
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const addresses = await reachable({ host, target }, state);
  if (addresses instanceof Fault) return addresses;
  const { atEnd, memory, sockets } = state;
  if (sockets.areFull) throw Object.assign(new Error("too many sockets"), TOO_MANY);
  const { request } = url.protocol === "http:" ? http : https;
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method,
      headers: Object.fromEntries(headers),
      agent: false,
      lookup: resolvingTo(addresses),
    });
    sockets.add(sent);
    const forget = atEnd(() => sent.destroy(new Error("the run has ended")));
    sent.on("error", reject);
    // A change of the protocol, and what CONNECT opens, is no answer: Node closes it without an error.
    let isAnswered = false;
    sent.on("close", () => {
      forget();
      if (!isAnswered) reject(new Error("the connection was closed without an answer"));
    });
    sent.on("response", (message) => {
      isAnswered = true;
      receive(message, method, memory).then(resolve, (error) => {
        sent.destroy();
        reject(error);
      });
    });
    sent.end(body ?? undefined);
  });
}

async function receive(message: IncomingMessage, method: string, memory: HostMemory): Promise<HttpResponse> {
  const headers = new Map<string, string>();
  for (let i = 0; i < message.rawHeaders.length; i += 2) {
    const name = message.rawHeaders[i].toLowerCase();
    const earlier = headers.get(name);
    const value = message.rawHeaders[i + 1];
    headers.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  const status = message.statusCode ?? 0;
  const empty = method === "HEAD" || status === 204 || status === 304;
  const encoding = empty ? undefined : headers.get("content-encoding");
  const body = await collect(message, memory, encoding);
  return { status, reason: message.statusMessage ?? "", headers, body };
}

const DECODERS: Readonly<Record<string, () => zlib.Unzip | zlib.BrotliDecompress>> = {
  gzip: zlib.createUnzip,
  "x-gzip": zlib.createUnzip,
  deflate: zlib.createUnzip,
  br: zlib.createBrotliDecompress,
};

async function collect(message: IncomingMessage, memory: HostMemory, encoding = "identity"): Promise<Buffer> {
  const decoder = DECODERS[encoding.trim().toLowerCase()]?.();
  let source: Readable = message;
  if (decoder !== undefined) {
    message.on("error", (error) => decoder.destroy(error));
    source = message.pipe(decoder);
  }
  const gathered = new Gathering(memory);
  let size = 0;
  let counted = 0;
  try {
    for await (const chunk of source) {
      if (size > 0 && counted === 0) {
        memory.take(RECEIVING);
        counted = RECEIVING;
      }
      size += chunk.length;
      if (size > MAX_BODY) throw new Error(`the body has more than ${MAX_BODY} bytes`);
      gathered.add(chunk);
    }
    return gathered.whole();
  } finally {
    gathered.release();
    memory.give(counted);
  }
}

function describe({ status, headers, body }: HttpResponse): ObjectValue {
  return ObjectValue.from([
    ["status", status],
    ["headers", ObjectValue.from(headers)],
    ["body", dataOf(body)],
  ]);
}
