/**
 * Writes the module of a function over Ints that calls itself: the function, what continues it after calls, and what the host calls.
 *
 * Where the host's stack has no room for a call more, all calls on it put their records into the memory and are left; then the one that was
 * to be made is made on the empty stack. When that has returned, the newest record is continued with the result, and so on. `run` begins with
 * arguments, `back` with records and a result. Both give 1 when the oldest call has returned; 0 when the function was left: then
 * the memory has the records of all calls but the innermost, oldest first.
 */

import { fuelPlan } from "../fuel.ts";
import {
  block,
  branch,
  bytesOf,
  call,
  encoded,
  type FunctionType,
  getGlobal,
  getLocal,
  int32,
  int64,
  load,
  loop,
  OP,
  setGlobal,
  setLocal,
  type WasmCode,
  type WasmFunction,
  when,
  wholeOf,
} from "./encode.ts";
import {
  type Common,
  type FunctionExit,
  FunctionWriter,
  GIVE,
  GLOBAL,
  ITSELF,
  passedTo,
  SPILLED,
} from "./function-writer.ts";
import type { NumberFunction } from "./number-function.ts";
import { ifFit, type NumberWay, PASSED, passed, UNFIT } from "./number-writer.ts";
import { numberIn } from "./operations.ts";
import {
  BYTES,
  loadArgument,
  PAGES,
  RecordLayout,
  type SelfCall,
  storeArgument,
  TYPE_OF,
} from "./records.ts";

export interface WrittenFunction {
  readonly bytes: Uint8Array;
  readonly exits: readonly FunctionExit[];
  readonly ways: readonly NumberWay[];
  /** Of records; undefined where it goes no deeper than the host's stack. */
  readonly layout: RecordLayout | undefined;
  /** What a call takes on the host's stack, in bytes: an estimate. */
  readonly frameBytes: number;
}

const MOST_IMPORTS = 100;
/** Bytes of a record at most. */
const LARGEST = BYTES / 100;

/** Finds the code of the function after a call at an address. */
export type CodeAfter = (address: number) => NumberFunction | undefined;

/** Undefined where the function is not one over Ints alone. Without the code after calls, it goes no deeper than the host's stack. */
export function writeFunction(
  found: NumberFunction,
  after: CodeAfter | undefined,
): WrittenFunction | undefined {
  return ifFit(() => written(found, after));
}

function written(found: NumberFunction, after: CodeAfter | undefined): WrittenFunction {
  const layout = after === undefined ? undefined : layoutOf(found);
  const common: Common = { exits: [], ways: new Map(), layout };
  const itself = new FunctionWriter(found, planOf(found), common).write();
  const sites = [...(layout?.sites.values() ?? [])];
  const others = sites.map((site) => {
    const rest = after?.(site.address);
    if (rest === undefined) throw UNFIT;
    // What it has stored is known from the function.
    const same = { ...rest, parameters: found.parameters, others: found.others };
    return new FunctionWriter(same, planOf(same), common, site).write();
  });
  const ways = [...common.ways.values()];
  const imports: FunctionType[] = [
    { parameters: ["i32"], results: ["i32"] },
    { parameters: ["i32", "i32", "i32"], results: [] },
    ...ways.map(({ stack }) => ({ parameters: passedTo(found, stack), results: [] })),
  ];
  if (imports.length > MOST_IMPORTS) throw UNFIT;
  const first = imports.length;
  const driver = first + 1 + others.length;
  const functions = [
    ...[itself, ...others].map((one) => ({
      ...one,
      body: bytesOf(one.body).map((byte) => (byte === ITSELF ? first : byte)),
    })),
    ...(layout === undefined
      ? [runningOnce(found.parameters.length, first)]
      : [driving(layout, sites, first), running(layout, driver), goingBack(layout, driver)]),
  ];
  const bytes = encoded({
    imports,
    functions,
    exported: layout === undefined ? ["run"] : ["run", "back"],
    ...(layout === undefined ? {} : { pages: PAGES }),
    globals: Object.keys(GLOBAL).length,
  });
  // Engines that compile quickly keep what is handed over to a function of the host in the frame, too.
  const widest = Math.max(0, ...ways.map(({ stack }) => passedTo(found, stack).length));
  const wide = Math.max(
    ...[itself, ...others].map(({ type, locals }) => type.parameters.length + locals.length),
  );
  return { bytes, exits: common.exits, ways, layout, frameBytes: 8 * (wide + widest) + 96 };
}

function layoutOf({ blocks, parameters, others }: NumberFunction): RecordLayout {
  const layout = new RecordLayout(parameters.length, others.length);
  for (const { acts, lastHeight } of blocks)
    if (acts[acts.length - 1].kind === "call")
      layout.most = Math.max(layout.most, lastHeight - parameters.length);
  if (layout.size > LARGEST) throw UNFIT;
  return layout;
}

function planOf({ blocks, shape }: NumberFunction): ReturnType<typeof fuelPlan> {
  return fuelPlan(
    blocks,
    shape,
    blocks.map(({ acts }) => acts.length),
  );
}

/** What the driver is given: what is left, where the next record is, how deep the oldest call may call itself, whether a call begins, and a result. */
const [HELD, NEXT, DEEPEST, BEGINS, RESULT] = [0, 1, 2, 3, 4];
/** Its variables: how deep the next call may call itself on the host's stack, and how many calls have records below it. */
const [ROOM, BELOW] = [5, 6];

/** Runs calls until the oldest has returned, or one was left. */
function driving(layout: RecordLayout, sites: readonly SelfCall[], itself: number): WasmFunction {
  const size = int32(layout.size);
  const taken: WasmCode = [setLocal(HELD), setLocal(RESULT)];
  const given: WasmCode = [getLocal(HELD), getLocal(ROOM)];
  const values = Array.from({ length: layout.parameters }, (_, index) => loadArgument(index));
  const begin = [given, values.flat(), call(itself), taken, branch(1)];
  const goOn = sites.flatMap((site) => {
    const isHere = [load("i32", getLocal(NEXT), 0), int32(site.index), OP.i32Eq];
    const held = [given, heldBy(layout, site), getLocal(RESULT)];
    return [isHere, when([held, call(itself + 1 + site.index), taken, branch(1)])];
  });
  const isOver = [getLocal(NEXT), int32(layout.start), OP.i32Eq];
  const give = [getLocal(HELD), passed(numberIn("int", RESULT)), call(GIVE), int32(1), OP.return];
  const step = block([
    [getLocal(BEGINS), when([room(layout), begin])],
    [isOver, when(give)],
    [getLocal(NEXT), size, OP.i32Sub, setLocal(NEXT)],
    room(layout),
    goOn,
  ]);
  const further = [
    [getGlobal(GLOBAL.top), size, OP.i32Add, setLocal(NEXT)],
    [getGlobal(GLOBAL.left), setLocal(HELD), int32(1), setLocal(BEGINS)],
  ];
  const body = [
    step,
    [int32(0), setLocal(BEGINS)],
    [getLocal(HELD), int32(SPILLED), OP.i32Eq, when(further)],
    [getLocal(HELD), int32(0), OP.i32LtS, when([int32(0), OP.return])],
    branch(0),
  ];
  return {
    type: { parameters: ["i32", "i32", "i32", "i32", "i64"], results: ["i32"] },
    locals: ["i32", "i32"],
    body: [loop(body), OP.unreachable],
  };
}

/** Pushes what the next record holds. */
function heldBy(layout: RecordLayout, { stack }: SelfCall): WasmCode {
  const at = getLocal(NEXT);
  const variables = layout.parameters + layout.others;
  return [
    Array.from({ length: variables }, (_, index) => load("i64", at, layout.variable(index))).flat(),
    Array.from({ length: layout.others }, (_, index) => load("i32", at, layout.mark(index))).flat(),
    stack.flatMap((kind, index) => load(TYPE_OF[kind], at, layout.stacked(index))),
  ];
}

/** Makes a variable as small as something is. */
const limit = (local: number, most: WasmCode): WasmCode => [
  [most, getLocal(local), most, getLocal(local), OP.i32LtS, OP.select, setLocal(local)],
];

/** Finds how deep the call may call itself whose record would be the next one. */
function room(layout: RecordLayout): WasmCode {
  const size = int32(layout.size);
  const inAll = [getLocal(DEEPEST), getLocal(BELOW), OP.i32Sub];
  const inMemory = [int32(BYTES), getLocal(NEXT), OP.i32Sub, size, OP.i32DivS, int32(1), OP.i32Sub];
  const isDeeper = [getGlobal(GLOBAL.shift), int32(0), OP.i32GtS];
  const fits = [getGlobal(GLOBAL.top), int32(2 * layout.size), OP.i32Add, int32(BYTES), OP.i32LeS];
  return [
    [getLocal(NEXT), int32(layout.start), OP.i32Sub, size, OP.i32DivS, setLocal(BELOW)],
    [getGlobal(GLOBAL.full), setLocal(ROOM)],
    limit(ROOM, inAll),
    limit(ROOM, inMemory),
    [getLocal(NEXT), getLocal(ROOM), size, OP.i32Mul, OP.i32Add, setGlobal(GLOBAL.top)],
    [inAll, getLocal(ROOM), OP.i32Sub, setGlobal(GLOBAL.shift)],
    [isDeeper, fits, OP.i32And, setGlobal(GLOBAL.maySpill)],
  ];
}

/** What the host begins with: what is left, how deep it may go on an empty stack and in all, and the arguments. */
function running(layout: RecordLayout, driver: number): WasmFunction {
  const halves = Array.from({ length: layout.parameters }, () => PASSED.int).flat();
  const kept = Array.from({ length: layout.parameters }, (_, index) =>
    storeArgument(index, wholeOf(3 + 2 * index)),
  ).flat();
  const given = [getLocal(0), int32(layout.start), getLocal(2), int32(1), int64(0n)];
  return {
    type: { parameters: ["i32", "i32", "i32", ...halves], results: ["i32"] },
    locals: [],
    body: [getLocal(1), setGlobal(GLOBAL.full), kept, given, call(driver)],
  };
}

/** The same on the host's stack alone. */
function runningOnce(parameters: number, itself: number): WasmFunction {
  const halves = Array.from({ length: parameters }, () => PASSED.int).flat();
  const [full, deepest] = [1, 2];
  const [result, left] = [3 + halves.length, 4 + halves.length];
  const values = Array.from({ length: parameters }, (_, index) => wholeOf(3 + 2 * index));
  return {
    type: { parameters: ["i32", "i32", "i32", ...halves], results: ["i32"] },
    locals: ["i64", "i32"],
    body: [
      limit(full, getLocal(deepest)),
      [getLocal(deepest), getLocal(full), OP.i32Sub, setGlobal(GLOBAL.shift)],
      [getLocal(0), getLocal(full), values, call(itself)],
      [setLocal(left), setLocal(result)],
      [getLocal(left), int32(0), OP.i32LtS, when([int32(0), OP.return])],
      [getLocal(left), passed(numberIn("int", result)), call(GIVE), int32(1)],
    ],
  };
}

/** The same with how many records there are, and the result of what the newest of these has called. */
function goingBack(layout: RecordLayout, driver: number): WasmFunction {
  const next = [getLocal(3), int32(layout.size), OP.i32Mul, int32(layout.start), OP.i32Add];
  const given = [getLocal(0), next, getLocal(2), int32(0), wholeOf(4)];
  return {
    type: { parameters: ["i32", "i32", "i32", "i32", ...PASSED.int], results: ["i32"] },
    locals: [],
    body: [getLocal(1), setGlobal(GLOBAL.full), given, call(driver)],
  };
}
