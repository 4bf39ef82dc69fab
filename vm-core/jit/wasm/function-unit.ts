/**
 * Makes the called forms of functions over Ints: a function of WebAssembly, and JavaScript that gives it the arguments, takes the
 * result, and makes frames where it is left.
 *
 * Invariant: as any called form, it is left in front of its first instruction where arguments are not as expected.
 */
import type { EntryPoint } from "../../run/frame.ts";
import { fuelPlan } from "../fuel.ts";
import type { UnitGraph } from "../graph.ts";
import type { UnitContext, WrittenUnit } from "../unit-writer.ts";
import { type WrittenFunction, writeFunction } from "./function-writer.ts";
import { type NumberFunction, numberFunction } from "./number-function.ts";
import type { LoopType } from "./operations.ts";
import { MADE, NAMES } from "./passed.ts";
import { startOf } from "./start.ts";

/** What a call in generated JavaScript may take on the host's stack, in bytes: as many calls of this function may be in its place as take no more. */
const FRAME = 800;

/** The called form of a function that is entered in a way; undefined where it is not one over Ints. */
export function calledNumbers(
  graph: UnitGraph,
  around: UnitContext,
  called: EntryPoint,
): WrittenUnit | undefined {
  const { start: entry } = graph.blocks[0];
  // Arguments were no Ints again and again.
  if (typeof WebAssembly === "undefined" || around.noted(entry) !== undefined) return undefined;
  const found = numberFunction(graph, around, called);
  if (found === undefined) return undefined;
  const costs = found.blocks.map(({ acts }) => acts.length);
  const written = writeFunction(found, fuelPlan(found.blocks, found.shape, costs));
  const start = written === undefined ? undefined : startOf(written.bytes);
  if (written === undefined || start === undefined) return undefined;
  const { base } = around.module;
  const sites = written.exits.map(({ address, cause }) =>
    cause === "stopped" ? { address: base + address, next: base + address + 1 } : null,
  );
  const tell = (exit: number): void => {
    const { address, cause } = written.exits[exit];
    if (cause !== "stopped") around.record?.leave(base + address, cause);
  };
  return {
    parameters: ["K0", "K1", "K2", "K3", "K4", "K5"],
    body: glue(around, { found, written, called }),
    constants: [start, written.exits.map(({ address }) => base + address), sites, tell, called, around.note],
  };
}

interface FunctionParts {
  readonly found: NumberFunction;
  readonly written: WrittenFunction;
  readonly called: EntryPoint;
}

/** The JavaScript around the function. `top` is how deep it may be called from where the process has its frame. */
function glue(
  around: UnitContext,
  { found, written, called: { layout, slots, start } }: FunctionParts,
): string {
  const isTold = around.record !== undefined;
  const names = slots.map((slot) => `v${slot}`);
  const ways = written.ways.map(({ stack }) => wayText(found, layout.names, stack, isTold));
  const isInt = names.map((name) => `(typeof ${name} === "number" || typeof ${name} === "bigint")`);
  const arrived = layout.names.map((_, slot) => (slots.includes(slot) ? `v${slot}` : "undefined"));
  const entry = start - around.module.base;
  const note = `K5(${[entry, ...names.slice(0, 2)].join(", ")})`;
  const most = `Math.floor((M.most - depth) * ${FRAME / written.frameBytes})`;
  const room = `Math.min(${most}, M.process.maxFrames - M.process.frame.depth - depth)`;
  const given = names.flatMap((name) => [`highHalf(${name})`, `lowHalf(${name})`]);
  return [
    "let result = null, top = 0;",
    "const give = (left, high, low) => { M.left = M.single(left); result = ofHalves(high, low); };",
    `const run = K0([(left) => M.renewAll(left), give, ${ways.join(", ")}]);`,
    `return (function called(${["depth", ...names].join(", ")}) {`,
    `if (!(${["true", ...isInt].join(" && ")})) { ${note}; return M.save(${[start, "depth", "K4", ...arrived].join(", ")}); }`,
    `const room = ${room};`,
    "top = depth + room;",
    `return run(${["M.left", "room", ...given].join(", ")}) === 0 ? undefined : result;`,
    "})",
  ].join("\n");
}

/** What makes the frame of a call that is left. */
function wayText(
  { parameters, others }: NumberFunction,
  names: readonly string[],
  stack: readonly LoopType[],
  isTold: boolean,
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
  const frame = ["top - room", "K4", ...names.map((name) => held.get(name) ?? "undefined")].join(", ");
  const few = [stack.length, ...values.slice(0, 3)].join(", ");
  const more = values.length > 3 ? `, [${values.slice(3).join(", ")}]` : "";
  return [
    `(${words.join(", ")}) => {`,
    isTold ? "K3(exit);" : "",
    values.length > 0 ? `M.hold(undefined, ${few}${more});` : "",
    `if (K2[exit] === null) { M.left = left; M.save(K1[exit], ${frame}); }`,
    `else M.saveCaller(K2[exit], ${frame});`,
    "}",
  ].join(" ");
}
