/** Starts what was generated as WebAssembly. */
import { PAGES } from "./records.ts";

/** Makes the functions, with those of the host that they call. */
export type Start = (host: readonly unknown[]) => Readonly<Record<string, unknown>>;

let made: { readonly buffer: ArrayBuffer } | undefined;

/** What functions keep their records in. */
export function memory(): { readonly buffer: ArrayBuffer } {
  if (made === undefined) {
    if (WebAssembly === undefined) throw new RangeError("no memory");
    made = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
  }
  return made;
}

/** Undefined where the host makes no such code. */
export function startOf(bytes: Uint8Array, withMemory = false): Start | undefined {
  if (WebAssembly === undefined) return undefined;
  const { Module, Instance } = WebAssembly;
  try {
    const module = new Module(bytes);
    const outside = withMemory ? { memory: memory() } : {};
    return (host) =>
      new Instance(module, { "": { ...Object.fromEntries(host.entries()), ...outside } }).exports;
  } catch (error) {
    // What is written is valid: a policy of the host's forbids it, or there is no memory for it.
    if (error instanceof RangeError || (error instanceof Error && /disallow|policy/i.test(error.message)))
      return undefined;
    throw error;
  }
}
