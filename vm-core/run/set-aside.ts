/** Sets aside what a process does while other code runs in it, with a stack of its own: a module, or data as a program. */
import { ObjectValue } from "../value/object.ts";
import type { Process } from "./process.ts";

/** `evaluations`: how many evaluations of data are under way then. */
export function setAside(process: Process, key: string, evaluations: number | undefined): void {
  const { stack, frame, handlers, pending, ip, resume, importing } = process;
  process.importing = {
    key,
    evaluations,
    exports: ObjectValue.EMPTY,
    stack,
    frame,
    handlers,
    pending,
    address: ip,
    resume,
    previous: importing,
  };
  process.stack = [];
  process.handlers = null;
  process.pending = ObjectValue.EMPTY;
}
