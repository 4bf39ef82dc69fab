/** What the machine gives to units of a module. */
import type { CodeSpace, LoadedModule } from "../run/code-space.ts";
import type { FrameLayout } from "../run/frame.ts";
import type { Process } from "../run/process.ts";
import type { Step } from "../run/step.ts";
import type { Value } from "../value/value.ts";
import type { MetCallee } from "./acts.ts";
import type { Callees } from "./callees.ts";
import type { GlobalsRead } from "./globals-read.ts";
import type { Ledger } from "./ledger.ts";
import type { JitMode } from "./mode.ts";
import type { JitRecord } from "./record.ts";
import type { Surprises } from "./surprises.ts";
import type { UnitContext } from "./unit-context.ts";
import type { ValueCalls } from "./value-calls.ts";
import type { Watched } from "./watched.ts";

/** The parts of the machine that units need. Addresses are of the code space. */
export interface SurroundingParts {
  readonly space: CodeSpace;
  readonly mode: JitMode;
  readonly record: JitRecord | undefined;
  readonly ledger: Ledger;
  readonly callees: Callees;
  readonly valueCalls: ValueCalls;
  readonly surprises: Surprises;
  readonly watched: Watched;
  readonly globalsRead: GlobalsRead;
  /** The function values that instructions have called last. */
  readonly met: { get(address: number): MetCallee | undefined };
  /** Notes that a called form reads a variable of a module. */
  readsGlobal(globals: FrameLayout, slot: number): void;
}

/**
 * What a unit of a module needs. `spoil` is called when operands were not as expected too often; `lingers` when a called form
 * is left at an instruction that has no form.
 */
export function surroundingsOf(
  parts: SurroundingParts,
  module: LoadedModule,
  spoil: () => void,
  lingers?: () => void,
): UnitContext {
  const { space, callees, surprises, valueCalls, watched } = parts;
  const { base } = module;
  const globals = globalsOf(space, module);
  return {
    module,
    layouts: {
      isOrdered: (address) => module.layoutAt(address).ordered,
      native: (name) => space.native(name),
    },
    globals,
    globalsRead: parts.globalsRead.of(globals),
    readsGlobal: (slot) => parts.readsGlobal(globals, slot),
    steps: space.steps,
    heap: space.system.heap,
    ledger: parts.ledger,
    lingers,
    spoil,
    record: parts.record,
    isEager: parts.mode === "always",
    noted: (address) => surprises.noted(base + address),
    note: (address, a, b) => {
      if (surprises.note(base + address, a, b)) spoil();
    },
    isWatched: (address) => watched.has(base + address),
    callee: (target, parameters) => callees.named(module, target, parameters),
    calleeOf: ({ start, layout, slots }, captured) =>
      callees.at(module, { start, layout, slots: [...slots, ...captured] }),
    callPlace: (count) => valueCalls.site(count),
    pushed: (address) => pushedBy(space.steps[base + address]),
    apply: valueCalls.apply,
    met: (address) =>
      metIn(module, surprises.has(base + address) ? undefined : parts.met.get(base + address)),
  };
}

/** The layout of the variables of a module. */
export function globalsOf(space: CodeSpace, module: LoadedModule): FrameLayout {
  return space.modules[module.layoutAt(0).module].entry.layout;
}

/** A callee that was met, if generated code of a module can expect it. */
function metIn({ base, program }: LoadedModule, met: MetCallee | undefined): MetCallee | undefined {
  if (met === undefined || met.entry.unnamed === true) return undefined;
  const { start } = met.entry;
  return start >= base && start < base + program.code.length ? met : undefined;
}

/** What a step pushes that does nothing else. */
function pushedBy(step: Step): Value {
  const stack: Value[] = [];
  step({ stack } as unknown as Process);
  return stack[0];
}
