/**
 * Looks at one function by itself, once everything is known about it: what is found is data with addresses in place of spans,
 * so that it holds as long as the function's facts do, wherever its code is.
 *
 * Invariant: what is found depends on nothing but what `FunctionFacts` has: facts of the function, its code, what is known of
 * what it calls, and the variables that it shares. What depends on other functions is said when all have been looked at.
 */
import type { Context, ContextNode } from "../facts/context.ts";
import type { Base } from "../facts/heights.ts";
import type { FlowWatch } from "../facts/program-point.ts";
import { type Interpretation, observeFunction } from "../facts/solve.ts";
import { tally } from "../facts/tally.ts";
import { endlessLoopsOf } from "./findings/endless-loop.ts";
import type { FunctionFindings } from "./findings/facts.ts";
import { Faults } from "./findings/faults.ts";
import { Receives } from "./findings/unanswered-receive.ts";
import { triesOf } from "./findings/unbalanced-try.ts";
import { drainsOf, unevenJoinsOf } from "./findings/uneven-join.ts";
import { unevenResultsOf } from "./findings/uneven-result.ts";
import { VerifierFlow } from "./flow.ts";

/** `isCertain`: whether runs get to the function whatever the holes of a sketch do. */
export function examine(
  interpretation: Interpretation,
  context: Context,
  base: Base | undefined,
  isCertain: boolean,
): FunctionFindings {
  tally.functions++;
  const { program } = interpretation.code;
  const flow = new VerifierFlow(interpretation, context, isCertain);
  const facts = { program, interpretation, context, base, flow };
  const faults = new Faults(facts);
  const receives = new Receives(program.code);
  const runsOn: number[] = [];
  let at: ContextNode | undefined;
  const watch: FlowWatch = {
    instruction(node, address, state) {
      at = node;
      flow.instruction(node, address, state);
      receives.instruction(node, address, state);
      faults.instruction(node, address, state);
    },
    edge(_, from, to) {
      flow.edge(context, from, to);
      if (to === from + 1 && to !== context.id && at !== undefined) runsOn.push(from, to, at.address);
    },
    exit: (_, address) => flow.exit(context, address),
  };
  observeFunction(interpretation, context, watch);
  const blocks = [...flow.blocks.values()].flatMap(({ node, last }) => [node.address, last]);
  flow.settle();
  return {
    blocks,
    wrong: faults.wrong,
    doubts: faults.doubts,
    runsOn,
    joins: unevenJoinsOf(facts),
    drains: drainsOf(facts),
    results: unevenResultsOf(facts),
    loops: endlessLoopsOf(facts),
    messages: receives.messages,
    tries: triesOf(facts),
  };
}

/** Only what is wrong with values and variables, as `examine` finds it. */
export function examineValues(
  interpretation: Interpretation,
  context: Context,
  base: Base | undefined,
): FunctionFindings {
  tally.functions++;
  const { program } = interpretation.code;
  const faults = new Faults({ program, interpretation, context, base });
  const blocks: number[] = [];
  let at: ContextNode | undefined;
  observeFunction(interpretation, context, {
    instruction(node, address, state) {
      if (node !== at) blocks.push(node.address, address);
      at = node;
      blocks[blocks.length - 1] = address;
      faults.instruction(node, address, state);
    },
    edge: () => undefined,
    exit: () => undefined,
  });
  return { ...NOTHING, blocks, wrong: faults.wrong, doubts: faults.doubts };
}

const NOTHING: FunctionFindings = {
  blocks: [],
  wrong: [],
  doubts: [],
  runsOn: [],
  joins: [],
  drains: false,
  results: [],
  loops: [],
  messages: { receives: [], sent: [], isOpen: false, hasNotices: false, children: [] },
  tries: { closing: [], meetings: [], onSomePaths: [], closed: [], leftOpen: [] },
};
