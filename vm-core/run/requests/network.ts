/** Requests of the network group. Hosts, ports and URLs are as the program gave them. */
import type { Handle } from "../../value/bytes.ts";
import type { Int } from "../../value/value.ts";

export type NetworkRequest =
  /** `full` replies with status, headers and body for any status; else the body, and 400 and above is a fault. */
  | {
      readonly kind: "http";
      readonly url: string;
      readonly method: string;
      readonly headers: readonly (readonly [name: string, value: string])[];
      readonly body: string | Uint8Array | null;
      readonly full: boolean;
    }
  | { readonly kind: "resolve"; readonly host: string }
  | { readonly kind: "tcp-connect"; readonly host: string; readonly port: Int }
  | { readonly kind: "tcp-listen"; readonly port: Int }
  /** Waits for a connection. */
  | { readonly kind: "tcp-accept"; readonly listener: Handle }
  /** Replies with the number of bytes, once the system has taken them all. */
  | { readonly kind: "tcp-send"; readonly connection: Handle; readonly data: string | Uint8Array }
  /** Waits for at least one byte or the end. */
  | { readonly kind: "tcp-receive"; readonly connection: Handle; readonly limit: Int }
  | { readonly kind: "udp-bind"; readonly port: Int }
  | {
      readonly kind: "udp-send";
      readonly socket: Handle;
      readonly host: string;
      readonly port: Int;
      readonly data: string | Uint8Array;
    }
  /** Waits for a datagram. */
  | { readonly kind: "udp-receive"; readonly socket: Handle; readonly limit: Int }
  | { readonly kind: "local-port"; readonly handle: Handle }
  /** Closes a connection, socket, listener, database or stream. */
  | { readonly kind: "close"; readonly handle: Handle };
