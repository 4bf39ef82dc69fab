/**
 * TCP connections and listeners.
 *
 * Invariant: at most about `ENOUGH` bytes wait here to be read; the sender is made to wait beyond that.
 */
import net, { type Server, type Socket } from "node:net";
import { Fault, type Handle, OutOfMemory, type Reply, type Value } from "../../index.ts";
import { fileFault } from "../file-fault.ts";
import { reachable, resolvingTo } from "./addresses.ts";
import { ByteQueue, takeData } from "./byte-queue.ts";
import { closedFault, type OpenHandle } from "./handles.ts";
import { TOO_MANY } from "./open-sockets.ts";
import type { HostState } from "./state.ts";
import { Turns } from "./turns.ts";

/** What counts a connection. */
type Opening = Pick<HostState, "memory" | "sockets">;

const ENOUGH = 256 * 1024;
/**
 * Bytes that a connection counts as, as long as the system has it: those that nobody has accepted yet, too. It takes 4 kB here, and
 * what the system keeps for it, unread data among them, as much as there is: a part of a buffer is taken for that.
 */
const CONNECTION = 49_152;

/** Counts the socket of a connection until it is closed: one that is not connected yet, too, so that a crowd keeps the limits. */
function countSocket(socket: Socket, { memory, sockets }: Opening): void {
  sockets.add(socket);
  memory.hold(CONNECTION);
  socket.once("close", () => memory.give(CONNECTION));
}

export class TcpConnection implements OpenHandle {
  private readonly received: ByteQueue;
  private readonly readers = new Turns();
  /** Nothing more will be received. */
  private ended = false;
  private closed = false;
  private failure: Error | undefined;
  private wake = (): void => undefined;

  /** The socket is counted already. */
  constructor(
    private readonly socket: Socket,
    { memory }: Opening,
  ) {
    this.received = new ByteQueue(memory);
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => {
      if (this.closed) return;
      this.received.push(chunk);
      if (this.received.length >= ENOUGH) socket.pause();
      this.wake();
    });
    socket.on("error", (error) => {
      this.failure = error;
    });
    const end = (): void => {
      this.ended = true;
      this.wake();
    };
    socket.on("end", end);
    socket.on("close", end);
  }

  get localPort(): number {
    return this.socket.localPort ?? 0;
  }

  /** How the other end is displayed. */
  get peer(): string {
    return `tcp://${hostAndPort(this.socket.remoteAddress ?? "unknown", this.socket.remotePort ?? 0)}`;
  }

  /** Up to `limit` bytes, as soon as there is one; "" at the end. */
  receive(handle: Handle, limit: number): Promise<Reply> {
    return this.readers.take(async () => {
      for (;;) {
        if (this.closed) return closedFault(handle);
        const data = this.take(limit);
        if (data !== undefined) return data;
        if (this.ended) return this.failure === undefined ? "" : fileFault(handle.name, this.failure);
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    });
  }

  private take(limit: number): Value | undefined {
    if (this.received.length === 0) return limit === 0 ? "" : undefined;
    const data = takeData(this.received, limit, !this.ended);
    if (this.received.length < ENOUGH && this.socket.isPaused()) this.socket.resume();
    return data;
  }

  /** Resolves with the number of bytes once the system has them all. */
  send(handle: Handle, bytes: Uint8Array): Promise<Reply> {
    return new Promise((resolve) => {
      this.socket.write(bytes, (error) => {
        if (!error) resolve(bytes.length);
        else if (this.closed) resolve(closedFault(handle));
        else resolve(fileFault(handle.name, this.failure ?? { code: "EPIPE" }));
      });
    });
  }

  close(): void {
    this.closed = true;
    this.received.drop(this.received.length);
    this.wake();
    this.socket.destroySoon();
    // Everything that was to be sent is with the system, so the command may end.
    this.socket.unref();
  }
}

export class TcpListener implements OpenHandle {
  private readonly arrived: TcpConnection[] = [];
  private readonly waiting: ((connection: TcpConnection | undefined) => void)[] = [];

  constructor(
    private readonly server: Server,
    state: Opening,
  ) {
    const { memory, sockets } = state;
    sockets.add(server);
    server.on("connection", (socket) => {
      if (!memory.hasRoomFor(CONNECTION) || sockets.areFull) {
        socket.destroy();
        return;
      }
      countSocket(socket, state);
      const connection = new TcpConnection(socket, state);
      const taker = this.waiting.shift();
      if (taker === undefined) this.arrived.push(connection);
      else taker(connection);
    });
    // What goes wrong with one that arrives is its own end's business.
    server.on("error", () => undefined);
  }

  get localPort(): number {
    const address = this.server.address();
    return address !== null && typeof address === "object" ? address.port : 0;
  }

  /** The next connection; undefined when the listener is closed meanwhile. */
  accept(): Promise<TcpConnection | undefined> {
    const arrived = this.arrived.shift();
    if (arrived !== undefined) return Promise.resolve(arrived);
    return new Promise((resolve) => {
      this.waiting.push(resolve);
    });
  }

  close(): void {
    this.server.close();
    for (const connection of this.arrived.splice(0)) connection.close();
    for (const taker of this.waiting.splice(0)) taker(undefined);
  }
}

export async function connectTcp(
  host: string,
  port: number,
  state: HostState,
): Promise<TcpConnection | Fault> {
  const target = hostAndPort(host, port);
  const { memory, atEnd, sockets } = state;
  const addresses = await reachable({ host, target }, state).catch((error) => fileFault(target, error));
  if (addresses instanceof Fault) return addresses;
  if (!memory.hasRoomFor(CONNECTION)) throw new OutOfMemory();
  if (sockets.areFull) return fileFault(target, TOO_MANY);
  return new Promise((resolve) => {
    const lookup = resolvingTo(addresses);
    const socket = net.connect({ host, port, lookup, allowHalfOpen: true });
    countSocket(socket, state);
    const forget = atEnd(() => socket.destroy(new Error("the run has ended")));
    const fail = (error: Error): void => {
      forget();
      resolve(fileFault(target, error));
    };
    socket.once("error", fail);
    socket.once("connect", () => {
      forget();
      const connection = new TcpConnection(socket, state);
      socket.off("error", fail);
      resolve(connection);
    });
  });
}

export async function listenTcp(address: string, port: number, state: Opening): Promise<TcpListener | Fault> {
  if (state.sockets.areFull) return fileFault(hostAndPort(address, port), TOO_MANY);
  return new Promise((resolve) => {
    const server = net.createServer({ allowHalfOpen: true });
    const fail = (error: Error): void => resolve(fileFault(hostAndPort(address, port), error));
    server.once("error", fail);
    server.listen({ host: address, port, exclusive: true }, () => {
      const listener = new TcpListener(server, state);
      server.off("error", fail);
      resolve(listener);
    });
  });
}

/** `127.0.0.1:80`, `[::1]:80`. */
export function hostAndPort(host: string, port: number | bigint): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
