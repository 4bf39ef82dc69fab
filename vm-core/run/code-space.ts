/**
 * The code space of a run: the main program, and each module appended when its import starts.
 *
 * Invariant: a step's successors are addresses of this space or signals; running past the end of a program
 * is a signal, so no program runs on into the next.
 */
import type { Instruction, Program, SourceFile } from "../program/program.ts";
import { labelBefore, sourceAddressOf, sourceLength } from "../program/program.ts";
import { spend } from "../text/allowance.ts";
import { lastAtMost } from "../text/last-at-most.ts";
import { type Closure, FunctionValue } from "../value/callable.ts";
import type { EntryPoint, FrameLayout } from "./frame.ts";
import { SESSION_KEY } from "./importing.ts";
import type { Native, Natives } from "./native.ts";
import type { Output } from "./output.ts";
import { findRegions } from "./regions.ts";
import { SIGNAL } from "./signal.ts";
import type { Site, Step } from "./step.ts";
import type { System } from "./system.ts";

/** An estimate of what an instruction takes in the code space, in bytes. */
export const INSTRUCTION_BYTES = 600;

/** A program in the code space. */
export interface LoadedModule {
  readonly index: number;
  /** The same in every run of the program that loads it. */
  readonly key: string;
  readonly program: Program;
  /** The address of its first instruction. */
  readonly base: number;
  /** What that address is displayed as: differs once optimized. */
  readonly sourceBase: number;
  /** How its top level is entered. */
  readonly entry: EntryPoint;
  /** The layout of the frames that the code at an address of the program runs in. */
  layoutAt(address: number): FrameLayout;
}

/** Where an address of the code space comes from. */
export interface SourcePlace {
  readonly module: LoadedModule;
  readonly instruction: Instruction;
  readonly file: SourceFile;
  /** The address that is displayed. */
  readonly sourceAddress: number;
}

/** Binds an instruction to its place. */
export type Engine = (instruction: Instruction, site: Site) => Step;

/** An estimate of what a program takes there with its texts, in bytes. */
export function bytesInSpace({ code, files }: Program): number {
  let bytes = code.length * INSTRUCTION_BYTES;
  for (const { text = "" } of files) bytes += text.length;
  return bytes;
}

export interface CodeSpaceParts {
  readonly engine: Engine;
  readonly natives: () => Natives;
  readonly output: Output;
  /** The system whose processes run the code. */
  readonly system: System;
}

export class CodeSpace {
  readonly steps: Step[] = [];
  readonly modules: LoadedModule[] = [];
  /** Values that a step takes from the stack at most, those aside that note how low the stack was (`noteHeight`). */
  mostTaken = 8;
  private readonly entries: ((address: number, parameters: readonly string[]) => EntryPoint)[] = [];
  private readonly byKey = new Map<string, LoadedModule>();
  private sourceLength = 0;
  /** Data have been evaluated: each process may have a session. */
  hasSessions = false;

  readonly natives: () => Natives;
  readonly output: Output;
  readonly engine: Engine;
  /** The system whose processes run the code. */
  readonly system: System;

  constructor({ engine, natives, output, system }: CodeSpaceParts) {
    this.engine = engine;
    this.natives = natives;
    this.output = output;
    this.system = system;
  }

  moduleByKey(key: string): LoadedModule | undefined {
    return this.byKey.get(key);
  }

  /**
   * Adds a program after what is there; `key` is how an import finds it again. One that continues `after` another has
   * its globals.
   */
  append(program: Program, key = `#${this.modules.length}`, after?: LoadedModule): LoadedModule {
    const base = this.steps.length;
    const index = this.modules.length;
    const regions = findRegions(program, after?.index ?? index, after?.entry.layout);
    const { length } = program.code;
    const sourceBase = this.sourceLength;
    this.sourceLength += sourceLength(program);
    const target = (address: number): number => (address < length ? base + address : SIGNAL.end);
    const displayed = (address: number): number => sourceBase + sourceAddressOf(program, address);
    const entry = (address: number, parameters: readonly string[]): EntryPoint => {
      const layout = regions.layoutAt(address);
      return { start: target(address), layout, slots: parameters.map((name) => layout.ensure(name)) };
    };
    const labelled = (name: string): FunctionValue | undefined => {
      const address = program.labels.get(name);
      return address === undefined
        ? undefined
        : new FunctionValue(displayed(address), [], entry(address, []));
    };
    program.code.forEach((instruction, address) => {
      spend(INSTRUCTION_BYTES);
      if ("parameters" in instruction.operands) {
        this.mostTaken = Math.max(this.mostTaken, instruction.operands.parameters.length + 2);
      }
      const site: Site = {
        next: target(address + 1),
        address: base + address,
        sourceAddress: sourceBase + instruction.origin,
        layout: regions.layoutAt(address),
        globals: regions.globals,
        output: this.output,
        heap: this.system.heap,
        system: this.system,
        native: (name) => this.native(name),
        file: program.loadedFrom ?? program.files[instruction.file].name,
        target,
        displayed,
        entry,
        labelled,
      };
      this.steps.push(this.engine(instruction, site));
    });
    const module = { index, key, program, base, sourceBase, entry: entry(0, []), layoutAt: regions.layoutAt };
    this.modules.push(module);
    this.byKey.set(key, module);
    if (key === SESSION_KEY) this.hasSessions = true;
    this.entries.push(entry);
    return module;
  }

  /** The native function with a name. */
  native(name: string): Native | undefined {
    const natives = this.natives();
    return Object.hasOwn(natives, name) ? natives[name] : undefined;
  }

  /** The place of an address; undefined for signals and addresses past the end. */
  place(address: number): SourcePlace | undefined {
    return placeIn(this.modules, address);
  }

  /** The module that the code of a function is in, and its address there. */
  origin({ entry }: FunctionValue | Closure): { readonly module: LoadedModule; readonly address: number } {
    const { start, layout } = entry as EntryPoint;
    const module = moduleIn(this.modules, start) ?? this.modules[layout.module];
    return { module, address: start < 0 ? module.program.code.length : start - module.base };
  }

  /** The function at an address of a module; undefined when there cannot be one with these parameters. */
  functionAt(
    module: LoadedModule,
    address: number,
    parameters: readonly string[],
  ): FunctionValue | undefined {
    const { program, index, sourceBase } = module;
    if (!Number.isInteger(address) || address < 0 || address > program.code.length) return undefined;
    const entry = this.entries[index](address, []);
    const slots = parameters.map((name) => entry.layout.slotOf(name));
    if (slots.includes(undefined)) return undefined;
    const shown = sourceBase + sourceAddressOf(program, address);
    return new FunctionValue(shown, parameters, { ...entry, slots: slots as number[] } as EntryPoint);
  }

  /** The label that names the function entered at `start`; a module's top level has none. */
  labelOf(start: number): string | undefined {
    const found = this.found.get(start);
    if (found !== undefined) return found;
    const label = labelIn(this.modules, start);
    if (label !== undefined) this.found.set(start, label);
    return label;
  }

  /** Labels that were looked for, by where functions are entered: they stay where they are. */
  private readonly found = new Map<number, string>();
}

/** The modules of a code space, by their base. */
export type LoadedModules = readonly LoadedModule[];

/** The place of an address; undefined for signals and addresses past the end. */
export function placeIn(modules: LoadedModules, address: number): SourcePlace | undefined {
  const module = moduleIn(modules, address);
  const instruction = module?.program.code[address - module.base];
  if (module === undefined || instruction === undefined) return undefined;
  return {
    module,
    instruction,
    file: module.program.files[instruction.file],
    sourceAddress: module.sourceBase + instruction.origin,
  };
}

/** The label that names the function entered at `start`; a module's top level has none. */
export function labelIn(modules: LoadedModules, start: number): string | undefined {
  const module = moduleIn(modules, start);
  return module === undefined ? undefined : labelBefore(module.program, start - module.base);
}

function moduleIn(modules: LoadedModules, address: number): LoadedModule | undefined {
  if (address < 0) return undefined;
  const module = modules[lastAtMost(modules.length, (index) => modules[index].base, address)];
  return module !== undefined && address < module.base + module.program.code.length ? module : undefined;
}
