/**
 * Requests of the data group.
 *
 * Invariant: nothing is computed on the thread that runs programs.
 * Encrypted data are a salt of 16 bytes, a nonce of 12, the cipher text, and a tag of 16.
 */
import { randomBytes, type ScryptOptions, scrypt, webcrypto } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { Bytes, Fault } from "../../index.ts";
import { tryDecodeUtf8 } from "../utf8.ts";
import type { Performers } from "./performers.ts";

const { subtle } = webcrypto;
const compress = promisify<string | Uint8Array, Buffer>(gzip);
const decompress = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(gunzip);
const deriveKey = promisify<string, Uint8Array, number, ScryptOptions, Buffer>(scrypt);

const SALT = 16;
const NONCE = 12;
const TAG = 16;
/** About 32 MiB and a tenth of a second for one key. Part of the format: never changed. */
const COST: ScryptOptions = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 2 ** 20 };
/** The largest that decompressed data may become: a small file can stand for terabytes. */
const MAX_DECOMPRESSED = 2 ** 30;

export const DATA: Performers<"compress" | "decompress" | "encrypt" | "decrypt" | "hash"> = {
  compress: async ({ data }) => new Bytes(await compress(data)),
  decompress: async ({ data }) => {
    try {
      return textOrBytes(await decompress(data, { maxOutputLength: MAX_DECOMPRESSED }));
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE"
        ? new Fault("ResourceLimit", "Resource limit reached: memory")
        : new Fault("DataError", "DECOMPRESS: the data are not gzip, or damaged");
    }
  },
  encrypt: async ({ text, key }) => {
    const salt = randomBytes(SALT);
    const nonce = randomBytes(NONCE);
    const cipher = { name: "AES-GCM", iv: nonce };
    const sealed = await subtle.encrypt(cipher, await keyFor(key, salt), Buffer.from(text));
    return new Bytes(Buffer.concat([salt, nonce, new Uint8Array(sealed)]));
  },
  decrypt: async ({ data, key }) => {
    const wrong = new Fault("DataError", "DECRYPT: the key is wrong, or the data were changed");
    if (data.length < SALT + NONCE + TAG) return wrong;
    const cipher = { name: "AES-GCM", iv: data.subarray(SALT, SALT + NONCE) };
    const secret = await keyFor(key, data.subarray(0, SALT));
    try {
      return textOrBytes(new Uint8Array(await subtle.decrypt(cipher, secret, data.subarray(SALT + NONCE))));
    } catch {
      return wrong;
    }
  },
  hash: async ({ data }) => Buffer.from(await subtle.digest("SHA-256", Buffer.from(data))).toString("hex"),
};

async function keyFor(text: string, salt: Uint8Array): Promise<webcrypto.CryptoKey> {
  const key = await deriveKey(text, salt, 32, COST);
  return subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
}

function textOrBytes(data: Uint8Array): string | Bytes {
  return tryDecodeUtf8(data) ?? new Bytes(data);
}
