/**
 * Finds the regions of a Program and the layout of their frames (see `frame.ts`).
 *
 * Union-find with path halving (Tarjan and van Leeuwen 1984) over the edges that stay in a frame.
 */
import { effectsOf } from "../isa/index.ts";
import { variableOf, variableRoleOf } from "../isa/typing.ts";
import { calleeOf, successorsInFrame } from "../program/control-flow.ts";
import type { Instruction, Program } from "../program/program.ts";
import { walk } from "../text/allowance.ts";
import { FrameLayout } from "./frame.ts";

export interface Regions {
  /** The layout of the region that holds `address`; the program's end counts as an address. */
  layoutAt(address: number): FrameLayout;
  /** The layout of the module's top level: every name that any code of the module may look up is in it. */
  readonly globals: FrameLayout;
}

/** `shared` is the layout of the top level, where it continues in the frame of another program's. */
export function findRegions(program: Program, module: number, shared?: FrameLayout): Regions {
  const { code } = program;
  const parents = Int32Array.from({ length: code.length + 1 }, (_, address) => address);
  const find = (address: number): number => {
    let at = address;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  };
  for (let address = 0; address < code.length; address++) {
    walk();
    for (const successor of successorsInFrame(program, address)) {
      // Ends of code are no place to run: they must not join regions.
      if (successor < code.length) parents[find(successor)] = find(address);
    }
  }
  const layouts = new Map<number, FrameLayout>();
  if (shared !== undefined) layouts.set(find(0), shared);
  const layoutAt = (address: number): FrameLayout => {
    const root = find(address);
    let layout = layouts.get(root);
    if (layout === undefined) {
      layout = new FrameLayout(module);
      layouts.set(root, layout);
    }
    return layout;
  };
  const globals = layoutAt(0);
  for (const instruction of code) {
    const callee = calleeOf(instruction);
    if (callee === undefined) continue;
    const layout = layoutAt(callee);
    for (const name of parametersOf(instruction)) layout.ensure(name);
  }
  code.forEach((instruction, address) => {
    walk();
    const layout = layoutAt(address);
    const name = variableOf(instruction);
    if (name !== undefined) {
      layout.ensure(name);
      const role = variableRoleOf(instruction.op);
      if (role !== "write" && role !== "delete") globals.ensure(name);
    }
    if (effectsOf(instruction.op).has("reads-frame")) layout.ordered = true;
  });
  return { layoutAt, globals };
}

function parametersOf(instruction: Instruction): readonly string[] {
  return "parameters" in instruction.operands ? instruction.operands.parameters : [];
}
