/**
 * What a record says, about parts of the source: loops, functions and what follows calls and waits.
 *
 * Absent by design: words. Who shows a report has them.
 */
import { flowOf, type Mnemonic } from "../isa/index.ts";
import { calleeOf } from "../program/control-flow.ts";
import { lineOf } from "../program/source-file.ts";
import type { CodeSpace, LoadedModule } from "../run/code-space.ts";
import { handlersOf, hotEntries, loopsOf } from "./entries.ts";
import type { ExitCause, JitRecord, UnitRefusal } from "./record.ts";

/** A place where units may be entered. */
export interface CodePart {
  readonly kind: "loop" | "function" | "handler" | "after-call" | "after-wait" | "block";
  /** The label that is there; undefined when there is none. */
  readonly label: string | undefined;
  /** The label of the function that it is in; undefined at the top level. */
  readonly within: string | undefined;
  readonly file: string;
  /** One-based; of what follows a call or a wait, where that is. 0 when it is not known. */
  readonly line: number;
}

/** A unit. */
export interface CompiledPart extends CodePart {
  /** How often code was generated. */
  readonly compiled: number;
  readonly entered: number;
  /** Executed in generated code that was entered here. */
  readonly instructions: number;
  /** How often it was left to the interpreter for a while, as it executed little each time. */
  readonly rested: number;
  /** Whether it was WebAssembly when it was compiled last. */
  readonly isAssembly: boolean;
}

/** A loop or a function that there is no unit of, and why. */
export interface UncompiledPart extends CodePart {
  readonly reason: UnitRefusal | "cold" | "ordered";
  /** How often control came there before it was decided. */
  readonly arrivals: number;
  /** The first instruction. */
  readonly op: Mnemonic;
}

/** Where generated code was left for the interpreter. */
export interface LeftPlace extends Pick<CodePart, "within" | "file" | "line"> {
  readonly op: Mnemonic;
  readonly cause: ExitCause;
  readonly count: number;
}

/** What happened to the code of a run. */
export interface JitReport {
  /** Instructions that generated code has executed. */
  readonly generated: number;
  /** The busiest first. */
  readonly compiled: readonly CompiledPart[];
  /** Loops and functions, in the order of the source. */
  readonly notCompiled: readonly UncompiledPart[];
  /** The most frequent first. */
  readonly left: readonly LeftPlace[];
}

/** What happened to the code of a space. */
export function jitReport(record: JitRecord, space: CodeSpace): JitReport {
  const parts = new Map(space.modules.map((module) => [module, new ModuleParts(module)]));
  const partsAt = (address: number): ModuleParts =>
    parts.get(space.place(address)?.module as LoadedModule) as ModuleParts;
  const compiled = [...record.units]
    .filter(([, { compiled }]) => compiled > 0)
    .map(([address, tally]) => ({ ...partsAt(address).at(address), ...tally }))
    .sort((a, b) => b.instructions - a.instructions);
  const left = record.left
    .filter(({ address }) => space.place(address) !== undefined)
    .map(({ address, cause, count }) => ({ ...partsAt(address).placeOf(address), cause, count }))
    .sort((a, b) => b.count - a.count);
  return {
    generated: compiled.reduce((sum, { instructions }) => sum + instructions, 0),
    compiled,
    notCompiled: [...parts.values()].flatMap((each) => each.notCompiled(record)),
    left,
  };
}

/** The parts of one module. */
class ModuleParts {
  private readonly labels = new Map<number, string>();
  /** For each layout, the label of the function whose frames have it. */
  private readonly functions = new Map<unknown, string | undefined>();
  private readonly callees = new Set<number>();
  private readonly loops: ReadonlySet<number>;
  private readonly handlers: ReadonlySet<number>;
  private readonly entries: ReadonlySet<number>;

  constructor(private readonly module: LoadedModule) {
    const { program, layoutAt } = module;
    for (const [label, address] of program.labels)
      if (!this.labels.has(address)) this.labels.set(address, label);
    this.loops = loopsOf(program);
    this.handlers = handlersOf(program);
    this.entries = hotEntries(program);
    for (const instruction of program.code) {
      const callee = calleeOf(instruction);
      if (callee === undefined || callee >= program.code.length) continue;
      this.callees.add(callee);
      if (!this.functions.has(layoutAt(callee)))
        this.functions.set(layoutAt(callee), this.labels.get(callee));
    }
    this.functions.set(layoutAt(0), undefined);
  }

  /** The part that begins at an address of the code space. */
  at(address: number): CodePart {
    const at = address - this.module.base;
    const kind = this.callees.has(at) ? "function" : this.loops.has(at) ? "loop" : this.otherKind(at);
    const isAfter = kind === "after-call" || kind === "after-wait";
    const { within, file, line } = this.placeOf(isAfter ? address - 1 : address);
    return { kind, label: this.labels.get(at), within, file, line };
  }

  private otherKind(at: number): CodePart["kind"] {
    if (this.handlers.has(at)) return "handler";
    if (!this.entries.has(at)) return "block";
    return flowOf(this.module.program.code[at - 1].op) === "call" ? "after-call" : "after-wait";
  }

  /** Where the instruction at an address of the code space is. */
  placeOf(address: number): Pick<LeftPlace, "within" | "file" | "line" | "op"> {
    const { program, base, layoutAt } = this.module;
    const { span, file, op } = program.code[address - base];
    const source = program.files[file];
    const within = this.functions.get(layoutAt(address - base));
    return { within, file: source.name, line: lineOf(source, span.start), op };
  }

  /** Loops and functions that there is no unit of. */
  notCompiled(record: JitRecord): UncompiledPart[] {
    const { base, program, layoutAt } = this.module;
    const found: UncompiledPart[] = [];
    for (const at of [...this.loops, ...this.callees].sort((a, b) => a - b)) {
      const address = base + at;
      const tally = record.units.get(address);
      if (tally !== undefined && tally.refusal === undefined) continue;
      const reason = tally?.refusal ?? (layoutAt(at).ordered ? "ordered" : "cold");
      const arrivals = record.arrivals.get(address)?.() ?? 0;
      found.push({ ...this.at(address), reason, arrivals, op: program.code[at].op });
    }
    return found;
  }
}
