/**
 * Evaluates expressions of Lisp beside a stopped program, with its code and its values.
 *
 * Each runs in a process of its own, in a system and a code space of its own: the code space holds the programs of
 * the run at the same addresses, so functions of the run can be called. Changes of variables are recorded and
 * undone, unless the caller keeps them.
 * Invariant: the run does not notice: nothing is written, sent, started or asked of the host.
 */
import type { Mnemonic } from "../../isa/index.ts";
import { type Effect, effectsOf, rowOf } from "../../isa/index.ts";
import { variableOf, variableRoleOf } from "../../isa/typing.ts";
import type { LispExpression } from "../../lisp/index.ts";
import type { Instruction, Program } from "../../program/program.ts";
import type { CodeSpace, LoadedModule } from "../../run/code-space.ts";
import { executeObserved, type Observer, type Stop } from "../../run/execute.ts";
import { getVariable, setVariable, withGlobals } from "../../run/frame.ts";
import { Heap } from "../../run/heap.ts";
import { Output } from "../../run/output.ts";
import { Process } from "../../run/process.ts";
import { topLevelFrame } from "../../run/spawn.ts";
import { System } from "../../run/system.ts";
import { Cell } from "../../value/cell.ts";
import type { Value } from "../../value/value.ts";
import { Complaint } from "../expression.ts";
import { functionName } from "./function-name.ts";

/** An endless loop must not hang the debugger: this takes some tenths of a second. */
const INSTRUCTIONS = 2_000_000;
const MEMORY = 128 * 2 ** 20;
const FRAMES = 50_000;
/** Expressions that are kept, before all are forgotten. */
const KEPT = 200;

/** Undoes a change. */
type Undo = () => void;

export interface ScratchValue {
  readonly value: Value;
  /** Undoes all changes of variables, newest first. */
  readonly undo: readonly Undo[];
  /** What variables were given. */
  readonly given: readonly Value[];
}

export class Scratch {
  private readonly output = new Output();
  private space: CodeSpace;
  private system: System;
  private modules = 0;
  private readonly loaded = new Map<Program, LoadedModule>();
  /** Instructions that change variables or have effects, by address. */
  private readonly watched: (Instruction | undefined)[] = [];

  constructor(private readonly original: CodeSpace) {
    this.system = this.newSystem();
    this.space = this.system.space;
  }

  /** `cells` are those of the names that the expression uses, by slot. */
  run(
    expression: LispExpression,
    cells: ReadonlyMap<string, Cell>,
    beside: Process,
  ): ScratchValue | Complaint {
    const { entry, index } = this.load(expression.program);
    const process = this.newProcess(beside, topLevelFrame(entry), index);
    const { frame } = process;
    for (const [slot, cell] of cells) setVariable(frame, slot, cell);
    const undo: Undo[] = [];
    const given: Value[] = [];
    let refused: Complaint | undefined;
    const observer: Observer = {
      instruction: (running) => {
        const instruction = this.watched[running.ip];
        if (instruction === undefined) return false;
        const change = changeOf(instruction, running, this.space);
        if (change === undefined) refused = refusal(instruction.op);
        else {
          undo.unshift(change.undo);
          given.push(change.value);
        }
        return change === undefined;
      },
      raised: () => false,
    };
    const stop = this.execute(process, observer);
    const failed = refused ?? failureOf(stop, process, this.space);
    const wrote = this.output.take().length > 0;
    if (failed === undefined && !wrote)
      return { value: getVariable(frame, expression.result) ?? null, undo, given };
    for (const change of undo) change();
    return failed ?? refusalTo(EFFECTS.output);
  }

  /** Slices end early where instructions take long: only all of them together are bounded. */
  private execute(process: Process, observer: Observer): Stop {
    for (;;) {
      const left = INSTRUCTIONS - process.instructions;
      const stop = executeObserved(process, this.system, left, observer);
      if (stop !== "fuel" || process.instructions >= INSTRUCTIONS) return stop;
    }
  }

  /** The name of a function that an expression has made. */
  nameOf(start: number): string | undefined {
    return functionName(this.space, start);
  }

  private load(program: Program): LoadedModule {
    if (this.modules !== this.original.modules.length || this.loaded.size >= KEPT) {
      this.system = this.newSystem();
      this.space = this.system.space;
    }
    let module = this.loaded.get(program);
    if (module === undefined) {
      module = this.append(this.space, program);
      this.loaded.set(program, module);
    }
    return module;
  }

  private newSystem(): System {
    const { engine, natives, modules } = this.original;
    const limits = { maxFrames: FRAMES, maxMemory: MEMORY, maxInstructions: INSTRUCTIONS, maxProcesses: 1 };
    const heap = new Heap({ engine: "mark-sweep", limit: MEMORY });
    const system = new System({ engine, natives, output: this.output, heap, limits });
    this.watched.length = 0;
    this.loaded.clear();
    this.modules = modules.length;
    for (const { program } of modules) this.append(system.space, program);
    return system;
  }

  private append(space: CodeSpace, program: Program): LoadedModule {
    const module = space.append(program);
    program.code.forEach((instruction, address) => {
      if (isWatched(instruction.op)) this.watched[module.base + address] = instruction;
    });
    return module;
  }

  private newProcess(beside: Process, frame: Process["frame"], module: number): Process {
    const { system } = this;
    const globals = withGlobals(beside.globals, module, frame);
    const { modules } = beside;
    const inherited = { globals, modules, evaluated: null };
    const process = new Process(beside.id, "expression", frame, FRAMES, inherited);
    system.heap.roots = () => [process];
    system.processes.clear();
    system.processes.add(process);
    process.home = module;
    return process;
  }
}

/** What changes something, or asks something of other processes. */
function isWatched(op: Mnemonic): boolean {
  const effects = effectsOf(op);
  return variableRoleOf(op) === "write-global" || WATCHED.some((effect) => effects.has(effect));
}

const WATCHED: readonly Effect[] = ["writes-cells", "output", "reads-processes", "writes-processes"];

interface ReversibleChange {
  readonly undo: Undo;
  readonly value: Value;
}

/** What an instruction is about to change, if it is no effect that is refused. */
function changeOf(
  instruction: Instruction,
  process: Process,
  space: CodeSpace,
): ReversibleChange | undefined {
  const { stack } = process;
  const value = stack[stack.length - 1] ?? null;
  if (effectsOf(instruction.op).has("writes-cells")) {
    const cell = stack[stack.length - 2];
    if (!(cell instanceof Cell)) return { undo: () => undefined, value };
    const before = cell.value;
    return { undo: () => void (cell.value = before), value };
  }
  const name = variableOf(instruction);
  if (name === undefined || variableRoleOf(instruction.op) !== "write-global") return undefined;
  const globals = process.globals[space.place(process.ip)?.module.index ?? 0];
  const before = globals === undefined ? undefined : getVariable(globals, name);
  const undo = (): void => {
    if (globals !== undefined && before !== undefined) setVariable(globals, name, before);
  };
  return { undo, value };
}

/** What an effect would do, by the group of its instruction. */
const EFFECTS: Readonly<Record<string, string>> = {
  output: "write output",
  input: "read input",
  files: "use files",
  network: "use the network",
  database: "use a database",
  processes: "work with processes",
  modules: "import a module",
};

function refusal(op: Mnemonic): Complaint {
  return refusalTo(EFFECTS[rowOf(op).group] ?? `execute ${op}`);
}

function refusalTo(what: string): Complaint {
  return new Complaint(`the expression would ${what}, which is left to the program`);
}

function failureOf(
  stop: ReturnType<typeof executeObserved>,
  process: Process,
  space: CodeSpace,
): Complaint | undefined {
  switch (stop) {
    case "ended":
      return process.failure === null ? undefined : new Complaint(process.failure.message);
    case "fuel":
      return new Complaint(`the expression has no value after ${INSTRUCTIONS} instructions`);
    default: {
      const op = space.place(process.ip)?.instruction.op;
      return op === undefined ? new Complaint("the expression has no value") : refusal(op);
    }
  }
}
