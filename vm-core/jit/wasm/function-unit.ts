/**
 * Makes the called forms of functions over Ints: a function of WebAssembly, and JavaScript that gives it the arguments, takes the
 * result, and makes frames where it is left.
 *
 * Invariant: as any called form, it is left in front of its first instruction where arguments are not as expected.
 */
import type { EntryPoint } from "../../run/frame.ts";
import type { UnitGraph } from "../graph.ts";
import { MOST_TAKEN } from "../mode.ts";
import type { UnitContext, WrittenUnit } from "../unit-writer.ts";
import { type WrittenFunction, writeFunction } from "./deep.ts";
import { isRecursive, type NumberFunction, numberFunction } from "./number-function.ts";
import type { LoopType } from "./operations.ts";
import { MADE, NAMES } from "./passed.ts";
import type { SpillingForm } from "./spilled.ts";
import { startOf } from "./start.ts";

/** What a call in generated JavaScript may take on the host's stack, in bytes: as many calls of this function may be in its place as take no more. */
const FRAME = 800;

/** The code of the function from an address of the module on; see `calledGraph`. */
export type CodeFrom = (address: number, taken: number) => UnitGraph;

/** The called form of a function that is entered in a way; undefined where it is not one over Ints. */
export function calledNumbers(
  graph: UnitGraph,
  around: UnitContext,
  called: EntryPoint,
  codeFrom: CodeFrom,
): WrittenUnit | undefined {
  const { start: entry } = graph.blocks[0];
  // Arguments were no Ints again and again.
  if (typeof WebAssembly === "undefined" || around.noted(entry) !== undefined) return undefined;
  const found = numberFunction(graph, around, called);
  if (found === undefined || !isRecursive(found)) return undefined;
  const callee = calleeOf(around, called);
  const after = (address: number): NumberFunction | undefined =>
    numberFunction(codeFrom(address + 1, MOST_TAKEN), around, called);
  const written = writeFunction(found, DEEP.has(callee) ? after : undefined);
  const start = written === undefined ? undefined : startOf(written.bytes, true);
  if (written === undefined || start === undefined) return undefined;
  const { base } = around.module;
  let left = 0;
  const tell = (exit: number): void => {
    const { address, cause } = written.exits[exit];
    around.record?.leave(base + address, cause);
    const isDeep = cause === "depth" || ++left === OFTEN;
    if (!isDeep || DEEP.has(callee)) return;
    DEEP.add(callee);
    around.spoil();
  };
  const form = formOf(around, { found, written, called }, callee);
  return {
    parameters: ["K0", "K1", "K2", "K3", "K4", "K5"],
    body: glue(around, { found, written, called }),
    constants: [start, written.exits.map(({ address }) => base + address), form, tell, called, around.note],
  };
}

interface FunctionParts {
  readonly found: NumberFunction;
  readonly written: WrittenFunction;
  readonly called: EntryPoint;
}

/** The form of the function, as generated code finds it. */
function calleeOf({ module, callee }: UnitContext, { start, layout, slots }: EntryPoint): Callee {
  const names = slots.map((slot) => layout.names[slot]);
  return callee(start - module.base, names) as Callee;
}

type Callee = SpillingForm["callee"];

/** How often the function is left until it had better continue after calls by itself. */
const OFTEN = 100;
/** Functions that were called deeper than the host's stack has room for, or left often. */
const DEEP = new WeakSet<Callee>();

function formOf(
  { module: { base } }: UnitContext,
  { found, written, called }: FunctionParts,
  callee: Callee,
): SpillingForm {
  const { layout } = called;
  const { sites } = written.layout;
  return {
    entry: called,
    layout: written.layout,
    others: found.others.map((name) => layout.slotOf(name) as number),
    sites: Array.from(sites.values(), ({ address, stack }) => {
      return { address: base + address, next: base + address + 1, stack };
    }),
    back: () => undefined,
    code: undefined,
    callee,
  };
}

/**
 * The JavaScript around the function. `top` is how deep it may be called from where the process has its frame, and `last` how deep the call
 * was that was left.
 */
function glue(
  around: UnitContext,
  { found, written, called: { layout, slots, start } }: FunctionParts,
): string {
  const names = slots.map((slot) => `v${slot}`);
  const ways = written.ways.map(({ stack }) => wayText(found, layout.names, stack));
  const isInt = names.map((name) => `(typeof ${name} === "number" || typeof ${name} === "bigint")`);
  const arrived = layout.names.map((_, slot) => (slots.includes(slot) ? `v${slot}` : "undefined"));
  const entry = start - around.module.base;
  const note = `K5(${[entry, ...names.slice(0, 2)].join(", ")})`;
  const most = `Math.max(0, Math.floor((M.most - depth) * ${FRAME / written.frameBytes}))`;
  const given = names.flatMap((name) => [`highHalf(${name})`, `lowHalf(${name})`]);
  const set = "const room = M.process.maxFrames - M.process.frame.depth - depth; top = depth + room;";
  const goBack = [
    `K2.back = (depth, count, value) => { ${set}`,
    `return back(M.left, ${most}, room, count, highHalf(value), lowHalf(value)) === 0 ? spill(depth) : result; };`,
  ].join("\n");
  return [
    "let result = null, top = 0, last = 0;",
    "const give = (left, high, low) => { M.left = M.single(left); result = ofHalves(high, low); };",
    `const { run, back } = K0([(left) => M.renewAll(left), give, ${ways.join(", ")}]);`,
    "const spill = (depth) => last > depth ? M.saveSpilled(K2, depth, last - depth) : undefined;",
    ...(written.goesDeep ? [goBack] : []),
    `${written.goesDeep ? "return K2.code =" : "return"} (function called(${["depth", ...names].join(", ")}) {`,
    `if (!(${["true", ...isInt].join(" && ")})) { ${note}; return M.save(${[start, "depth", "K4", ...arrived].join(", ")}); }`,
    set,
    `return run(${["M.left", most, "room", ...given].join(", ")}) === 0 ? spill(depth) : result;`,
    "})",
  ].join("\n");
}

/** What makes the frame of the call that is left. */
function wayText(
  { parameters, others }: NumberFunction,
  names: readonly string[],
  stack: readonly LoopType[],
): string {
  const words = ["exit", "left", "room"];
  const held = new Map<string, string>();
  for (const [index, name] of [...parameters, ...others].entries()) {
    const isParameter = index < parameters.length;
    if (!isParameter) words.push(`b${index}`);
    words.push(...NAMES.int(index));
    held.set(name, isParameter ? MADE.int(index) : `b${index} === 0 ? undefined : ${MADE.int(index)}`);
  }
  const above = held.size;
  const values = stack.map((kind, index) => MADE[kind](above + index));
  words.push(...stack.flatMap((kind, index) => NAMES[kind](above + index)));
  const frame = ["last", "K4", ...names.map((name) => held.get(name) ?? "undefined")].join(", ");
  const few = [stack.length, ...values.slice(0, 3)].join(", ");
  const more = values.length > 3 ? `, [${values.slice(3).join(", ")}]` : "";
  return [
    `(${words.join(", ")}) => {`,
    "K3(exit);",
    values.length > 0 ? `M.hold(undefined, ${few}${more});` : "",
    `M.left = left; last = top - room; M.save(K1[exit], ${frame});`,
    "}",
  ].join(" ");
}
