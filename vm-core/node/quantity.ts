/** Reads counts, sizes and durations as people write them. */

/** What is written is no such quantity; `wanted` says what it must be. */
export class QuantityError extends Error {
  constructor(readonly wanted: string) {
    super(`It must be ${wanted}.`);
  }
}

/** A whole number from 1 on; `_` and `,` may group its digits. */
export function parseCount(text: string): number {
  const count = Number(text.replace(/[_,]/g, ""));
  if (!/^\d/.test(text) || !Number.isSafeInteger(count) || count < 1) {
    throw new QuantityError("a whole number from 1 on");
  }
  return count;
}

/** A whole number from 0 on. */
export function parseNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number)) {
    throw new QuantityError("a whole number from 0 on");
  }
  return number;
}

const SIZE_UNITS: Readonly<Record<string, number>> = { "": 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** Bytes, from `65536`, `512k`, `64MB`, `1.5GiB`: units are powers of 1024. */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]?)(?:i?b)?$/i.exec(text);
  const bytes = match === null ? 0 : Math.round(Number(match[1]) * SIZE_UNITS[match[2].toLowerCase()]);
  if (bytes < 1 || !Number.isSafeInteger(bytes)) {
    throw new QuantityError("a size such as 64MB, 512k or 1GiB");
  }
  return bytes;
}

const DURATION_UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};
/** What timers can wait for. */
const LONGEST = 2 ** 31 - 1;

/** Milliseconds, from `500ms`, `2s`, `1.5m`, `1h`; without a unit they are seconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h)?$/.exec(text);
  const milliseconds = match === null ? 0 : Math.ceil(Number(match[1]) * DURATION_UNITS[match[2] ?? "s"]);
  if (milliseconds < 1 || milliseconds > LONGEST) {
    throw new QuantityError("a duration such as 500ms, 2s or 1m");
  }
  return milliseconds;
}
