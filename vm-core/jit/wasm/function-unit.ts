/**
 * Makes the called forms of functions over Ints: a function of WebAssembly, and JavaScript that gives it the arguments, takes the
 * result, and makes frames where it is left.
 *
 * Invariant: as any called form, it is left in front of its first instruction where arguments are not as expected.
 */
import type { EntryPoint } from "../../run/frame.ts";
import type { UnitGraph } from "../graph.ts";
import { MOST_TAKEN } from "../mode.ts";
import type { UnitContext, WrittenUnit } from "../unit-context.ts";
import { type WrittenFunction, writeFunction } from "./deep.ts";
import { isRecursive, type NumberFunction, numberFunction } from "./number-function.ts";
import type { LoopType } from "./operations.ts";
import { MADE, NAMES } from "./passed.ts";
import type { RecordLayout } from "./records.ts";
import { recordsOf, Spilled, type SpillingForm } from "./spilled.ts";
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
  const deep = DEEP.has(callee) ? writeFunction(found, after) : undefined;
  const written = deep ?? writeFunction(found, undefined);
  const start = written === undefined ? undefined : startOf(written.bytes, written.layout !== undefined);
  if (written === undefined || start === undefined) return undefined;
  const { base } = around.module;
  const sites = written.exits.map(({ address, cause }) =>
    cause === "stopped" ? { address: base + address, next: base + address + 1 } : null,
  );
  const tell = (exit: number): void => {
    const { address, cause } = written.exits[exit];
    if (cause !== "stopped") around.record?.leave(base + address, cause);
    if (cause !== "depth" || DEEP.has(callee)) return;
    DEEP.add(callee);
    around.spoil();
  };
  const { layout } = written;
  const form = layout === undefined ? undefined : formOf(base, { found, layout, called, callee });
  const places = written.exits.map(({ address }) => base + address);
  return {
    parameters: ["K0", "K1", "K2", "K3", "K4", "K5", "K6"],
    body: glue(around, { found, written, called }),
    constants: [start, places, sites, tell, called, around.note, form],
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

/** Functions that were called deeper than the host's stack has room for. */
const DEEP = new WeakSet<Callee>();

function formOf(
  base: number,
  {
    found,
    layout,
    called,
    callee,
  }: {
    readonly found: NumberFunction;
    readonly layout: RecordLayout;
    readonly called: EntryPoint;
    readonly callee: Callee;
  },
): SpillingForm {
  const form: SpillingForm = {
    entry: called,
    layout,
    others: found.others.map((name) => called.layout.slotOf(name) as number),
    sites: Array.from(layout.sites.values(), ({ address, stack }) => {
      return { address: base + address, next: base + address + 1, stack };
    }),
    spill: (depth, count) => new Spilled(form, recordsOf(form, count), depth),
    back: () => undefined,
    code: undefined,
    callee,
  };
  return form;
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
  const goesDeep = written.layout !== undefined;
  const deep = [
    "const spill = (depth) => last > depth ? M.saveSpilled((deep) => K6.spill(deep, last - depth), depth) : undefined;",
    `K6.back = (depth, count, value) => { ${set}`,
    `return back(M.left, ${most}, room, count, highHalf(value), lowHalf(value)) === 0 ? spill(depth) : result; };`,
  ];
  return [
    "let result = null, top = 0, last = 0;",
    "const give = (left, high, low) => { M.left = M.single(left); result = ofHalves(high, low); };",
    `const { run, back } = K0([(left) => M.renewAll(left), give, ${ways.join(", ")}]);`,
    ...(goesDeep ? deep : []),
    `${goesDeep ? "return K6.code =" : "return"} (function called(${["depth", ...names].join(", ")}) {`,
    `if (!(${["true", ...isInt].join(" && ")})) { ${note}; return M.save(${[start, "depth", "K4", ...arrived].join(", ")}); }`,
    set,
    `return run(${["M.left", most, "room", ...given].join(", ")}) === 0 ? ${goesDeep ? "spill(depth)" : "undefined"} : result;`,
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
    values.length > 0 ? `M.hold(undefined, ${few}${more});` : "",
    "last = top - room;",
    `if (K2[exit] === null) { K3(exit); M.left = left; M.save(K1[exit], ${frame}); }`,
    `else M.saveCaller(K2[exit], ${frame});`,
    "}",
  ].join(" ");
}
