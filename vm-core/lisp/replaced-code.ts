/**
 * The code of a program in which some forms of the top level have taken the place of others: theirs is made, and that of all
 * others is taken with its addresses.
 *
 * Invariant: it is what `generate` makes, or it is not tried: where the globals that the forms define are entered otherwise
 * than before, where some code is wrong, and where code of the top level is elsewhere.
 */
import type { Instruction, Procedure } from "../program/program.ts";
import type { CodeMemory } from "./code-memory.ts";
import type { Emitter } from "./emitter.ts";
import { type Generated, Generator, labelsOf } from "./generate.ts";
import { ownerOf } from "./handing-over.ts";
import type { FunctionNode } from "./nodes.ts";
import { slotOf } from "./slots.ts";
import { tally } from "./tally.ts";
import type { SteadyForm } from "./variables.ts";

/** Forms of the top level that are others than in the version before. */
export interface ReplacedForms {
  /** The number of the first one. */
  readonly at: number;
  readonly gone: readonly SteadyForm[];
  readonly added: readonly SteadyForm[];
  /** The functions that globals were which they define, and those that they are. */
  readonly defined: readonly Redefined[];
  /** All forms as they are now. */
  readonly count: number;
  formAt(index: number): SteadyForm;
}

interface Redefined {
  readonly before: FunctionNode | undefined;
  readonly now: FunctionNode | undefined;
}

/** A program with closures that are settled. */
interface SettledProgram {
  readonly main: FunctionNode;
  /** Functions that are in no form. */
  readonly others: readonly FunctionNode[];
}

/** Undefined where all code has to be made. */
export function generateReplaced(
  before: Generated,
  forms: ReplacedForms,
  program: SettledProgram,
  memory: CodeMemory,
): Generated | undefined {
  if (before.starts === undefined || !forms.defined.every(isEnteredAlike)) return undefined;
  const made = codeOf(forms.added, memory);
  const places = placesIn(before, before.starts, forms, program, memory);
  if (made === undefined || places === undefined) return undefined;
  const { main, functions } = places;
  tally.continuedCode++;
  made.items.moveLabels(main.start);
  made.functions.moveLabels(functions.start + made.items.length - (main.end - main.start));
  return new Replacing(before, before.starts, { forms, made, places, program, memory }).run();
}

/** Whether code that enters a global is the same for both. */
function isEnteredAlike({ before, now }: Redefined): boolean {
  if (before === undefined || now === undefined) return before === now;
  return (
    before.name === now.name &&
    before.rest === now.rest &&
    before.most === now.most &&
    before.parameters.length === now.parameters.length &&
    before.parameters.every(
      (one, i) => slotOf(one) === slotOf(now.parameters[i]) && one.isBrought === now.parameters[i].isBrought,
    ) &&
    before.free.size + now.free.size === 0 &&
    ownerOf(before) === ownerOf(now)
  );
}

interface MadeCode {
  /** Of the top level. */
  readonly items: Emitter;
  /** Where the code of each form begins in it. */
  readonly starts: readonly number[];
  readonly functions: Emitter;
}

function codeOf(added: readonly SteadyForm[], memory: CodeMemory): MadeCode | undefined {
  const [items, functions] = [new Generator(memory), new Generator(memory)];
  const starts: number[] = [];
  items.within(() => {
    for (const { node } of added) {
      starts.push(items.emitter.length);
      items.gen(node, "effect");
    }
  });
  for (const code of functionsOf(added)) functions.functionOnce(code);
  const isWrong = !items.isWhole || items.found.length + functions.found.length > 0;
  return isWrong ? undefined : { items: items.emitter, starts, functions: functions.emitter };
}

/** Those that have code of their own, in its order. */
function functionsOf(forms: readonly SteadyForm[]): readonly FunctionNode[] {
  return forms.toReversed().flatMap(({ functions }) => functions.filter(hasCode));
}

function hasCode({ inlined }: FunctionNode): boolean {
  return !inlined;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Where the code was of the forms that are gone. */
interface Places {
  readonly main: Range;
  readonly functions: Range;
  /** The number of the first form that is another among the items of the top level, which may have others in front. */
  readonly item: number;
}

function placesIn(
  { code }: Generated,
  starts: readonly number[],
  forms: ReplacedForms,
  { others }: SettledProgram,
  memory: CodeMemory,
): Places | undefined {
  const { at, gone, added, count } = forms;
  const item = at + starts.length - 1 - (count - added.length + gone.length);
  const own = functionsOf(gone);
  let length = 0;
  for (const code of own) length += memory.lengthOf(code) ?? Number.NaN;
  if (Number.isNaN(length)) return undefined;
  // The code of functions is in the opposite order of the forms.
  let next = own.at(0);
  for (let i = at - 1; next === undefined && i >= 0; i--) next = forms.formAt(i).functions.find(hasCode);
  next ??= others.find(hasCode);
  const start = next === undefined ? code.length : memory.labelOf(next).address;
  return {
    main: { start: starts[item], end: starts[item + gone.length] },
    functions: { start, end: start + length },
    item,
  };
}

interface Replacement {
  readonly forms: ReplacedForms;
  readonly made: MadeCode;
  readonly places: Places;
  readonly program: SettledProgram;
  readonly memory: CodeMemory;
}

class Replacing {
  /** How much longer the code of the top level, and that of functions is. */
  private readonly byMain: number;
  private readonly byFunctions: number;
  /** Where functions began that globals were, and where those begin that they are. */
  private readonly redefined = new Map<number, number>();

  constructor(
    private readonly before: Generated,
    private readonly starts: readonly number[],
    private readonly by: Replacement,
  ) {
    const { places, made, forms, memory } = by;
    this.byMain = made.items.length - (places.main.end - places.main.start);
    this.byFunctions = made.functions.length - (places.functions.end - places.functions.start);
    for (const { before, now } of forms.defined) {
      if (before === undefined || now === undefined) continue;
      this.redefined.set(memory.labelOf(before).address, memory.labelOf(now).address);
    }
  }

  run(): Generated {
    const areThere = [...this.redefined].every(([from, to]) => from === to);
    const isStill = this.byMain === 0 && this.byFunctions === 0 && areThere;
    if (!isStill) this.moveLabels();
    const code = isStill ? this.sameLayout() : this.moved();
    const starts = this.newStarts();
    const mainLength = starts.at(-1) as number;
    const { program, memory } = this.by;
    const { end } = program.main.span;
    // It ends where the text does; in place, so the top level stays what it was.
    Object.assign(code[mainLength].span, { start: end, end });
    memory.main = { code, length: mainLength };
    const [labels, procedures] = [this.labels(isStill), this.procedures(isStill)];
    return { code, labels, procedures, found: [], starts, hasLibrary: this.before.hasLibrary };
  }

  private sameLayout(): Instruction[] {
    const { made, places } = this.by;
    const code = this.before.code.slice();
    made.items.takeFrom(code.slice(places.main.start, places.main.end));
    let at = places.main.start;
    for (const instruction of made.items.finish(at)) code[at++] = instruction;
    at = places.functions.start;
    for (const instruction of made.functions.finish(at)) code[at++] = instruction;
    return code;
  }

  private moved(): Instruction[] {
    const { made, places } = this.by;
    const { main, functions } = places;
    const { byMain, byFunctions } = this;
    const { code: old } = this.before;
    const code: Instruction[] = [];
    made.items.takeFrom(old.slice(main.start, main.end));
    this.take(code, 0, main.start, 0);
    for (const instruction of made.items.finish(code.length)) code.push(instruction);
    this.take(code, main.end, functions.start, byMain);
    for (const instruction of made.functions.finish(code.length)) code.push(instruction);
    this.take(code, functions.end, old.length, byMain + byFunctions);
    return code;
  }

  /** Takes the instructions from one address up to another one, which are so much further now. */
  private take(code: Instruction[], from: number, to: number, by: number): void {
    const { code: old } = this.before;
    for (let address = from; address < to; address++) {
      const instruction = old[address];
      const { target } = instruction.operands as { readonly target?: unknown };
      const now = typeof target === "number" ? this.targetOf(address, target) : target;
      if (now !== target) {
        const { op, operands, span, file } = instruction;
        const moved = { op, operands: { ...operands, target: now }, span, file, origin: address + by };
        code.push(moved as unknown as Instruction);
        continue;
      }
      if (by !== 0) (instruction as { origin: number }).origin = address + by;
      code.push(instruction);
    }
  }

  /** Where an instruction leads now that was at an address. */
  private targetOf(address: number, target: number): number {
    const { main, functions } = this.by.places;
    const other = this.redefined.get(target);
    if (other !== undefined) return other;
    if (target >= functions.end) return target + this.byMain + this.byFunctions;
    // What is in front may end where the code begins, and what comes after it may begin there.
    const isInFront = target < main.end || (target === main.start && address < main.start);
    return isInFront ? target : target + this.byMain;
  }

  /** Where the code of functions is that are what they were. */
  private moveLabels(): void {
    const { forms, program, memory } = this.by;
    const { byMain, byFunctions } = this;
    const move = (functions: readonly FunctionNode[], by: number) => {
      for (const code of functions) if (hasCode(code)) memory.labelOf(code).address += by;
    };
    for (let i = 0; i < forms.at; i++) move(forms.formAt(i).functions, byMain + byFunctions);
    for (let i = forms.at + forms.added.length; i < forms.count; i++) move(forms.formAt(i).functions, byMain);
    move(program.others, byMain + byFunctions);
  }

  private newStarts(): readonly number[] {
    const { places, made, forms } = this.by;
    const { starts, byMain } = this;
    const { item, main } = places;
    const isSame = made.starts.every((start, i) => main.start + start === starts[item + i]);
    if (byMain === 0 && isSame && made.starts.length === forms.gone.length) return starts;
    const now = starts.slice(0, item);
    for (const start of made.starts) now.push(main.start + start);
    for (let i = item + forms.gone.length; i < starts.length; i++) now.push(starts[i] + byMain);
    return now;
  }

  private labels(isStill: boolean): Map<string, number> {
    const { forms, program, memory } = this.by;
    const addressOf = (code: FunctionNode) => memory.labelOf(code).address;
    const [own, others] = [functionsOf(forms.added), functionsOf(forms.gone)];
    if (own.length === others.length && own.every(({ name }, i) => name === others[i].name)) {
      const areThere = isStill && own.every((code, i) => addressOf(code) === addressOf(others[i]));
      return areThere ? this.before.labels : this.movedLabels(own.map(addressOf));
    }
    const all: FunctionNode[] = [];
    for (let i = forms.count - 1; i >= 0; i--) for (const code of forms.formAt(i).functions) all.push(code);
    for (const code of program.others) all.push(code);
    return labelsOf(all, addressOf);
  }

  /** The labels where functions have the same names as before; they are in the order of the code. `own` is where those are that are made. */
  private movedLabels(own: readonly number[]): Map<string, number> {
    const { places } = this.by;
    const { byMain, byFunctions } = this;
    const now = new Map<string, number>();
    let next = 0;
    for (const [name, address] of this.before.labels) {
      if (isIn(places.functions, address)) now.set(name, own[next++]);
      else now.set(name, address + byMain + (address >= places.functions.end ? byFunctions : 0));
    }
    return now;
  }

  private procedures(isStill: boolean): ReadonlyMap<number, Procedure> {
    const { made, places } = this.by;
    const { main, functions } = places;
    const { byMain, byFunctions, before } = this;
    const isGone = (address: number) => isIn(main, address) || isIn(functions, address);
    if (isStill) {
      const areSame =
        hasWithin(before.procedures, main, made.items.procedures) &&
        hasWithin(before.procedures, functions, made.functions.procedures);
      if (areSame) return before.procedures;
    }
    const now = new Map<number, Procedure>();
    const put = (from: number, { procedures }: Emitter) => {
      for (const [at, procedure] of procedures) now.set(from + at, procedure);
    };
    const start = functions.start + byMain;
    const parts = [() => put(main.start, made.items), () => put(start, made.functions)];
    // All are in the order of their addresses.
    for (const [address, procedure] of before.procedures) {
      while (parts.length > 0 && address >= (parts.length === 2 ? main : functions).start) parts.shift()?.();
      if (isGone(address)) continue;
      const by = (address >= main.end ? byMain : 0) + (address >= functions.end ? byFunctions : 0);
      now.set(address + by, procedure);
    }
    for (const each of parts) each();
    return now;
  }
}

function isIn({ start, end }: Range, address: number): boolean {
  return start <= address && address < end;
}

/** Whether there are some procedures in a range, and no others; their addresses are those within it. */
function hasWithin(
  all: ReadonlyMap<number, Procedure>,
  { start, end }: Range,
  own: ReadonlyMap<number, Procedure>,
): boolean {
  for (let address = start; address < end; address++) {
    const [one, other] = [all.get(address), own.get(address - start)];
    if (one?.name !== other?.name || one?.expects !== other?.expects) return false;
  }
  return true;
}
