/**
 * Importing: a module's top level runs once in a process, with a stack and a frame of its own.
 *
 * Invariant: while a top level runs, `process.importing` holds everything of its importer; when it ends, or a
 * fault leaves it, the importer is as it was.
 */
import { ExceptionValue, Fault } from "../value/callable.ts";
import type { ObjectValue } from "../value/object.ts";
import type { CodeSpace } from "./code-space.ts";
import { keptImport, ownFrame } from "./copy-on-write.ts";
import { Frame, newSlots, setVariable, withGlobals } from "./frame.ts";
import { type Importing, type ModuleSource, SESSION_KEY } from "./importing.ts";
import type { Process } from "./process.ts";
import { setAside } from "./set-aside.ts";
import { SIGNAL } from "./signal.ts";

/**
 * Continues with an import whose module is read: returns where the process continues. `process.ip` is at the
 * IMPORT, `process.resume` after it.
 */
export function enterModule(process: Process, space: CodeSpace, path: string, source: ModuleSource): number {
  const known = process.modules.get(source.key);
  if (known !== undefined) {
    if (known.exports === undefined) {
      const message = `Circular dependency detected: ${path}`;
      return process.raiseFault(new Fault("CircularImport", message, [cycle(process, source.key)]));
    }
    bind(process.frame, known.exports);
    return process.resume;
  }
  const module = space.moduleByKey(source.key) ?? space.append(source.program, source.key);
  const { entry, index } = module;
  process.modules = new Map(process.modules).set(source.key, { exports: undefined });
  setAside(process, source.key, process.importing?.evaluations);
  process.frame = new Frame(
    null,
    0,
    entry.layout,
    entry.start,
    SIGNAL.end,
    SIGNAL.end,
    newSlots(entry.layout),
  );
  process.globals = withGlobals(process.globals, index, process.frame);
  return entry.start;
}

/** The imports under way from the module that is imported again, as a line for people. */
function cycle(process: Process, key: string): string {
  const modules = [key];
  for (let importing = process.importing; importing !== null; importing = importing.previous) {
    modules.unshift(importing.key);
    if (importing.key === key) break;
  }
  return `the imports go round: ${modules.join(" → ")}`;
}

/** Ends the top level that runs: its exports are bound in the importer, which continues at the result. */
export function finishModule(process: Process, importing: Importing): number {
  if (importing.key === SESSION_KEY) {
    const value = process.stack.at(-1) ?? null;
    restore(process, importing);
    process.stack.push(value);
    return importing.resume;
  }
  process.modules = new Map(process.modules).set(importing.key, { exports: importing.exports });
  restore(process, importing);
  bind(process.frame, importing.exports);
  return importing.resume;
}

/** Gives up the top level that a fault has left: the fault continues at the importer's IMPORT. */
export function abandonModule(
  process: Process,
  space: CodeSpace,
  importing: Importing,
  exception: ExceptionValue,
): ExceptionValue {
  const modules = new Map(process.modules);
  modules.delete(importing.key);
  process.modules = modules;
  restore(process, importing);
  process.ip = importing.address;
  const address = space.place(importing.address)?.sourceAddress ?? importing.address;
  return new ExceptionValue(
    exception.kind,
    exception.message,
    address,
    exception.value,
    exception.trace,
    exception.notes,
  );
}

function restore(process: Process, importing: Importing): void {
  const { isKept = false, previous } = importing;
  process.stack = isKept ? importing.stack.slice() : importing.stack;
  process.frame = isKept ? ownFrame(process, importing.frame) : importing.frame;
  process.handlers = importing.handlers;
  process.pending = importing.pending;
  process.importing = isKept ? keptImport(previous) : previous;
}

function bind(frame: Frame, exports: ObjectValue): void {
  for (const [name, value] of exports.entries()) setVariable(frame, name, value);
}
