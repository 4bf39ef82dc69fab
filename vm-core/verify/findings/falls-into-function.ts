/** Code that runs on into the body of a function, where a RET, HALT or JMP is missing. */

import { type Context, type Node, TOP } from "../../facts/context.ts";
import type { Watch } from "../../facts/program-point.ts";
import type { State } from "../../facts/state.ts";
import { type Flow, flowOf } from "../../isa/index.ts";
import { targetOf } from "../../program/control-flow.ts";
import { type Finding, finding } from "../finding.ts";
import { codeAt, type Facts } from "./facts.ts";
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

  edge(context: Context, from: number, to: number, { variables, high }: State): void {
    if (to !== from + 1 || context.id === to || this.node === undefined) return;
    const { holes } = this.facts.interpretation.code;
    // Nothing is known of the stack once a hole may have come before, which may end the run. It may name a variable, too.
    if (
      holes !== undefined &&
      (!this.facts.flow.contexts.has(context) || !Number.isFinite(high) || variables.size > 0)
    )
      return;
    const uses = this.uses.get(to);
    const instruction = this.facts.program.code[from];
    if (uses === undefined || (JUMPS.has(flowOf(instruction.op)) && targetOf(instruction) === to)) return;
    // With all its parameters in variables the code is meant to be entered like this, too.
    const isMeant = uses.some(
      ({ parameters }) => parameters.length > 0 && parameters.every((name) => variables.get(name)?.certain),
    );
    if (!isMeant && !this.fallen.has(from)) this.fallen.set(from, { node: this.node, to });
  }

  get found(): readonly Finding[] {
    const { program } = this.facts;
    return [...this.fallen].map(([from, { node, to }]) => {
      const start = program.code[to];
      const [use] = this.uses.get(to) ?? [];
      const path = [...pathTo(program.code, node)];
      if (start !== undefined) path.push({ span: start.span, step: { is: "function-start" } });
      if (use !== undefined) {
        path.push({ span: program.code[use.address].span, step: { is: "function-use" } });
      }
      const code = codeAt(program, to);
      const isTopLevel = node.context.id === TOP;
      return finding(
        "warning",
        { kind: "falls-into-function", code, isTopLevel },
        program.code[from].span,
        path,
      );
    });
  }
}
