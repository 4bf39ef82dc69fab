/**
 * Writes how a unit is left, and where that ends.
 *
 * A place where it is left gives variables values and goes to the end of the unit, which alone stores them: V8 optimizes code for
 * what has happened in it, and a place that no run has been at and that only gives variables values has nothing that would make it do
 * that again.
 */
import type { EntryPoint, FrameLayout } from "../run/frame.ts";
import { type Atom, boxed, boxedVariable, isRest } from "./atom.ts";
import { FLOAT, INT, LONG, UNBOUND } from "./types.ts";

/** What is asked of the unit. */
export interface ExitingUnit {
  readonly layout: FrameLayout;
  /** Of a called form, how its function is entered. */
  readonly called: EntryPoint | undefined;
  readonly storedSlots: ReadonlySet<number>;
  constant(value: unknown): string;
  place(address: number): number;
  next(address: number): number;
}

/** Where a unit is left. */
export interface Exit {
  /** Where the process continues: an address, a signal, or the name of one. */
  readonly to: string;
  /** Instructions that are left of the slice beyond what is counted. */
  readonly rest: number;
  readonly stack: readonly Atom[];
  readonly variables: ReadonlyMap<number, number>;
  /** The instruction that has given the signal, where the process is to continue after it. */
  readonly pause?: number;
}

/** Places of the stack that may have numbers of their own: as many as bits of a small integer. */
const MOST_NUMBERS = 30;

/** Whether a value is an Int that has a name. */
function isNumberName({ text, type }: Atom): boolean {
  return type === INT && /^[a-z]/.test(text);
}

/** Values that `leave` and `hold` of the ledger are passed one by one. */
const FEW = 3;

export class ExitWriter {
  /** The most values that are on the stack where the unit is left. */
  private most = 0;
  /** Slots of variables that are not Floats somewhere where the unit is left. */
  private readonly varying = new Set<number>();
  private readonly sites = new Map<number, string>();

  constructor(private readonly unit: ExitingUnit) {}

  /** Statements that leave the unit. */
  exit({ to, rest, stack, variables, pause }: Exit): string {
    const parts = [...this.held(stack), ...this.made(variables)];
    this.note(variables);
    if (rest !== 0) parts.push(`uf = ${rest};`);
    if (pause !== undefined) parts.push(`up = ${this.site(pause)};`);
    parts.push(`x = ${to};`, "break out;");
    return parts.join(" ");
  }

  /** The same because a function that it has called was left. */
  stopped(address: number, stack: readonly Atom[], variables: ReadonlyMap<number, number>): string {
    this.note(variables);
    const parts = [...this.held(stack), ...this.made(variables)];
    return `{ ${parts.join(" ")} us = ${this.site(address)}; break out; }`;
  }

  /** A name for an instruction: where it is, and where control comes back to. */
  private site(address: number): string {
    let name = this.sites.get(address);
    if (name === undefined) {
      const { unit } = this;
      name = unit.constant({ address: unit.place(address), next: unit.next(address + 1) });
      this.sites.set(address, name);
    }
    return name;
  }

  private held(stack: readonly Atom[]): string[] {
    if (stack.length === 0) return [];
    this.most = Math.max(this.most, stack.length);
    let numbers = 0;
    const parts = stack.map((atom, index) => {
      if (!isNumberName(atom) || index >= MOST_NUMBERS) return `u${index} = ${boxed(atom)};`;
      this.numbers.add(index);
      numbers += 2 ** index;
      return `e${index} = ${atom.text};`;
    });
    if (numbers > 0) parts.push(`ue = ${numbers};`);
    return [...parts, `un = ${stack.length};`];
  }

  /**
   * Places of the stack whose values are numbers somewhere where the unit is left. Engines make objects of numbers beyond 32 bits: in
   * front of all places that need one, and so in the midst of a loop, where there are several. Here the end of the unit alone does.
   */
  private readonly numbers = new Set<number>();

  /** Statements that put numbers where other values are. */
  private get gathered(): string[] {
    return [...this.numbers].map((index) => `if ((ue & ${2 ** index}) !== 0) u${index} = e${index};`);
  }

  /** Statements that make what the frame has of variables that are held otherwise. */
  private made(variables: ReadonlyMap<number, number>): string[] {
    const { called, layout, storedSlots } = this.unit;
    if (called === undefined) {
      return [...storedSlots]
        .filter((slot) => {
          const type = variables.get(slot);
          return (type === FLOAT && this.varying.has(slot)) || type === LONG || isRest(type);
        })
        .map((slot) => `v${slot} = ${boxedVariable(slot, variables.get(slot))};`);
    }
    return layout.names.flatMap((_, slot) => {
      const type = variables.get(slot);
      if (type === undefined || type === UNBOUND) return [];
      const text = boxedVariable(slot, type);
      return text === `v${slot}` ? [] : [`v${slot} = ${text};`];
    });
  }

  /** Notes which variables are not Floats where the unit is left. All others are put back as Floats at its end. */
  note(variables: ReadonlyMap<number, number>): void {
    for (const slot of this.unit.storedSlots) if (variables.get(slot) !== FLOAT) this.varying.add(slot);
  }

  /** The names that places where the unit is left give values. */
  get names(): readonly string[] {
    const numbers = [...this.numbers].map((index) => `e${index} = 0`);
    const values = Array.from({ length: this.most }, (_, index) => `u${index}`);
    return ["uf = 0", "un = 0", "us", "up", "ue = 0", ...numbers, ...values];
  }

  /** How many values are on the stack, and these: as many as a call passes without an array, and an array of the others. */
  private get stack(): string {
    const values = Array.from({ length: this.most }, (_, index) => `u${index}`);
    const few = ["un", ...values.slice(0, FEW)].join(", ");
    return this.most > FEW ? `${few}, un > ${FEW} ? [${values.slice(FEW).join(", ")}] : undefined` : few;
  }

  /** The end of a unit in the frame of the process. */
  endInFrame(): string[] {
    const back = [...this.unit.storedSlots].map(
      (slot) => `V[${slot}] = ${this.varying.has(slot) ? `v${slot}` : `new Float(w${slot})`};`,
    );
    const { most } = this;
    const values = ["a", "b", "c"].slice(0, most).map((name, index) => `M.${name} = u${index};`);
    const more = Array.from({ length: Math.max(0, most - FEW) }, (_, index) => `u${FEW + index}`).join(", ");
    const told = [
      most > 0 ? `M.count = un; ${values.join(" ")}` : "",
      most > FEW ? `M.more = un > ${FEW} ? [${more}] : undefined;` : "",
      this.sites.size > 0 ? "M.site = us; M.pause = up;" : "",
    ];
    return [...back, "M.left = left + uf;", ...this.gathered, ...told, "return x;"];
  }

  /** The end of a called form that has no result: its frame is made. */
  endCalled(entry: string, slots: ReadonlySet<number>): string[] {
    const values = this.unit.layout.names.map((_, slot) => (slots.has(slot) ? `v${slot}` : "undefined"));
    const frame = ["depth", entry, ...values].join(", ");
    return [
      "M.left = left + uf;",
      ...this.gathered,
      `if (un > 0 || up !== undefined) M.hold(up, ${this.stack});`,
      `return us === undefined ? M.save(x, ${frame}) : M.saveCaller(us, ${frame});`,
    ];
  }
}
