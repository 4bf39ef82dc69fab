/** Code that runs on into the body of a function, where a RET, HALT or JMP is missing. */

import { type Context, type Node, TOP } from "../../facts/context.ts";
import type { Watch } from "../../facts/place.ts";
import type { State } from "../../facts/state.ts";
import { type Flow, flowOf } from "../../isa/index.ts";
import { targetOf } from "../../program/control-flow.ts";
import type { Diagnostic } from "../../text/diagnostic.ts";
import { type Facts, finding, nameAt } from "./facts.ts";
import { pathTo } from "./path.ts";
import type { Use } from "./uses.ts";

const JUMPS: ReadonlySet<Flow> = new Set(["jump", "branch"] as const);

export class Falls implements Watch {
  private readonly fallen = new Map<number, { readonly node: Node; readonly to: number }>();
  private node: Node | undefined;

  constructor(
    private readonly facts: Facts,
    private readonly uses: ReadonlyMap<number, readonly Use[]>,
  ) {}

  instruction(node: Node): void {
    this.node = node;
  }

  exit(): void {}

  edge(context: Context, from: number, to: number, { variables }: State): void {
    if (to !== from + 1 || context.id === to || this.node === undefined) return;
    const uses = this.uses.get(to);
    const instruction = this.facts.program.code[from];
    if (uses === undefined || (JUMPS.has(flowOf(instruction.op)) && targetOf(instruction) === to)) return;
    // With all its parameters in variables the code is meant to be entered like this, too.
    const isMeant = uses.some(
      ({ parameters }) => parameters.length > 0 && parameters.every((name) => variables.get(name)?.certain),
    );
    if (!isMeant && !this.fallen.has(from)) this.fallen.set(from, { node: this.node, to });
  }

  get found(): readonly Diagnostic[] {
    const { program } = this.facts;
    return [...this.fallen].map(([from, { node, to }]) => {
      const missing = node.context.id === TOP ? "a HALT or a JMP" : "a RET or a JMP";
      const start = program.code[to];
      const [use] = this.uses.get(to) ?? [];
      const related = [...pathTo(program.code, node)];
      if (start !== undefined) related.push({ span: start.span, message: "the function starts here" });
      if (use !== undefined) {
        related.push({ span: program.code[use.address].span, message: "it is used as a function here" });
      }
      return finding(
        "warning",
        "falls-into-function",
        `control runs on from here into ${nameAt(program, to)}, which is a function: is ${missing} missing?`,
        program.code[from].span,
        related,
      );
    });
  }
}
