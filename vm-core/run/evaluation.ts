/**
 * Running data as a program, in a session of the process's own: what one datum defines, the next one knows.
 *
 * A datum becomes a program that continues one that is empty, whose globals are those of the session; it runs as a module
 * does that is imported, with a stack of its own, and leaves its value. Those that define nothing are compiled once.
 * Invariant: what a session knows is a list that never changes, so a snapshot holds it. The code that data become is never
 * given back: it counts as memory.
 * Absent by design: what data mean, which the front end knows.
 */
import type { Program } from "../program/program.ts";
import { Fault } from "../value/callable.ts";
import type { Value } from "../value/value.ts";
import { type CodeSpace, INSTRUCTION_BYTES, type LoadedModule } from "./code-space.ts";
import { ownGlobals } from "./copy-on-write.ts";
import { takeInNames, withGlobals } from "./frame.ts";
import { type EvaluatedDatum, SESSION_KEY } from "./importing.ts";
import type { Process } from "./process.ts";
import { setAside } from "./set-aside.ts";
import { topLevelFrame } from "./spawn.ts";
import type { System } from "./system.ts";

/** A datum as a program, and what the session knows once it runs. */
export interface CompiledDatum {
  readonly program: Program;
  readonly after: EvaluatedDatum | null;
  /** What compiling it has taken, in instructions. */
  readonly work: number;
}

/** Compiles a datum for a session; `from` is the file that its imports are looked for beside. */
export type CompileDatum = (
  datum: Value,
  before: EvaluatedDatum | null,
  from: string,
) => CompiledDatum | Fault;

/** Bytes that a program takes in the code space besides its instructions: an estimate. */
const PROGRAM_BYTES = 3_000;
/** Data that may be evaluated in each other. */
const DEEPEST = 1_000;

const EMPTY: Program = { code: [], labels: new Map(), files: [{ name: "eval" }] };

/** Enters the program of a datum: returns where the process continues, or what is wrong. */
export function enterEvaluation(
  process: Process,
  system: System,
  { program, after, work }: CompiledDatum,
): number | Fault {
  const { space, heap } = system;
  if ((process.importing?.evaluations ?? 0) >= DEEPEST) {
    return new Fault("ResourceLimit", "Resource limit reached: frames");
  }
  const session = space.moduleByKey(SESSION_KEY) ?? space.append(EMPTY, SESSION_KEY);
  let module = modulesOf(space).get(program);
  if (module === undefined) {
    const bytes =
      PROGRAM_BYTES + program.code.length * INSTRUCTION_BYTES + (program.files[0].text?.length ?? 0);
    if (!heap.hasRoomFor(bytes)) return new Fault("ResourceLimit", "Resource limit reached: memory");
    heap.code += bytes;
    system.instructions += work;
    module = space.append(program, undefined, session);
    modulesOf(space).set(program, module);
  }
  process.evaluated = after;
  setAside(process, SESSION_KEY, (process.importing?.evaluations ?? 0) + 1);
  if (process.globals[session.index] === undefined) {
    process.globals = withGlobals(process.globals, session.index, topLevelFrame(session.entry));
  }
  const frame = ownGlobals(process, session.index);
  if (frame !== undefined) {
    takeInNames(frame);
    process.frame = frame;
  }
  return module.entry.start;
}

/** The programs of data that a code space has. */
const MODULES = new WeakMap<CodeSpace, WeakMap<Program, LoadedModule>>();

function modulesOf(space: CodeSpace): WeakMap<Program, LoadedModule> {
  let modules = MODULES.get(space);
  if (modules === undefined) {
    modules = new WeakMap();
    MODULES.set(space, modules);
  }
  return modules;
}
