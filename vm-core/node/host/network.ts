/** Requests of the network group. */
import { Fault, type Handle, type Reply } from "../../index.ts";
import { fileFault } from "../file-fault.ts";
import { firstAddress } from "./addresses.ts";
import { byteLimit } from "./byte-queue.ts";
import { closedFault, handleFault, type OpenHandle } from "./handles.ts";
import { performHttp } from "./http.ts";
import type { Performers } from "./performers.ts";
import type { HostState } from "./state.ts";
import { connectTcp, hostAndPort, listenTcp, TcpConnection, TcpListener } from "./tcp.ts";
import { bindUdp, LOOPBACK, UdpSocket } from "./udp.ts";

type NetworkKind =
  | "http"
  | "resolve"
  | "tcp-connect"
  | "tcp-listen"
  | "tcp-accept"
  | "tcp-send"
  | "tcp-receive"
  | "udp-bind"
  | "udp-send"
  | "udp-receive"
  | "local-port"
  | "close";

export const NETWORK: Performers<NetworkKind> = {
  http: performHttp,
  resolve: ({ host }, state) =>
    firstAddress({ host, target: host }, state).catch((error) => fileFault(host, error)),
  "tcp-connect": ({ host, port }, state) =>
    withPort(host, port, async (number) =>
      opened(state, await connectTcp(host, number, state), `tcp://${hostAndPort(host, number)}`),
    ),
  "tcp-listen": ({ port }, state) =>
    withPort(LOOPBACK, port, async (number) =>
      opened(state, await listenTcp(LOOPBACK, number, state), `tcp://listener:${number}`),
    ),
  "tcp-accept": async ({ listener }, state) => {
    const found = state.handles.find(listener, TcpListener, "TCP listener");
    if (found instanceof Fault) return found;
    const connection = await found.accept();
    return connection === undefined ? closedFault(listener) : opened(state, connection, connection.peer);
  },
  "tcp-send": ({ connection, data }, { handles, memory }) => {
    const found = handles.find(connection, TcpConnection, "TCP connection");
    if (found instanceof Fault) return found;
    if (typeof data !== "string") return found.send(connection, data);
    return memory.during(Buffer.byteLength(data), () => found.send(connection, Buffer.from(data)));
  },
  "tcp-receive": ({ connection, limit }, { handles }) => {
    const found = handles.find(connection, TcpConnection, "TCP connection");
    return found instanceof Fault ? found : found.receive(connection, byteLimit(limit));
  },
  "udp-bind": ({ port }, state) =>
    withPort(LOOPBACK, port, async (number) =>
      opened(state, await bindUdp(number, state), `udp://${hostAndPort(LOOPBACK, number)}`),
    ),
  "udp-send": ({ socket, host, port, data }, state) => {
    const found = state.handles.find(socket, UdpSocket, "UDP socket");
    if (found instanceof Fault) return found;
    return withPort(host, port, (number) => found.send(socket, { host, port: number, data }, state));
  },
  "udp-receive": ({ socket, limit }, { handles }) => {
    const found = handles.find(socket, UdpSocket, "UDP socket");
    return found instanceof Fault ? found : found.receive(socket, byteLimit(limit));
  },
  "local-port": ({ handle }, { handles }) => localPort(handle, handles.get(handle)),
  close: ({ handle }, { handles }) => handles.close(handle),
};

function opened(state: HostState, thing: OpenHandle | Fault, name: string): Reply {
  return thing instanceof Fault ? thing : state.handles.add("connection", thing, () => name);
}

function localPort(handle: Handle, thing: OpenHandle | undefined): Reply {
  if (thing === undefined) return closedFault(handle);
  const hasPort =
    thing instanceof TcpConnection || thing instanceof TcpListener || thing instanceof UdpSocket;
  return hasPort ? thing.localPort : handleFault(handle, "this has no port");
}

/** Does something with a port, unless there is no such port. */
function withPort(
  host: string,
  port: number | bigint,
  work: (port: number) => Promise<Reply>,
): Promise<Reply> | Reply {
  const number = Number(port);
  return number >= 0 && number <= 0xffff
    ? work(number)
    : fileFault(hostAndPort(host, port), { code: "EINVAL" });
}
