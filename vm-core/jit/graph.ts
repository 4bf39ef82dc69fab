/**
 * The blocks of a unit: the code that control can get to from one address without leaving the frame.
 *
 * Heights of the stack are known relative to the unit's entry, because every block is entered with one height: an edge with
 * another one leaves the unit, as do edges to code that is not in it.
 *
 * Invariants: a block ends in front of a check of the fuel, so nothing in it can use up fuel but its own instructions. No
 * instruction of the unit takes more than `taken` values that were on the stack at its entry.
 */

import type { Layouts } from "../ir/registers.ts";
import { formOf } from "../ir/registers.ts";
import { type Effect, effectsOf, flowOf } from "../isa/index.ts";
import { variableRoleOf } from "../isa/typing.ts";
import { calleeOf, structuredEnd } from "../program/control-flow.ts";
import type { Instruction, Program } from "../program/program.ts";
import { stackEffect } from "../program/stack-effect.ts";
import { ObjectValue } from "../value/object.ts";
import type { Value } from "../value/value.ts";
import { type Act, CALLS, effectOf, fallsOn, type MetCallee, targetsOf } from "./acts.ts";
import { cellAct } from "./cell-writer.ts";

/** Instructions in a block at most: what is left of a slice in front of one is less than that. */
const LONGEST = 60;

export interface UnitBlock {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly acts: readonly Act[];
  /** Values on the stack when it is entered, more than at the unit's entry. */
  readonly height: number;
  /** The same in front of its last instruction. */
  readonly lastHeight: number;
  /** Indexes of blocks, in the order in which its last instruction names them. */
  readonly successors: readonly number[];
}

export interface UnitGraph {
  readonly program: Program;
  /** The first one is the entry. */
  readonly blocks: readonly UnitBlock[];
  /** For each address of a start, its block. */
  readonly at: ReadonlyMap<number, number>;
  /** How many values of the stack at the entry the unit takes. */
  readonly taken: number;
}

export interface UnitWish {
  readonly entry: number;
  /** Values of the stack at the entry that the unit may take. */
  readonly mostTaken: number;
  /** Instructions in all. */
  readonly most: number;
  /** Whether the unit runs in the frame of the process, so that steps find everything there. */
  readonly isInFrame: boolean;
  /** Of a called form, the names of what it is given. */
  readonly given?: readonly string[];
  /** Whether an observer is to be asked in front of the instruction at an address. */
  isWatched(address: number): boolean;
  /** The function value that the instruction at an address has called last. */
  met(address: number): MetCallee | undefined;
  /** What the instruction at an address pushes, which takes nothing and always pushes the same. */
  pushed(address: number): Value;
}

/** Effects of instructions that are executed outside of units: they change the frame or what runs in it. */
const LEAVING: readonly Effect[] = ["runs-code", "binds-names", "reads-frame", "ends-run"];
/** The only effects of steps of which generated code may call some where the process has no frame for it. */
const FRAMELESS: readonly Effect[] = ["output", "debugger"];

/** Effects of steps after which another process may be ready. */
const WAKING: readonly Effect[] = ["writes-processes", "spawns"];

function actOf(program: Program, address: number, layouts: Layouts, wish: UnitWish): Act {
  if (wish.isWatched(address)) return LEAVE;
  const form = formOf(program, address, layouts);
  if (form.kind !== "step") return form;
  const instruction = program.code[address];
  if (instruction.op === "MAKE_OBJECT") return { kind: "constant", value: ObjectValue.EMPTY };
  if (instruction.op === "MAKE_LIST") return listOf(instruction.operands.length);
  // It always pushes the same value.
  if (instruction.op === "MAKE_FUNCTION") return { kind: "constant", value: wish.pushed(address) };
  const flow = flowOf(instruction.op);
  if (flow === "return") return { kind: "return" };
  if (flow === "call" || flow === "tail-call") {
    const isTail = flow === "tail-call";
    const named = namedCall(program, instruction);
    if (named !== undefined) return { kind: isTail ? "tail-call" : "call", ...named };
    if (calleeOf(instruction) !== undefined) return LEAVE;
    return isTail ? valueTailCall(instruction) : valueCall(instruction, wish.met(address));
  }
  if (instruction.op === "SPAWN") return wish.isInFrame ? spawnOf(wish.met(address)) : LEAVE;
  if (instruction.op === "CAPTURE") return { kind: "capture", name: instruction.operands.name };
  if (instruction.op === "MAKE_LAMBDA") {
    const { target, parameters } = instruction.operands;
    return target < program.code.length ? { kind: "make-closure", target, parameters } : LEAVE;
  }
  if (flow === "catch") return address === wish.entry || !wish.isInFrame ? LEAVE : passedCatch(instruction);
  return cellAct(effectsOf(instruction.op)) ?? stepOf(instruction, wish.isInFrame);
}

/** Items of a list that is written in line at most. */
const MOST_ITEMS = 30;

function listOf(count: number): Act {
  return count > MOST_ITEMS
    ? { kind: "step", pops: count, pushes: 1, walks: true }
    : { kind: "make-list", count };
}

const LEAVE: Act = { kind: "leave" };

/** The start of a process, which runs a function like that which the instruction has started before. */
function spawnOf(met: MetCallee | undefined): Act {
  if (met === undefined) return LEAVE;
  const parameters = met.parameters.length;
  return { kind: "step", pops: parameters + 1, pushes: 1, walks: true, wakes: true, parameters };
}

/** A CATCH that control comes to without an exception: with one, it comes from outside of the unit. */
function passedCatch(instruction: Instruction): Act {
  return { kind: "step", pops: 0, pushes: 0, to: structuredEnd(instruction), walks: false };
}

/** An instruction that the interpreter's step executes, if generated code may call it. */
function stepOf(instruction: Instruction, isInFrame: boolean): Act {
  const { op } = instruction;
  const flow = flowOf(op);
  const effects = [...effectsOf(op)];
  const role = variableRoleOf(op);
  const changes = role === "write" || role === "write-global" || role === "delete";
  const effect = stackEffect(instruction);
  if ((flow !== "next" && flow !== "handler") || changes || effect === undefined) return LEAVE;
  const may = isInFrame
    ? !LEAVING.some((one) => effects.includes(one))
    : role === undefined && effects.every((one) => FRAMELESS.includes(one));
  if (!may) return LEAVE;
  const wakes = WAKING.some((one) => effects.includes(one));
  return { kind: "step", ...effect, walks: !effects.includes("handlers"), wakes };
}

/** The function of the program that an instruction calls, if generated code can call it. */
function namedCall(
  program: Program,
  instruction: Instruction,
): { readonly target: number; readonly parameters: readonly string[] } | undefined {
  const target = calleeOf(instruction);
  if (target === undefined || target >= program.code.length) return undefined;
  const { parameters } = instruction.operands as { readonly parameters: readonly string[] };
  return new Set(parameters).size < parameters.length ? undefined : { target, parameters };
}

/** Arguments of a call in generated code at most. */
const MOST_ARGUMENTS = 30;

function valueTailCall(instruction: Instruction): Act {
  if (instruction.op === "TAIL_APPLY") return { kind: "tail-apply" };
  const count = instruction.op === "TAIL_CALL_WITH" ? instruction.operands.count : MOST_ARGUMENTS + 1;
  return count > MOST_ARGUMENTS ? LEAVE : { kind: "tail-call-any", count };
}

/** A call of a function value: of one that was met with as many arguments as it has parameters, or of any. */
function valueCall(instruction: Instruction, met: MetCallee | undefined): Act {
  if (instruction.op === "APPLY") return { kind: "apply" };
  const count = instruction.op === "CALL_WITH" ? instruction.operands.count : MOST_ARGUMENTS + 1;
  const any: Act = count > MOST_ARGUMENTS ? LEAVE : { kind: "call-any", count };
  if (met === undefined) return any;
  const { entry, parameters } = met;
  const isPlain = instruction.op === "CALL_FUNCTION";
  const isCounted =
    instruction.op === "CALL_WITH" &&
    instruction.operands.count === parameters.length &&
    parameters.at(-1)?.startsWith("...") !== true;
  const isClear = new Set(entry.slots).size === entry.slots.length;
  return (isPlain || isCounted) && isClear ? { kind: "call-value", met } : any;
}

/** Values that a unit has on the stack at most. */
export function highestOf({ blocks }: UnitGraph): number {
  let highest = 0;
  for (const { acts, height } of blocks) {
    let now = height;
    for (const act of acts) {
      const { pops, pushes } = effectOf(act);
      now += pushes - pops;
      highest = Math.max(highest, now);
    }
  }
  return highest;
}

/** Finds the blocks of the unit at an address. */
export function unitGraph(program: Program, layouts: Layouts, wish: UnitWish): UnitGraph {
  const walk = new Walk(program, layouts, wish);
  walk.go();
  return walk.graph();
}

class Walk {
  private readonly acts = new Map<number, Act>();
  private readonly heights = new Map<number, number>();
  /** Addresses at which blocks start. */
  private readonly leaders = new Set<number>();
  private lowest = 0;

  constructor(
    private readonly program: Program,
    private readonly layouts: Layouts,
    private readonly wish: UnitWish,
  ) {}

  /** Follows the code, nearest first, as far as the unit may go. */
  go(): void {
    const { entry, most } = this.wish;
    const pending: [address: number, height: number][] = [[entry, 0]];
    this.leaders.add(entry);
    for (let i = 0; i < pending.length; i++) {
      let [address, height] = pending[i];
      for (;;) {
        if (address >= this.program.code.length || this.heights.has(address)) break;
        if (this.heights.size >= most) break;
        const act = this.act(address, height);
        this.heights.set(address, height);
        this.acts.set(address, act);
        const { pops, pushes } = effectOf(act);
        this.lowest = Math.min(this.lowest, height - pops);
        height += pushes - pops;
        for (const target of targetsOf(act)) {
          this.leaders.add(target);
          pending.push([target, height]);
        }
        if (!fallsOn(act)) break;
        if (act.kind === "branch" || CALLS.includes(act.kind)) this.leaders.add(address + 1);
        address++;
      }
    }
  }

  private act(address: number, height: number): Act {
    const act = actOf(this.program, address, this.layouts, this.wish);
    const rest = height - effectOf(act).pops;
    if (rest < -this.wish.mostTaken) return LEAVE;
    return act.kind === "tail-call" && rest === 0 && this.isItself(act) ? { ...act, kind: "again" } : act;
  }

  private isItself({ target, parameters }: Act & { readonly kind: "tail-call" }): boolean {
    const { entry, given } = this.wish;
    return target === entry && given !== undefined && parameters.join(" ") === given.join(" ");
  }

  graph(): UnitGraph {
    const { entry } = this.wish;
    const taken = -this.lowest;
    const starts = this.starts().filter((start) => start !== entry);
    const at = new Map([entry, ...starts].map((start, index) => [start, index]));
    const blocks = [...at].map(([start, index]) => this.block(start, index, at, taken));
    return { program: this.program, blocks, at, taken };
  }

  /** The addresses at which blocks start, those where one is too long among them. */
  private starts(): readonly number[] {
    const starts: number[] = [];
    let length = 0;
    let before = Number.NaN;
    for (const address of [...this.heights.keys()].sort((a, b) => a - b)) {
      const follows = address === before + 1 && this.continues(before);
      if (!follows || this.leaders.has(address) || length >= LONGEST) {
        starts.push(address);
        length = 0;
      }
      length++;
      before = address;
    }
    return starts;
  }

  /** Whether the next instruction may follow in the unit, at the height that it has there. */
  private continues(address: number): boolean {
    const act = this.acts.get(address) as Act;
    if (!fallsOn(act)) return false;
    return this.heights.get(address + 1) === this.after(address);
  }

  private after(address: number): number {
    const { pops, pushes } = effectOf(this.acts.get(address) as Act);
    return (this.heights.get(address) as number) + pushes - pops;
  }

  private block(start: number, index: number, at: ReadonlyMap<number, number>, taken: number): UnitBlock {
    const acts: Act[] = [];
    let address = start;
    let goesOn = true;
    for (; goesOn && (address === start || !at.has(address)); address++) {
      acts.push(this.acts.get(address) as Act);
      goesOn = this.continues(address);
    }
    const last = acts[acts.length - 1];
    const targets = targetsOf(last);
    const height = this.after(address - 1);
    const successors = (goesOn ? [address, ...targets] : targets).filter(
      (target) => this.heights.get(target) === height,
    );
    return {
      index,
      start,
      end: address,
      acts,
      height: (this.heights.get(start) as number) + taken,
      lastHeight: (this.heights.get(address - 1) as number) + taken,
      successors: [...new Set(successors.map((target) => at.get(target) as number))],
    };
  }
}
