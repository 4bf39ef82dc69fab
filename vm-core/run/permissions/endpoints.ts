/**
 * How rules for the network match.
 *
 * A rule names an address (`127.0.0.1`, `[::1]`), a network (`10.0.0.0/8`, `[fd00::]/8`), names (`example.com`,
 * `*.example.com`) or everything (`*`), each with a port or without (`example.com:443`). Addresses and networks are about
 * what is connected to, names about what the program wrote.
 *
 * Invariant: pure; names are resolved by the host, which hands in the address that it connects to.
 */

import type { Automaton } from "../../text/automaton.ts";
import {
  destination,
  holdsAddress,
  ipv4Text,
  type Network,
  parseAddress,
  parseNetwork,
} from "./addresses.ts";
import { glob } from "./patterns.ts";

/** What a program wants to reach. */
export interface Endpoint {
  /** In lower case, without a dot at its end or brackets. */
  readonly host: string;
  /** Undefined when only a name is asked about. */
  readonly port: string | undefined;
  /** What is connected to; undefined while a name has not been resolved. */
  readonly address: bigint | undefined;
}

type Hosts =
  | { readonly kind: "all" }
  | { readonly kind: "network"; readonly network: Network }
  /** IPv4 addresses by their usual text: `127.0.*.*`. */
  | { readonly kind: "addresses"; readonly pattern: Automaton }
  | { readonly kind: "names"; readonly pattern: Automaton };

export interface EndpointPattern {
  readonly hosts: Hosts;
  readonly port: string | undefined;
}

/** The name by which a host is looked up. */
export type HostName = (name: string) => string;

/** A name is looked up as it is written. */
const asWritten: HostName = (name) => name;

/** The pattern of a rule. */
export function parseEndpointPattern(text: string, hostName = asWritten): EndpointPattern {
  const { host, port } = split(text, hostName);
  return { hosts: parseHosts(host), port };
}

/** Why a pattern could never match, so that a slip of the pen is no rule about nothing; undefined when it could. */
export function mistakeInEndpointPattern(text: string): string | undefined {
  const { host, port } = split(text, asWritten);
  if (Number(port ?? 0) > MOST_PORT) return `there is no port ${port}`;
  const { kind } = parseHosts(host);
  if (kind === "all" || kind === "network") return undefined;
  const isPlain = host !== "" && !/[:/[\]\s]/.test(host);
  const mayBe = kind === "names" || /[*?]/.test(host);
  return isPlain && mayBe ? undefined : `"${host}" is no address, network or name of a host`;
}

const MOST_PORT = 65_535;

/** `host`, `host:port`; IPv6 in brackets. `address` is what its name has been resolved to. */
export function parseEndpoint(text: string, address?: string, hostName = asWritten): Endpoint {
  const { host, port } = split(text, hostName);
  const found = parseAddress(address ?? host);
  return { host, port, address: found === undefined ? undefined : destination(found) };
}

export function matchesEndpoint({ hosts, port }: EndpointPattern, target: Endpoint): boolean {
  return (port === undefined || port === target.port) && matchesHost(hosts, target);
}

/**
 * Whether only resolving the name of a target can tell if a pattern matches. A name is sent to a name server only when a
 * rule for names allows it, for a name can carry anything; the names of this machine are resolved without one.
 */
export function mayMatchResolved({ hosts, port }: EndpointPattern, target: Endpoint): boolean {
  if (port !== undefined && port !== target.port) return false;
  const isAboutAddresses = hosts.kind === "network" || hosts.kind === "addresses";
  return isAboutAddresses && target.address === undefined && /^(?:.*\.)?localhost$/s.test(target.host);
}

function matchesHost(hosts: Hosts, { host, address }: Endpoint): boolean {
  switch (hosts.kind) {
    case "all":
      return true;
    case "network":
      return address !== undefined && holdsAddress(hosts.network, address);
    case "addresses":
      return address !== undefined && hosts.pattern.test(ipv4Text(address) ?? "");
    case "names":
      return hosts.pattern.test(host);
  }
}

function parseHosts(host: string): Hosts {
  if (host === "*" || host === "**") return { kind: "all" };
  const network = parseNetwork(host);
  if (network !== undefined) {
    const { base, bits } = network;
    return { kind: "network", network: { base: bits === 128 ? destination(base) : base, bits } };
  }
  const kind = /^[\d.*?]+$/.test(host) ? "addresses" : "names";
  return { kind, pattern: glob(host, ".") };
}

function split(
  text: string,
  hostName: HostName,
): { readonly host: string; readonly port: string | undefined } {
  const [, bracketed, length = "", plain, port] =
    /^(?:\[([^\]]*)\](\/\d+)?|([^:]*))(?::(\d+|\*))?$/.exec(text) ??
    ([text, undefined, undefined, text, undefined] as const);
  const host = bracketed === undefined ? hostName(plain ?? "") : bracketed + length;
  return { host: host.toLowerCase().replace(/\.$/, ""), port: port === "*" ? undefined : port };
}
