/**
 * Writes a unit as the text of a JavaScript function.
 *
 * There are two forms of a unit. One runs in the frame of the process: it takes variables and values from there when it is
 * entered and puts them back when it is left. The other one is called by generated code, with arguments: its frame is made
 * only when it has to be left before it returns.
 *
 * What is known at the start of blocks is found by writing them until nothing changes: types only grow.
 */
import { flowOf } from "../isa/index.ts";
import type { LoadedModule } from "../run/code-space.ts";
import type { EntryPoint, FrameLayout } from "../run/frame.ts";
import { SIGNAL } from "../run/signal.ts";
import type { Step } from "../run/step.ts";
import type { Value } from "../value/value.ts";
import { type Atom, boxedVariable, isRest, joined, type KnownTypes, numberLiteral, pushing } from "./atom.ts";
import { BlockWriter } from "./block-writer.ts";
import { entryText, guarded } from "./entry-writer.ts";
import { type Exit, ExitWriter } from "./exit-writer.ts";
import { type FuelPlan, fuelPlan } from "./fuel.ts";
import type { UnitGraph } from "./graph.ts";
import type { Ledger } from "./ledger.ts";
import { owners } from "./ownership.ts";
import type { ExitCause } from "./record.ts";
import { shapeOf, structured, type UnitShape } from "./structure.ts";
import { ANY, LONG, UNBOUND } from "./types.ts";
import type { UnitContext, WrittenUnit } from "./unit-context.ts";

/** Stands for the condition in called forms until it is known how long they are, which says how deep they may be. */
const IS_DEEPEST = "depth >= DEEPEST";

/** A called form that may be so deep when it calls others, where that is less than for all. */
export function limited(written: WrittenUnit, deepest?: number): WrittenUnit {
  const further = deepest === undefined ? "" : ` || depth >= ${deepest}`;
  return { ...written, body: written.body.replaceAll(IS_DEEPEST, `depth >= M.most${further}`) };
}

export class UnitWriter {
  private readonly constants: unknown[] = [];
  private readonly names = new Map<unknown, string>();
  private readonly slots = new Set<number>();
  readonly storedSlots = new Set<number>();
  private readonly states: (KnownTypes | undefined)[];
  private readonly owners: ReadonlySet<string>;
  private readonly shape: UnitShape;
  private fuel: FuelPlan = [];
  readonly layout: FrameLayout;
  private readonly exits = new ExitWriter(this);
  /** How deep generated code has called itself. */
  readonly depth: string;
  /** Functions that the unit calls may read its variables: they are the module's. */
  private readonly sharesVariables: boolean;

  constructor(
    readonly graph: UnitGraph,
    private readonly around: UnitContext,
    /** What is known at the entry: of a called form, of the arguments. */
    private readonly entry: KnownTypes,
    /** Of a called form, how its function is entered. */
    readonly called: EntryPoint | undefined,
  ) {
    this.layout = around.module.layoutAt(graph.blocks[0].start);
    this.shape = shapeOf(graph.blocks);
    this.isPlain = called === undefined;
    this.states = graph.blocks.map(() => undefined);
    this.owners = owners(graph.blocks);
    this.depth = called === undefined ? "0" : "depth";
    this.sharesVariables = called === undefined && this.layout === around.globals;
    for (const { acts } of graph.blocks) {
      for (const act of acts) {
        if (act.kind !== "load" && act.kind !== "store" && act.kind !== "capture") continue;
        this.slots.add(this.slotOf(act.name));
        if (act.kind === "store") this.storedSlots.add(this.slotOf(act.name));
      }
    }
    for (const slot of called?.slots ?? []) this.slots.add(slot);
  }

  get isCalled(): boolean {
    return this.called !== undefined;
  }

  write(): WrittenUnit {
    this.solve();
    const body = structured(this.graph.blocks, this.shape, (block, edge) =>
      new BlockWriter(this, block, this.states[block.index] as KnownTypes, edge).write(),
    );
    const text = this.called === undefined ? this.inFrame(body) : this.asCalled(body, this.called);
    return {
      parameters: this.constants.map((_, index) => `K${index}`),
      body: text,
      constants: this.constants,
    };
  }

  /** Finds what is known at each block, and where to look at the fuel. */
  private solve(): void {
    const { blocks } = this.graph;
    this.states[0] = this.entryState();
    const { rank, order } = this.shape;
    const waiting = new Set([0]);
    const costs = blocks.map(() => 0);
    while (waiting.size > 0) {
      const first = order.find((block) => waiting.has(block)) as number;
      waiting.delete(first);
      const writer = new BlockWriter(this, blocks[first], this.states[first] as KnownTypes, (to) =>
        rank[to] < 0 ? { kind: "leave" } : { kind: "go", statement: "" },
      );
      writer.write();
      costs[first] = writer.executed;
      for (const { to, known } of writer.leading) {
        const before = this.states[to];
        const after = before === undefined ? known : joined(before, known);
        if (after === before) continue;
        this.states[to] = after;
        waiting.add(to);
      }
    }
    for (const state of this.states) {
      for (const [slot, type] of state?.variables ?? []) if (type === LONG) this.longs.add(slot);
    }
    this.fuel = fuelPlan(blocks, this.shape, costs);
  }

  /** Whether it gets all the fuel that there is: no loop of it asks where slices end, or calls what may do that. */
  private isPlain: boolean;

  /** Notes that a block asks where slices end; whether all further slices may have begun there, of which one is wanted. */
  asksForSlice(block: number): boolean {
    if (this.shape.looping.has(block)) this.isPlain = false;
    return this.isPlain;
  }

  get renews(): string {
    if (!this.isPlain) return "renew";
    // Frames that it returns from are growth, too.
    return this.returnsAgain ? "renewAll" : "renewFurther";
  }

  /** Instructions that have to be left of the slice in front of a block; 0 where nobody looks. */
  fuelNeeded(block: number): number {
    return this.fuel[block] ?? 0;
  }

  /** What is known at the entry. */
  entryState(): KnownTypes {
    const variables = new Map<number, number>();
    for (const slot of this.slots) {
      const type = this.entry.variables.get(slot) ?? (this.isCalled ? UNBOUND : ANY | UNBOUND);
      variables.set(slot, guarded(type));
    }
    const { taken } = this.graph;
    const stack = Array.from({ length: taken }, (_, index) =>
      guarded(this.entry.stack.at(index - taken) ?? ANY),
    );
    return { stack, variables };
  }

  known(block: number): KnownTypes | undefined {
    return this.states[block];
  }

  /** Declares what the text of the unit names: what an engine has to give a value first takes time, and room in what it compiles. */
  private declarations(text: string): string {
    const used = new Set(text.match(/\b[a-z]+\d*\b/g));
    const names = this.declared().filter((name) => used.has(name.split(" ", 1)[0]));
    return `let ${names.join(", ")};`;
  }

  private declared(): string[] {
    const names = ["x = 0", ...this.exits.names];
    const parameters = new Set(this.called?.slots ?? []);
    for (const slot of this.slots) {
      if (!parameters.has(slot)) names.push(`v${slot}`);
      names.push(`w${slot} = 0`);
      if (this.rests.has(slot)) names.push(`o${slot} = 0`);
      if (this.longs.has(slot)) names.push(`l${slot} = 0`, `h${slot} = 0`);
    }
    for (const name of this.owners) names.push(`${this.ownedText(name)} = false`);
    const highest = Math.max(0, ...this.states.map((state) => state?.stack.length ?? 0));
    for (let i = 0; i < highest; i++) {
      names.push(`s${i}`, `d${i} = 0`);
      if (this.states.some((state) => state?.stack[i] === LONG)) names.push(`q${i} = 0`, `p${i} = 0`);
    }
    return names;
  }

  private inFrame(body: string): string {
    const lines = ["let left = M.left;"];
    if (this.returnsAgain) lines.push("again: for (;;) {");
    const { taken } = this.graph;
    const misfit = this.returnsAgain
      ? `{ if (x === 0) return MISFIT; M.left = left; return ${this.entryPlace}; }`
      : "return MISFIT;";
    lines.push("const S = P.stack, V = P.frame.slots;", this.globalsText());
    const state = this.states[0] as KnownTypes;
    lines.push(entryText({ known: this.entry, state, taken, misfit }));
    for (const [slot, type] of state.variables) if (isRest(type)) lines.push(`o${slot} = 0;`);
    lines.push("out: {", body, "}");
    lines.push(...this.exits.endInFrame(), this.returnsAgain ? "}})" : "})");
    return this.asFunction("unit(P)", lines.join("\n"));
  }

  /** Where the unit is entered, in the code space. */
  private get entryPlace(): number {
    return this.place(this.graph.blocks[0].start);
  }

  /** The unit executes returns to itself: see `returning`. */
  private returnsAgain = false;

  /**
   * A statement that returns where the caller continues at the entry of the unit, as it does again and again at the end of a deep
   * recursion; empty where the unit does not begin after a call.
   */
  returning(stack: readonly Atom[]): string {
    const { start } = this.graph.blocks[0];
    const before = this.graph.program.code[start - 1];
    if (this.isCalled || before === undefined || flowOf(before.op) !== "call") return "";
    this.returnsAgain = true;
    const isHere = `P.frame.returnAddress === ${this.entryPlace} && P.frame.depth > 0`;
    // What is not zero tells the guards that something has been done.
    const isCurrent = "P.frame.callers !== null && P.frame.callers.isCurrent";
    const done = `left--; ${pushing("S", stack)} ${this.disowning()}`;
    const goOn = `if (${isCurrent}) { ${done} M.left = left; x = M.returned(P); left = M.left; break out; }`;
    const again = `if (${isHere}) { ${done} P.frame = P.frame.parent; x = 1; continue again; }`;
    return `if (left > 0 && P.handlers === null) {\n${goOn}\n${again}\n}\n`;
  }

  private asCalled(body: string, { slots }: EntryPoint): string {
    const words = ["depth", ...slots.map((slot) => `v${slot}`)];
    const lines: string[] = [];
    const globals = this.globalsText();
    if (/\bP\b/.test(globals + body)) lines.push("const P = M.process;");
    const end = this.exits.endCalled(this.constant(this.called), this.slots);
    lines.push(globals, "let left = M.left;", "out: {", body, "}", ...end, "})");
    return this.asFunction(`called(${words.join(", ")})`, lines.join("\n"));
  }

  /** The parentheses tell engines that the function is called at once: it is not read first and compiled later. */
  private asFunction(head: string, text: string): string {
    return `return (function ${head} {\n${this.declarations(text)}\n${text}`;
  }

  private globalsText(): string {
    return this.readsGlobals
      ? `const globals = P.globals[${this.layout.module}], G = globals === undefined ? [] : globals.slots;`
      : "";
  }

  private readsGlobals = false;

  /** The slot of a name in the frame of the module's top level; undefined where it has none, or the unit runs there. */
  globalSlot(name: string): number | undefined {
    const slot = this.layout === this.around.globals ? undefined : this.around.globals.slotOf(name);
    if (slot === undefined) return undefined;
    this.readsGlobals = true;
    // A unit in a frame of its own never runs while another one waits for a call to return.
    if (this.isCalled) this.around.readsGlobal(slot);
    return slot;
  }

  /** The name of what says that a variable owns its object; undefined where it never does. */
  ownedText(name: string): string | undefined {
    return this.owners.has(name) ? `own${this.slotOf(name)}` : undefined;
  }

  /** Statements after which no variable owns its object. */
  disowning(): string {
    return [...this.owners].map((name) => `${this.ownedText(name)} = false;`).join(" ");
  }

  slotOf(name: string): number {
    return this.layout.slotOf(name) as number;
  }

  /** A name for a value that the text cannot hold. */
  constant(value: unknown): string {
    let name = this.names.get(value);
    if (name === undefined) {
      name = `K${this.constants.push(value) - 1}`;
      this.names.set(value, name);
    }
    return name;
  }

  literal(value: Value): string {
    if (typeof value === "number") return numberLiteral(value);
    if (value === null || typeof value === "boolean") return String(value);
    if (typeof value === "object" && "value" in value && typeof value.value === "number")
      return numberLiteral(value.value);
    return this.constant(value);
  }

  /** An address of the module in the code space. */
  place(address: number): number {
    return this.around.module.base + address;
  }

  /** Where control is at an address: there, or at the end of the code. */
  next(address: number): number {
    return address < this.graph.program.code.length ? this.place(address) : SIGNAL.end;
  }

  stepAt(address: number): string {
    return this.constant(this.step(address));
  }

  /** The interpreter's step of the instruction at an address. */
  step(address: number): Step {
    return this.around.steps[this.place(address)];
  }

  callee(target: number, parameters: readonly string[]): string {
    return this.constant(this.around.callee(target, parameters));
  }

  calleeOf(entry: EntryPoint, captured: readonly number[]): string {
    return this.constant(this.around.calleeOf(entry, captured));
  }

  /** A condition that holds where generated code has called itself as deep as it may: see `limited`. */
  get isDeepest(): string {
    return this.isCalled ? IS_DEEPEST : "0 >= M.most";
  }

  get module(): LoadedModule {
    return this.around.module;
  }

  get ledger(): Ledger {
    return this.around.ledger;
  }

  get apply(): string {
    return this.constant(this.around.apply);
  }

  callPlace(count: number): string {
    return this.constant(this.around.callPlace(count));
  }

  noted(address: number): readonly number[] | undefined {
    return this.around.noted(address);
  }

  note(address: number, values: readonly string[]): string {
    return `${this.constant(this.around.note)}(${[address, ...values].join(", ")});`;
  }

  /** Puts the variables that the unit stores back into the frame. */
  writeBack(variables: ReadonlyMap<number, number>, slots: Iterable<number> = this.storedSlots): string {
    return [...slots].map((slot) => `V[${slot}] = ${boxedVariable(slot, variables.get(slot))};`).join(" ");
  }

  /** The same for a call: functions read few variables of the module, if any. What is left out is in `unshared`. */
  share(variables: ReadonlyMap<number, number>): string {
    if (!this.sharesVariables) return "";
    const read = [...this.storedSlots].filter((slot) => this.around.globalsRead.has(slot));
    for (const slot of this.storedSlots) if (!read.includes(slot)) this.unshared.add(slot);
    return `${this.writeBack(variables, read)} ${this.disowning()}`;
  }

  /** Variables of the module that the frame does not have where the unit calls functions. */
  readonly unshared = new Set<number>();

  /** Whether the instruction at an address is the first one of a handler. */
  isCatch(address: number): boolean {
    return flowOf(this.graph.program.code[address].op) === "catch";
  }

  /**
   * What tells that a called form is left at an instruction that it does not have: where that happens often, the call had better
   * be the interpreter's. Raising an exception takes long in any case.
   */
  lingering(address: number): string {
    const { lingers } = this.around;
    const isThrow = flowOf(this.graph.program.code[address].op) === "throw";
    return lingers === undefined || isThrow ? "" : `${this.constant(lingers)}(); `;
  }

  /** What tells the record why the unit is left in front of the instruction at an address; empty without a record. */
  telling(address: number, cause: ExitCause): string {
    const { record } = this.around;
    return record === undefined
      ? ""
      : `${this.constant(record.leave)}(${this.place(address)}, ${JSON.stringify(cause)}); `;
  }

  /** Statements that leave the unit in front of an address: `rest` instructions more are left of the slice. */
  exit(address: number, exit: Omit<Exit, "to"> & { readonly to?: string }): string {
    return this.exits.exit({ ...exit, to: exit.to ?? String(this.next(address)) });
  }

  /** Statements that put values on the stack of the process, in whose frame another function takes the place of the unit. */
  handOver(stack: readonly Atom[], variables: ReadonlyMap<number, number>): string {
    this.exits.note(variables);
    return pushing("S", stack);
  }

  /** A statement that leaves the unit because a function that it has called was left. */
  stopped(address: number, stack: readonly Atom[], variables: ReadonlyMap<number, number>): string {
    return this.exits.stopped(address, stack, variables);
  }

  /** Slots of variables that are held as rests of lists somewhere. */
  readonly rests = new Set<number>();
  /** The same of those that are held as halves. */
  readonly longs = new Set<number>();
}
