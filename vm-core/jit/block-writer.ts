/**
 * Writes one block of a unit as JavaScript statements.
 *
 * What instructions keep on the stack are names and literals; the stack of the process is written where the unit is left.
 *
 * Invariants: in front of each instruction the state of the process can be put back from what the text names there, so a
 * guard that fails leaves the unit in front of its instruction, and the interpreter executes it. What a guard has found
 * about a variable holds until the variable is stored.
 */
import type { ValueOperation } from "../run/handlers/operation.ts";
import { nothing } from "../run/handlers/operation.ts";
import { SIGNAL } from "../run/signal.ts";
import { type Act, CLOSING, effectOf, PLAIN, TAIL_CALLS } from "./acts.ts";
import { type Atom, atomOf, boxed, falsyText, type KnownTypes, placeAtom } from "./atom.ts";
import { writeCall, writeStep, writeValueCall } from "./call-writer.ts";
import { writeCell } from "./cell-writer.ts";
import { writeCapture, writeClosure } from "./closure-writer.ts";
import type { UnitBlock } from "./graph.ts";
import { Growth } from "./growth.ts";
import { inlineForm, resultOf } from "./inline.ts";
import { writeList } from "./list-forms.ts";
import { movesTo } from "./moves.ts";
import type { ExitCause } from "./record.ts";
import type { Edge } from "./structure.ts";
import { writeAgain, writeAnyTailCall, writeTailApply, writeTailCall } from "./tail-writer.ts";
import { isTypeTest } from "./type-tests.ts";
import { ANY, FLOAT, INT, STRING, testOf } from "./types.ts";
import type { UnitWriter } from "./unit-writer.ts";
import { writeAnyCall, writeApply } from "./value-call-writer.ts";
import {
  disown,
  loadVariable,
  ownedTextOf,
  restAtHand,
  restStoredBy,
  storeVariable,
} from "./variable-writer.ts";
import type { CapturedRow, Writing } from "./writing.ts";

/** What is known where a block leads to another. */
export interface Leading {
  readonly to: number;
  readonly known: KnownTypes;
}

export class BlockWriter implements Writing {
  readonly leading: Leading[] = [];
  private readonly lines: string[] = [];
  stack: Atom[];
  readonly variables: Map<number, number>;
  /** The stack in front of the instruction that is written. */
  private before: readonly Atom[] = [];
  private temporaries = 0;
  /** What the closure has captured that is made next. */
  captured: CapturedRow | undefined;
  /** The address of the instruction that is written. */
  address: number;

  constructor(
    readonly unit: UnitWriter,
    readonly block: UnitBlock,
    known: KnownTypes,
    private readonly edge: (to: number) => Edge,
  ) {
    this.stack = known.stack.map((type, index) => placeAtom(index, type));
    this.variables = new Map(known.variables);
    this.address = block.start;
  }

  write(): string {
    const { acts, start } = this.block;
    const { executed } = this;
    this.before = [...this.stack];
    const outOfFuel = this.exit(start, 0, "slice");
    const full = this.exit(start, 0, "pause");
    for (let index = 0; index < executed; index++) {
      this.address = start + index;
      this.before = [...this.stack];
      this.act(acts[index], index);
      const isUsed = acts[index].kind === "branch" || acts[index + 1]?.kind === "branch";
      if (!isUsed) this.settleCondition();
    }
    this.tell();
    const needed = this.unit.fuelNeeded(this.block.index);
    if (executed > 0) this.lines.unshift(`left -= ${executed};`);
    if (this.grown.reserved > 0) this.lines.unshift(`if (!H.hasLeft(${this.grown.reserved})) ${full}`);
    if (needed > 0) {
      const renew = this.unit.renews;
      this.lines.unshift(`if (left < ${needed} && (left = M.${renew}(left)) < ${needed}) ${outOfFuel}`);
    }
    this.before = [...this.stack];
    const last = acts[acts.length - 1];
    if (executed < acts.length) this.lines.push(this.over(start + executed, last));
    else this.end(last);
    return this.lines.join("\n");
  }

  /** How many instructions of the block are executed: not one that the unit is left in front of. */
  get executed(): number {
    const { acts } = this.block;
    const last = acts[acts.length - 1];
    return last.kind === "leave" || this.returnsToFrame(last) ? acts.length - 1 : acts.length;
  }

  private returnsToFrame(act: Act): boolean {
    // A called unit returns its result when that is all that it has on the stack, and hands over when it has no more.
    const isAlone = this.block.lastHeight === effectOf(act).pops;
    if (act.kind === "return") return !(this.unit.isCalled && this.block.lastHeight === 1);
    // What is applied may turn out to be called only by the interpreter, for which a frame has to be as it was.
    if (act.kind === "tail-apply") return !(this.unit.isCalled && isAlone);
    return TAIL_CALLS.includes(act.kind) && this.unit.isCalled && !isAlone;
  }

  private act(act: Act, index: number): void {
    const { acts } = this.block;
    if (!PLAIN.includes(act.kind)) this.inSlice();
    if (!PLAIN.includes(act.kind) && !CLOSING.includes(act.kind)) this.tell();
    switch (act.kind) {
      case "constant":
        this.stack.push(atomOf(act.value, (value) => this.unit.literal(value)));
        break;
      case "load": {
        disown(this, act.name);
        // Loading may give values on the stack other names.
        const value = restAtHand(this, act.name, index) ?? this.load(act.name);
        this.stack.push(value);
        break;
      }
      case "rearrange": {
        const values = this.take(act.pops);
        for (const source of act.sources) this.stack.push(values[source]);
        break;
      }
      case "compute":
        if (isTypeTest(acts, index) && index + 2 < this.executed) this.nameType();
        else this.compute(act.operation);
        break;
      case "cell":
        writeCell(this, act);
        break;
      case "make-list":
        this.stack.push(writeList(this, this.take(act.count)));
        break;
      case "store":
        storeVariable(this, act.name);
        break;
      case "step":
        writeStep(this, act);
        break;
      case "call":
        writeCall(this, act);
        break;
      case "call-value":
        writeValueCall(this, act.met);
        break;
      case "call-any":
        writeAnyCall(this, act.count);
        break;
      case "apply":
        writeApply(this);
        break;
      case "tail-call":
        writeTailCall(this, act.target, act.parameters);
        break;
      case "again":
        writeAgain(this, act.parameters.length);
        break;
      case "tail-call-any":
        writeAnyTailCall(this, act.count);
        break;
      case "tail-apply":
        writeTailApply(this);
        break;
      case "capture":
        writeCapture(this, act.name, this.block.acts.slice(index));
        break;
      case "make-closure":
        writeClosure(this, act);
        break;
      default:
    }
  }

  /** Where the instruction asks which slice it is in, or may call what does: no further ones have begun. */
  private inSlice(): void {
    if (this.askedAt === this.address || !this.unit.asksForSlice(this.block.index)) return;
    this.askedAt = this.address;
    this.line(`left = M.single(left + ${this.rest()}) - ${this.rest()};`);
  }

  private askedAt = -1;

  take(count: number): Atom[] {
    return count === 0 ? [] : this.stack.splice(-count);
  }

  load(name: string): Atom {
    return loadVariable(this, name);
  }

  /** The slot of the variable whose list the instruction takes the rest of, which is stored there in this block. */
  restStored(): number | undefined {
    return restStoredBy(this);
  }

  /**
   * What says whether an object that gets another value of a field may be changed: a JavaScript variable; undefined where it may
   * not, as the variable that has it is not what it is stored in at once, or it is on the stack, too.
   */
  ownedText(object: Atom): string | undefined {
    return ownedTextOf(this, object);
  }

  private compute(operation: ValueOperation): void {
    const inputs = this.take(operation.count);
    const result = inlineForm(operation)?.(this, inputs) ?? this.generic(operation, inputs);
    this.stack.push(result);
  }

  /** Leaves the name of a type unwritten, as the next instruction but one compares it: see `typeTest`. */
  private nameType(): void {
    const [tested] = this.take(1);
    this.stack.push({ text: "", type: STRING, tested });
  }

  /** Computes with the operator of the instruction. */
  generic(operation: ValueOperation, inputs: readonly Atom[]): Atom {
    const { compute, grown, isPaced } = operation;
    const operands = inputs.map(boxed);
    if (isPaced) this.walking();
    const text = this.temporary(`${this.unit.constant(compute)}(${operands.join(", ")})`);
    this.line(`if (${text} instanceof Fault) ${this.bail()}`);
    const result = { text, type: resultOf(operation) };
    if (grown !== undefined && grown !== nothing) {
      this.growth(`${this.unit.constant(grown)}(${[text, ...operands].slice(0, 3).join(", ")})`, result);
    }
    if (isPaced) this.pace(result);
    return result;
  }

  /** Tells the heap that the result has taken so many bytes, which are `most` at most. */
  growth(bytes: string, result: Atom, most?: number): void {
    if (this.grown.add(bytes, most)) return;
    this.tell();
    this.line(`if (H.grow(${bytes})) ${this.giveWay(SIGNAL.collect, result)}`);
  }

  get isReserving(): boolean {
    return this.grown.isReserving;
  }

  /** Tells the heap of what there was room for. What follows has to ask. */
  private tell(): void {
    this.line(this.grown.text);
    this.grown.end();
  }

  private readonly grown = new Growth();

  /** In front of an instruction that may walk values: it counts for the slice that it is in. */
  walking(): void {
    this.inSlice();
    this.line(`if (M.isEarly) M.pass(${this.leftBefore});`);
  }

  /** Ends the slice after the instruction where it has been long enough. */
  pace(result: Atom): void {
    this.line(`if (E.spent >= ENOUGH) ${this.giveWay(SIGNAL.spent, result)}`);
  }

  private giveWay(signal: number, result: Atom): string {
    const { address, unit, variables } = this;
    const exit = { rest: this.rest() - 1, stack: [...this.stack, result], variables };
    const after = { ...exit, to: String(signal), pause: address };
    return `{ ${unit.telling(address, "pause")}${this.grown.text} ${unit.exit(address + 1, after)} }`;
  }

  private end(act: Act): void {
    const { lines } = this;
    if (act.kind === "return") {
      lines.push(`M.left = left;`, `return ${boxed(this.stack[0])};`);
      return;
    }
    if (TAIL_CALLS.includes(act.kind)) return;
    if (act.kind === "jump" || act.kind === "again") lines.push(this.to(act.target));
    else if (act.kind === "step" && act.to !== undefined) lines.push(this.to(act.to));
    else if (act.kind !== "branch") lines.push(this.to(this.block.end));
    else this.branch(act.target, act.when);
  }

  private branch(target: number, when: boolean): void {
    const { end } = this.block;
    const [value] = this.take(1);
    if (target === end) {
      this.lines.push(this.to(end));
      return;
    }
    const { condition } = value;
    const falsy = falsyText(value);
    const isTaken =
      condition === undefined ? (when ? `!(${falsy})` : falsy) : when ? condition : `!(${condition})`;
    this.lines.push(`if (${isTaken}) {\n${this.to(target)}\n}`, this.to(end));
  }

  /** Goes to an address, with the values where the block there has them. */
  private to(address: number): string {
    const { at, blocks } = this.unit.graph;
    const found = at.get(address);
    // Where control comes with stacks of several heights, one of them continues in the unit.
    const index = found !== undefined && blocks[found].height === this.stack.length ? found : undefined;
    const edge = index === undefined ? undefined : this.edge(index);
    if (index === undefined || edge === undefined || edge.kind === "leave") {
      const ends = address >= this.unit.graph.program.code.length;
      const exit = this.exit(address, 0, "edge", this.stack);
      return ends ? `{ P.ip = ${this.unit.place(this.block.end - 1)}; ${exit} }` : exit;
    }
    const known = { stack: this.stack.map(({ type }) => type), variables: this.variables };
    this.leading.push({ to: index, known: { ...known, variables: new Map(this.variables) } });
    const moves = movesTo(
      this.unit.known(index) ?? known,
      this,
      () => `m${this.block.index}_${this.temporaries++}`,
    );
    return `${moves}${edge.kind === "inline" ? edge.text() : edge.statement}`;
  }

  /** Leaves the unit at its last instruction, which is not executed there. */
  private over(address: number, { kind }: Act): string {
    if (kind === "return") return `${this.unit.returning(this.stack)}${this.exit(address, 0, "return")}`;
    return `${this.unit.lingering(address)}${this.exit(address, 0, "instruction")}`;
  }

  /** Leaves the unit in front of the instruction that is written. */
  bail(cause: ExitCause = "fault"): string {
    return this.exit(this.address, this.rest(), cause);
  }

  /** The same, because operands are not as expected: that is noted. */
  refuse(inputs: readonly Atom[], cause: ExitCause = "types"): string {
    const values = inputs.map(boxed);
    return `{ ${this.unit.note(this.address, values)} ${this.bail(cause)} }`;
  }

  /** Instructions of the block that are not executed, the one that is written included. */
  rest(): number {
    return this.block.start + this.executed - this.address;
  }

  exit(
    address: number,
    rest: number,
    cause: ExitCause,
    stack: readonly Atom[] = this.before,
    next?: string,
  ): string {
    const isAfter = cause === "pause" || cause === "signal";
    const told = this.unit.telling(isAfter ? this.address : address, cause);
    const exit = this.unit.exit(address, { rest, stack, variables: this.variables, to: next });
    return `{ ${told}${this.grown.text} ${exit} }`;
  }

  private settleCondition(): void {
    const top = this.stack.at(-1);
    if (top?.condition === undefined) return;
    this.stack.pop();
    this.stack.push({ text: this.temporary(`${top.condition} ? 1 : 0`), type: INT });
  }

  line(text: string): void {
    if (text !== "") this.lines.push(text);
  }

  /** A new name for what an expression gives. */
  temporary(expression: string): string {
    const name = `t${this.block.index}_${this.temporaries++}`;
    this.lines.push(`const ${name} = ${expression};`);
    return name;
  }

  /** A name for what a text gives that may be a literal. */
  named(text: string): string {
    return /^[a-zA-Z]\w*$/.test(text) && text !== "null" ? text : this.temporary(text);
  }

  /** A new name that can be given another value. */
  variable(expression: string): string {
    const name = `t${this.block.index}_${this.temporaries++}`;
    this.lines.push(`let ${name} = ${expression};`);
    return name;
  }

  /**
   * Gives a variable, the result of the instruction, what asking its operator gives. That may walk values: the unit is left where the
   * slice ends.
   */
  asking(name: string, call: string): void {
    this.walking();
    this.line(`${name} = ${call};`);
    this.line(`if (${name} instanceof Fault) ${this.bail()}`);
    this.line(`if (E.spent >= ENOUGH) ${this.giveWay(SIGNAL.spent, { text: name, type: ANY })}`);
  }

  /** What is left of the slice in front of the instruction that is written. */
  get leftBefore(): string {
    this.inSlice();
    return `left + ${this.rest()}`;
  }

  /** A name for a value that the text cannot hold. */
  constant(value: unknown): string {
    return this.unit.constant(value);
  }

  /** The types that operands of this instruction had where they were not as expected; undefined when they always were. */
  noted(): readonly number[] | undefined {
    return this.unit.noted(this.address);
  }

  /** Tests that values have types, and leaves the unit where they have not. Floats become JavaScript numbers. */
  expect(inputs: readonly Atom[], types: readonly number[]): readonly Atom[] {
    const tests: string[] = [];
    const names = new Set<string>();
    inputs.forEach(({ text, type }, index) => {
      const test = type === types[index] || names.has(text) ? undefined : testOf(types[index], text);
      if (test !== undefined) tests.push(`!(${test})`);
      names.add(text);
    });
    if (tests.length > 0) this.line(`if (${tests.join(" || ")}) ${this.refuse(inputs)}`);
    return inputs.map((atom, index) => this.narrowed(atom, types[index]));
  }

  private narrowed(atom: Atom, type: number): Atom {
    if (atom.type === type) return atom;
    if (type === FLOAT) return { text: this.temporary(`+${atom.text}.value`), type };
    const slot = /^v(\d+)$/.exec(atom.text);
    if (slot !== null) this.variables.set(Number(slot[1]), type);
    this.stack = this.stack.map((other) => (other.text === atom.text ? { ...other, type } : other));
    return { ...atom, type };
  }
}
