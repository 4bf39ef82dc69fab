/**
 * UDP sockets.
 *
 * A socket receives on 127.0.0.1. What it sends to another machine goes out through a second socket, and the
 * answers that come to that one are received like all others.
 */
import dgram, { type RemoteInfo, type Socket } from "node:dgram";
import { Fault, type Handle, type HostMemory, ObjectValue, type Reply } from "../../index.ts";
import { fileFault } from "../file-fault.ts";
import { firstAddress } from "./addresses.ts";
import { dataOf } from "./byte-queue.ts";
import { closedFault, type OpenHandle } from "./handles.ts";
import { TOO_MANY } from "./open-sockets.ts";
import type { HostState } from "./state.ts";
import { hostAndPort } from "./tcp.ts";

export const LOOPBACK = "127.0.0.1";

/** Bytes that wait here to be received; what arrives beyond that is lost, as datagrams may be. */
const ENOUGH = 4 * 1024 * 1024;
/** Bytes that a datagram takes besides its own. */
const PACKET = 256;

interface Packet {
  readonly data: Buffer;
  readonly from: RemoteInfo;
}

/** What is sent, and where to. */
interface Datagram {
  readonly host: string;
  readonly port: number;
  readonly data: string | Uint8Array;
}

export class UdpSocket implements OpenHandle {
  private readonly arrived: Packet[] = [];
  private readonly waiting: ((packet: Packet | undefined) => void)[] = [];
  private size = 0;
  private outward: Socket | undefined;
  private closed = false;

  constructor(
    private readonly bound: Socket,
    private readonly memory: HostMemory,
  ) {
    this.receiveFrom(bound);
  }

  private receiveFrom(socket: Socket): void {
    socket.on("message", (data, from) => {
      const taker = this.waiting.shift();
      if (taker !== undefined) taker({ data, from });
      else if (this.size + data.length <= ENOUGH) {
        this.size += data.length;
        this.memory.hold(data.length + PACKET);
        this.arrived.push({ data, from });
      }
    });
    // An error is told to the send that caused it.
    socket.on("error", () => undefined);
  }

  get localPort(): number {
    return this.bound.address().port;
  }

  send(handle: Handle, datagram: Datagram, state: HostState): Promise<Reply> {
    const { data } = datagram;
    const copied = typeof data === "string" ? Buffer.byteLength(data) : 0;
    return state.memory.during(copied + PACKET, () => this.sendNow(handle, datagram, state));
  }

  private async sendNow(handle: Handle, { host, port, data }: Datagram, state: HostState): Promise<Reply> {
    const name = hostAndPort(host, port);
    const bytes = typeof data === "string" ? Buffer.from(data) : data;
    const address = await firstAddress({ host, target: name }, state, 4).catch((error) =>
      fileFault(name, error),
    );
    if (address instanceof Fault) return address;
    if (this.closed) return closedFault(handle);
    const socket = address.startsWith("127.") ? this.bound : this.outwardSocket(state);
    if (socket === undefined) return fileFault(name, TOO_MANY);
    return new Promise((resolve) => {
      socket.send(bytes, port, address, (error) => {
        resolve(error === null ? bytes.length : fileFault(name, error));
      });
    });
  }

  /** Undefined when there are too many sockets. */
  private outwardSocket({ sockets }: HostState): Socket | undefined {
    if (this.outward === undefined) {
      if (sockets.areFull) return undefined;
      this.outward = dgram.createSocket("udp4");
      sockets.add(this.outward);
      this.receiveFrom(this.outward);
    }
    return this.outward;
  }

  async receive(handle: Handle, limit: number): Promise<Reply> {
    const packet = this.arrived.shift();
    if (packet !== undefined) {
      this.size -= packet.data.length;
      this.memory.give(packet.data.length + PACKET);
      return describe(packet, limit);
    }
    const awaited = await new Promise<Packet | undefined>((resolve) => {
      this.waiting.push(resolve);
    });
    return awaited === undefined ? closedFault(handle) : describe(awaited, limit);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.memory.give(this.size + this.arrived.length * PACKET);
    this.size = 0;
    this.arrived.length = 0;
    for (const taker of this.waiting.splice(0)) taker(undefined);
    this.outward?.close();
    await new Promise<void>((resolve) => this.bound.close(resolve));
  }
}

function describe({ data, from }: Packet, limit: number): ObjectValue {
  return ObjectValue.from([
    ["data", dataOf(data.subarray(0, limit))],
    ["sender_host", from.address],
    ["sender_port", from.port],
  ]);
}

export async function bindUdp(
  port: number,
  { memory, sockets }: Pick<HostState, "memory" | "sockets">,
): Promise<UdpSocket | Fault> {
  if (sockets.areFull) return fileFault(hostAndPort(LOOPBACK, port), TOO_MANY);
  return new Promise((resolve) => {
    const socket = dgram.createSocket("udp4");
    sockets.add(socket);
    const fail = (error: Error): void => {
      socket.close();
      resolve(fileFault(hostAndPort(LOOPBACK, port), error));
    };
    socket.once("error", fail);
    socket.bind({ address: LOOPBACK, port, exclusive: true }, () => {
      const opened = new UdpSocket(socket, memory);
      socket.off("error", fail);
      resolve(opened);
    });
  });
}
