/** Host names, resolved once: the addresses that are judged are the ones that are used. */

import { lookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import { Fault } from "../../index.ts";
import { hostName, isPlain } from "./resolver.ts";
import type { HostState } from "./state.ts";

export interface Address {
  readonly address: string;
  readonly family: number;
}

/** What a program wants to reach. */
export interface Wanted {
  readonly host: string;
  /** As a refusal names it: `host:port`, or the host alone. */
  readonly target: string;
}

/**
 * The addresses of a host that a run may reach, an IPv4 one first: at least one, or the fault of a refusal. Throws when
 * there is none at all.
 */
export async function reachable(
  { host, target }: Wanted,
  { refuse, isRestricted }: HostState,
  family: 0 | 4 = 0,
): Promise<readonly Address[] | Fault> {
  const name = hostName(host);
  if (!isPlain(name)) throw Object.assign(new Error("no host name"), { code: "ENOTFOUND" });
  const found = await lookup(name, { family, verbatim: false, all: true });
  if (!isRestricted) return found;
  const allowed: Address[] = [];
  let refusal: Fault | undefined;
  for (const one of found) {
    const refused = await refuse({ permission: "net", target, address: one.address });
    if (refused === undefined) allowed.push(one);
    else refusal ??= refused;
  }
  return allowed.length > 0 || refusal === undefined ? allowed : refusal;
}

/** Resolves every name to addresses that are known already. */
export function resolvingTo(addresses: readonly Address[]): LookupFunction {
  return (_, { all = false }, callback) => {
    if (all) callback(null, [...addresses]);
    else callback(null, addresses[0].address, addresses[0].family);
  };
}

/** The first address of a host; the fault of a refusal. Throws when there is none. */
export async function firstAddress(
  wanted: Wanted,
  state: HostState,
  family: 0 | 4 = 0,
): Promise<string | Fault> {
  const found = await reachable(wanted, state, family);
  return found instanceof Fault ? found : found[0].address;
}
