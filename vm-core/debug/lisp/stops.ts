/**
 * Where stepping through Lisp stops: at a form when its parts are computed and its own work is next.
 *
 * Instructions with one span that follow each other are a *group*. A group is a stop when it does the work of its
 * form: calls, computes, binds, waits. Names, constants and functions that are written as values are none, and
 * neither are forms that only choose what comes next, as `if` and `let` do: their parts are. What a function ends
 * with is a stop whatever it is, so that one sees which branch was taken.
 *
 * A *place* is where a breakpoint on a line can be: a stop, or where something begins to be evaluated. The
 * definition of a function is none: who wants to stop there wants to stop in the function.
 *
 * Invariant: stops and places are first addresses of groups; a form that is evaluated once is stopped at once.
 */
import { languageOfName } from "../../analyze/index.ts";
import { effectsOf, flowOf, MNEMONICS, type Mnemonic, operandsOf, rowOf } from "../../isa/index.ts";
import {
  isPure,
  makesFunction,
  onlyRearranges,
  pushesConstant,
  storesValue,
  variableRoleOf,
} from "../../isa/typing.ts";
import { targetOf } from "../../program/control-flow.ts";
import type { Instruction, Program } from "../../program/program.ts";
import type { Span } from "../../text/span.ts";

/** A run of instructions of one form. */
interface Group {
  readonly start: number;
  /** Behind the last one. */
  readonly end: number;
  readonly span: Span;
  readonly file: number;
}

/** The instructions of which something holds. */
function those(holds: (op: Mnemonic) => boolean): ReadonlySet<Mnemonic> {
  return new Set(MNEMONICS.filter(holds));
}

/** What gives a value that is there already. */
const VALUES = those((op) => {
  const role = variableRoleOf(op);
  return pushesConstant(op) || makesFunction(op) || role === "read" || role === "capture";
});

/** What makes a constant of constants. */
const CONSTRUCTORS = those((op) => pushesConstant(op) || rowOf(op).builds === true);

/** What holds the work of forms together: it moves values, chooses what comes next, or looks at what came. */
const GLUE = those((op) => {
  const flow = flowOf(op);
  const effects = effectsOf(op);
  return (
    VALUES.has(op) ||
    onlyRearranges(op) ||
    effects.has("reads-cells") ||
    effects.has("makes-cell") ||
    effects.has("handlers") ||
    effects.has("exports") ||
    flow === "jump" ||
    (flow === "branch" && !effects.has("receives")) ||
    flow === "return" ||
    (flow === "end" && !effects.has("ends-run")) ||
    (isPure(op) && operandsOf(op).some(([, kind]) => kind === "patterns"))
  );
});

/** Work where a value that is in the form is bound, else the entry of a scope. */
const BINDING = those((op) => storesValue(op) || effectsOf(op).has("writes-cells"));

const RECEIVING = those((op) => effectsOf(op).has("receives"));

/** Bits of what an address is. */
export const STOP = 1;
export const PLACE = 2;

const FOUND = new WeakMap<Program, Uint8Array>();

/** What each address of a program is; instructions of assembly all are stops. */
export function stopsOf(program: Program): Uint8Array {
  let stops = FOUND.get(program);
  if (stops === undefined) {
    stops = findStops(program);
    FOUND.set(program, stops);
  }
  return stops;
}

function findStops(program: Program): Uint8Array {
  const stops = new Uint8Array(program.code.length);
  const units = program.files.map(({ name }) => languageOfName(name).stepUnit);
  const { groups, groupAt } = groupsOf(program);
  for (const [index, group] of groups.entries()) {
    if (units[group.file] === "instruction") stops.fill(STOP, group.start, group.end);
    else {
      const stop = isStop(program, groups, groupAt, index) ? STOP : 0;
      stops[group.start] = stop | (begins(program, groups, index, stop === STOP) ? PLACE : 0);
    }
  }
  return stops;
}

function groupsOf({ code }: Program): { groups: readonly Group[]; groupAt: Int32Array } {
  const groups: Group[] = [];
  const groupAt = new Int32Array(code.length);
  for (let start = 0; start < code.length; ) {
    const { span, file } = code[start];
    let end = start + 1;
    while (end < code.length && isSame(code[end], span, file) && !endsFunction(code[end - 1])) end++;
    groupAt.fill(groups.length, start, end);
    groups.push({ start, end, span, file });
    start = end;
  }
  return { groups, groupAt };
}

function isSame(instruction: Instruction, span: Span, file: number): boolean {
  return (
    instruction.file === file && instruction.span.start === span.start && instruction.span.end === span.end
  );
}

/** Nothing that follows it belongs to the same evaluation. */
function endsFunction({ op }: Instruction): boolean {
  const flow = flowOf(op);
  return flow === "return" || flow === "tail-call" || flow === "end";
}

function isStop(program: Program, groups: readonly Group[], groupAt: Int32Array, index: number): boolean {
  const group = groups[index];
  const instructions = program.code.slice(group.start, group.end);
  if (instructions.some(({ op }) => RECEIVING.has(op))) return true;
  if (isResult(instructions)) return true;
  if (isName(program, group)) return false;
  if (goesRound(program, groups, groupAt, group)) return true;
  return (
    works(program, groups, index) &&
    !isContinued(program, groups, index) &&
    !isConstant(program, groups, index)
  );
}

/** Whether a form, or a name or constant, begins to be evaluated here, or is a stop although it began before. */
function begins({ code }: Program, groups: readonly Group[], index: number, isStop: boolean): boolean {
  const { start, end } = groups[index];
  const ops = code.slice(start, end).map(({ op }) => op);
  const isFirst = index === 0 || !isWithin(groups[index - 1], groups[index]);
  if (!VALUES.has(ops[0]) && flowOf(ops[0]) !== "handler") return isStop;
  return isFirst && !(ops.some(makesFunction) && ops.some((op) => BINDING.has(op)));
}

/** A function ends with a value that was there already. */
function isResult(instructions: readonly Instruction[]): boolean {
  return (
    VALUES.has(instructions[0].op) &&
    flowOf(instructions[instructions.length - 1].op) === "return" &&
    instructions.every(({ op }) => GLUE.has(op))
  );
}

/** True of names and constants as written; of a program without its text, nothing is known. */
function isName({ files }: Program, { span, file }: Group): boolean {
  const { text } = files[file];
  return text !== undefined && !/[([{'`,]/.test(text[span.start] ?? "");
}

function works({ code }: Program, groups: readonly Group[], index: number): boolean {
  const group = groups[index];
  const before = groups[index - 1];
  const hasParts = before !== undefined && isWithin(before, group);
  for (let address = group.start; address < group.end; address++) {
    const { op } = code[address];
    if (BINDING.has(op) ? hasParts : !GLUE.has(op)) return true;
  }
  return false;
}

/** Whether the form has more work to do when further parts are computed. */
function isContinued(program: Program, groups: readonly Group[], index: number): boolean {
  const group = groups[index];
  for (let next = index; next + 1 < groups.length; ) {
    if (endsFunction(program.code[groups[next].end - 1])) return false;
    next++;
    if (isSame(program.code[groups[next].start], group.span, group.file)) {
      if (works(program, groups, next)) return true;
    } else if (!isWithin(groups[next], group)) return false;
  }
  return false;
}

/** The next round of a loop whose variables all stay as they are. */
function goesRound({ code }: Program, groups: readonly Group[], groupAt: Int32Array, group: Group): boolean {
  const last = code[group.end - 1];
  if (flowOf(last.op) !== "jump") return false;
  const target = targetOf(last);
  if (target === undefined || target > group.start) return false;
  return !isWithin(groups[groupAt[target]], group) && groupAt[target] !== groupAt[group.start];
}

/** A list or an object of constants: as good as a constant. */
function isConstant({ code }: Program, groups: readonly Group[], index: number): boolean {
  const group = groups[index];
  for (let at = index; at >= 0; at--) {
    const { start, end } = groups[at];
    if (!isWithin(groups[at], group) && !isSame(code[start], group.span, group.file)) break;
    if (code.slice(start, end).some(({ op }) => !CONSTRUCTORS.has(op))) return false;
  }
  return true;
}

function isWithin(inner: Group, outer: Group): boolean {
  if (inner.file !== outer.file) return false;
  const { start, end } = inner.span;
  const isStrict = start > outer.span.start || end < outer.span.end;
  return isStrict && start >= outer.span.start && end <= outer.span.end;
}
