/** Starts what was generated as WebAssembly. */

/** Makes the function with the functions of the host that it calls. */
export type Start = (host: readonly unknown[]) => unknown;

/** Undefined where the host makes no such code. */
export function startOf(bytes: Uint8Array): Start | undefined {
  if (WebAssembly === undefined) return undefined;
  const { Module, Instance } = WebAssembly;
  try {
    const module = new Module(bytes);
    return (host) => new Instance(module, { "": Object.fromEntries(host.entries()) }).exports.run;
  } catch (error) {
    // What is written is valid: a policy of the host's forbids it, or there is no memory for it.
    if (error instanceof RangeError || (error instanceof Error && /disallow|policy/i.test(error.message)))
      return undefined;
    throw error;
  }
}
