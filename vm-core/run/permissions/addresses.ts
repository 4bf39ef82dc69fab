/**
 * Addresses and networks of the Internet Protocol, in every spelling that systems accept.
 *
 * Invariant: an address is one number of 128 bits, an IPv4 address the IPv6 address that it is mapped to. So
 * `127.0.0.1`, `127.1`, `2130706433` and `::ffff:7f00:1` are one value.
 * Absent by design: names.
 */

/** The addresses whose first `bits` of 128 are those of `base`. */
export interface Network {
  readonly base: bigint;
  readonly bits: number;
}

const ALL_BITS = 128;
const IPV4_BITS = 32;
const MAPPED = 0xffff_0000_0000n;
const LOOPBACK_4 = MAPPED | 0x7f00_0001n;
const LOOPBACK_6 = 1n;

/** The number of an address; undefined when the text is none. Brackets and a zone are left out of account. */
export function parseAddress(text: string): bigint | undefined {
  const plain = text.replace(/^\[(.*)\]$/s, "$1").replace(/%.*$/s, "");
  if (plain.includes(":")) return parseIpv6(plain);
  const number = parseIpv4(plain);
  return number === undefined ? undefined : MAPPED | number;
}

/** What a system connects to when it is given an address: the unspecified address is this machine. */
export function destination(address: bigint): bigint {
  if (address === MAPPED) return LOOPBACK_4;
  return address === 0n ? LOOPBACK_6 : address;
}

/** `10.0.0.0/8`, `fd00::/8`, `[fd00::]/8`; a single address is a network of one. */
export function parseNetwork(text: string): Network | undefined {
  const [, written, length] = /^(.*?)(?:\/(\d{1,3}))?$/s.exec(text) ?? [];
  const base = written === undefined ? undefined : parseAddress(written);
  if (base === undefined) return undefined;
  if (length === undefined) return { base, bits: ALL_BITS };
  const bits = Number(length) + (written.includes(":") ? 0 : ALL_BITS - IPV4_BITS);
  return bits > ALL_BITS ? undefined : { base, bits };
}

export function holdsAddress({ base, bits }: Network, address: bigint): boolean {
  const shift = BigInt(ALL_BITS - bits);
  return base >> shift === address >> shift;
}

/** `127.0.0.1` of an address that IPv4 has; undefined for any other. */
export function ipv4Text(address: bigint): string | undefined {
  if (address >> BigInt(IPV4_BITS) !== MAPPED >> BigInt(IPV4_BITS)) return undefined;
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 0xffn).join(".");
}

/** One to four parts, decimal, octal (`0…`) or hexadecimal (`0x…`): the last one fills what is left of the 32 bits. */
function parseIpv4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length > 4) return undefined;
  const numbers = parts.map(parsePart);
  const last = numbers.length - 1;
  let value = 0n;
  for (const [index, number] of numbers.entries()) {
    const bits = index < last ? 8n : BigInt(8 * (4 - last));
    if (number === undefined || number >> bits !== 0n) return undefined;
    value = (value << bits) | number;
  }
  return value;
}

/** More digits are no part of an address, and a long number would take its time. */
const MOST_DIGITS = 24;

function parsePart(text: string): bigint | undefined {
  if (text.length > MOST_DIGITS) return undefined;
  if (/^0x[\da-f]*$/i.test(text)) return BigInt(text.length === 2 ? 0 : text);
  if (/^0[0-7]+$/.test(text)) return BigInt(`0o${text.slice(1)}`);
  return /^\d+$/.test(text) ? BigInt(text) : undefined;
}

const GROUPS = 8;

function parseIpv6(text: string): bigint | undefined {
  const [head, tail, more] = text.split("::");
  if (more !== undefined) return undefined;
  const first = parseGroups(head);
  const last = tail === undefined ? [] : parseGroups(tail);
  if (first === undefined || last === undefined) return undefined;
  const missing = GROUPS - first.length - last.length;
  if (tail === undefined ? missing !== 0 : missing < 0) return undefined;
  const groups = [...first, ...Array<bigint>(missing).fill(0n), ...last];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

/** Groups of 16 bits; an IPv4 address at the end is two. */
function parseGroups(text: string): bigint[] | undefined {
  if (text === "") return [];
  const groups: bigint[] = [];
  for (const part of text.split(":")) {
    if (/^[\da-f]{1,4}$/i.test(part)) groups.push(BigInt(`0x${part}`));
    else if (/^\d+(?:\.\d+){3}$/.test(part)) {
      const number = parseIpv4(part);
      if (number === undefined) return undefined;
      groups.push(number >> 16n, number & 0xffffn);
    } else return undefined;
  }
  return groups;
}
