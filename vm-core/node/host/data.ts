/**
 * Requests of the data group.
 *
 * Invariant: nothing is computed on the thread that runs programs. A run computes one thing at a time, whose copies count as
 * its memory, so however many processes ask, it holds what one needs, and its end waits for one.
 * Encrypted data are a salt of 16 bytes, a nonce of 12, the cipher text, and a tag of 16.
 */
import { randomBytes, type ScryptOptions, scrypt, webcrypto } from "node:crypto";
import { promisify } from "node:util";
import { createGunzip, gzip } from "node:zlib";
import { Bytes, Fault, type HostMemory, memoryLimit, OutOfMemory, type Reply } from "../../index.ts";
import { Gathering } from "../gathering.ts";
import { tryDecodeUtf8 } from "../utf8.ts";
import type { Performers } from "./performers.ts";
import type { HostState } from "./state.ts";

const { subtle } = webcrypto;
const compress = promisify<string | Uint8Array, Buffer>(gzip);
const deriveKey = promisify<string, Uint8Array, number, ScryptOptions, Buffer>(scrypt);

const SALT = 16;
const NONCE = 12;
const TAG = 16;
/** About 32 MiB and a tenth of a second for one key. Part of the format: never changed. */
const COST: ScryptOptions = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 2 ** 20 };

export const DATA: Performers<"compress" | "decompress" | "encrypt" | "decrypt" | "hash"> = {
  compress: ({ data }, state) =>
    compute(state, 2 * sizeOf(data, state), async () => new Bytes(await compress(data))),
  decompress: ({ data }, state) => compute(state, 0, () => decompress(data, state.memory)),
  encrypt: ({ text, key }, state) => compute(state, 3 * sizeOf(text, state), () => encrypt(text, key)),
  decrypt: ({ data, key }, state) => compute(state, 2 * sizeOf(data, state), () => decrypt(data, key)),
  hash: ({ data }, state) =>
    compute(state, 2 * sizeOf(data, state), async () => {
      const bytes = typeof data === "string" ? Buffer.from(data) : data;
      return Buffer.from(await subtle.digest("SHA-256", bytes)).toString("hex");
    }),
};

/** Does something that takes `bytes` of memory besides what it gives, when all before it is done. */
function compute(
  { computations, closing, memory }: HostState,
  bytes: number,
  work: () => Promise<Reply>,
): Promise<Reply> {
  return computations.take(() => (closing.aborted ? null : memory.during(bytes, work)));
}

/** In bytes, of a text as UTF-8. Engines copy a text that was put together to tell that. */
function sizeOf(data: string | Uint8Array, { memory }: HostState): number {
  if (typeof data !== "string") return data.length;
  memory.look(2 * data.length);
  return Buffer.byteLength(data);
}

async function decompress(data: Uint8Array, memory: HostMemory): Promise<Reply> {
  const gathered = new Gathering(memory);
  try {
    const stream = createGunzip();
    stream.end(data);
    for await (const piece of stream) gathered.add(piece);
    const whole = gathered.whole();
    return await memory.during(whole.length, () => textOrBytes(whole));
  } catch (error) {
    return error instanceof OutOfMemory
      ? memoryLimit()
      : new Fault("DataError", "DECOMPRESS: the data are not gzip, or damaged");
  } finally {
    gathered.release();
  }
}

async function encrypt(text: string, key: string): Promise<Reply> {
  const salt = randomBytes(SALT);
  const nonce = randomBytes(NONCE);
  const cipher = { name: "AES-GCM", iv: nonce };
  const sealed = await subtle.encrypt(cipher, await keyFor(key, salt), Buffer.from(text));
  return new Bytes(Buffer.concat([salt, nonce, new Uint8Array(sealed)]));
}

async function decrypt(data: Uint8Array, key: string): Promise<Reply> {
  const wrong = new Fault("DataError", "DECRYPT: the key is wrong, or the data were changed");
  if (data.length < SALT + NONCE + TAG) return wrong;
  const cipher = { name: "AES-GCM", iv: data.subarray(SALT, SALT + NONCE) };
  const secret = await keyFor(key, data.subarray(0, SALT));
  try {
    return textOrBytes(new Uint8Array(await subtle.decrypt(cipher, secret, data.subarray(SALT + NONCE))));
  } catch {
    return wrong;
  }
}

async function keyFor(text: string, salt: Uint8Array): Promise<webcrypto.CryptoKey> {
  const key = await deriveKey(text, salt, 32, COST);
  return subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
}

function textOrBytes(data: Uint8Array): string | Bytes {
  return tryDecodeUtf8(data) ?? new Bytes(data);
}
