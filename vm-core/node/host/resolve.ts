/** Host names. */
import { lookup } from "node:dns/promises";

/** The address of a host name as the system knows it, an IPv4 one first. Throws when there is none. */
export async function resolveHost(host: string, family: 0 | 4 = 0): Promise<string> {
  // Node has its own idea of the empty name.
  if (host === "") throw Object.assign(new Error("no host name"), { code: "ENOTFOUND" });
  return (await lookup(host, { family, verbatim: false })).address;
}
