/** Turns errors of the operating system into faults, in the words that programs rely on. */
import { Fault, memoryLimit, OutOfMemory } from "../index.ts";
import { Refusal } from "./refusal.ts";
import { systemText } from "./system-text.ts";

export { systemText };

/** A file, process or socket that could not be used; `name` is as the program gave it. */
export function fileFault(name: string, error: unknown): Fault {
  if (error instanceof OutOfMemory) return memoryLimit();
  if (error instanceof Refusal) return error.fault;
  return new Fault("FileError", `File operation failed on ${name}: ${systemText(error)}`);
}
