/** Where the variables of a module are that its code reads. */
import { variableOf, variableRoleOf } from "../isa/typing.ts";
import { calleeOf } from "../program/control-flow.ts";
import type { LoadedModule } from "../run/code-space.ts";
import { type FrameLayout, getVariable } from "../run/frame.ts";
import type { ReadValue } from "./computation.ts";
import type { VariablePlaces } from "./evaluate.ts";

export class ModuleVariables {
  /** The names that code of each layout stores, or takes as arguments. Closures may bring more. */
  private readonly own = new Map<FrameLayout, Set<string>>();
  constructor(private readonly module: LoadedModule) {
    const { program, layoutAt } = module;
    program.code.forEach((instruction, address) => {
      const { op, operands } = instruction;
      const name = variableOf(instruction);
      if (name !== undefined && variableRoleOf(op) === "write") this.namesOf(layoutAt(address)).add(name);
      const callee = calleeOf(instruction);
      if (callee === undefined || !("parameters" in operands)) return;
      for (const parameter of operands.parameters) this.namesOf(layoutAt(callee)).add(parameter);
    });
  }

  /** The variables of the code at an address. */
  at(address: number): VariablePlaces {
    const { module } = this;
    const layout = module.layoutAt(address);
    const isTop = layout === module.entry.layout;
    const own = this.namesOf(layout);
    return {
      slotOf: (name) => (isTop || own.has(name) ? layout.ensure(name) : undefined),
      reading: (name) => readingOf(layout, module.entry.layout, name),
    };
  }

  private namesOf(layout: FrameLayout): Set<string> {
    let names = this.own.get(layout);
    if (names === undefined) {
      names = new Set();
      this.own.set(layout, names);
    }
    return names;
  }
}

/** Reads a variable of a frame, else of the frame of the module's top level. */
function readingOf(layout: FrameLayout, globals: FrameLayout, name: string): ReadValue {
  const slot = layout.ensure(name);
  const place = globals.ensure(name);
  const { module } = layout;
  return (process, slots) => {
    const own = slots[slot];
    if (own !== undefined) return own;
    const frame = process.globals[module];
    if (frame === undefined) return undefined;
    return frame.layout === globals ? frame.slots[place] : getVariable(frame, name);
  };
}
