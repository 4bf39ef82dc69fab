/**
 * Slots: each variable has a name that is its own in every frame that it is in.
 *
 * Invariant: which names the variables of a function get depends on its own, and on which names are globals.
 */
import { type FunctionNode, frameOf, type Variable } from "./nodes.ts";

/** The names that a frame has no more use for: its own, and those of the globals where they are looked for there. */
class TakenNames {
  private readonly own = new Set<string>();

  constructor(private readonly globals: ReadonlySet<string> | undefined) {}

  has(name: string): boolean {
    return this.own.has(name) || this.globals?.has(name) === true;
  }

  add(name: string): void {
    this.own.add(name);
  }
}

const NOTHING_TRIED: ReadonlyMap<string, boolean> = new Map();

export class SlotNames {
  private readonly taken = new Map<FunctionNode, TakenNames>();
  /** Of names that several variables of a frame have, the number that the next one tries. */
  private readonly numbers = new Map<FunctionNode, Map<string, number>>();

  /** `all` are the slots of globals. */
  constructor(
    functions: readonly FunctionNode[],
    private readonly captured: ReadonlyMap<Variable, readonly FunctionNode[]>,
    private readonly all: ReadonlySet<string>,
  ) {
    for (const code of functions) {
      const names = new TakenNames(code.parent === undefined ? all : undefined);
      this.taken.set(code, names);
      if (code.parent !== undefined) for (const variable of code.globals) names.add(slotOf(variable));
    }
  }

  /**
   * Names the local ones of some variables, in order. Gives the names that were looked for among globals, and whether they are;
   * undefined where that is not all that has decided, since some are in the frame of the program.
   */
  give(variables: readonly Variable[]): ReadonlyMap<string, boolean> | undefined {
    const tried = new Map<string, boolean>();
    let isOwn = true;
    for (const variable of variables) {
      if (variable.kind !== "local") continue;
      this.name(variable, tried);
      if (frameOf(variable.owner).parent === undefined) isOwn = false;
    }
    if (!isOwn) return undefined;
    return tried.size === 0 ? NOTHING_TRIED : tried;
  }

  private name(variable: Variable, tried: Map<string, boolean>): void {
    const { owner, recursive } = variable;
    const frames = [frameOf(owner), ...(this.captured.get(variable) ?? [])];
    const sets = frames.flatMap((frame) => this.taken.get(frame) ?? []);
    const isGlobal = (name: string) => {
      const found = this.all.has(name);
      tried.set(name, found);
      return found;
    };
    const isRest = owner.rest && !owner.inlined && owner.parameters.at(-1) === variable;
    const base = isRest ? `...${variable.name}` : variable.name;
    const numbers = this.numbers.get(frames[0]) ?? new Map<string, number>();
    this.numbers.set(frames[0], numbers);
    let name = base;
    let number = numbers.get(base) ?? 2;
    while (sets.some((set) => set.has(name)) || (recursive && isGlobal(name))) name = `${base}~${number++}`;
    numbers.set(base, number);
    for (const set of sets) set.add(name);
    if (variable.slot !== name) for (const frame of frames) frame.slotChanges++;
    variable.slot = name;
  }
}

/** A global has its own name as its slot; one that a template brought has another, which no program can write. */
export function nameGlobals(globals: readonly Variable[], all: Set<string>): void {
  for (const variable of globals) {
    if (variable.isBrought) continue;
    variable.slot = variable.name;
    all.add(variable.name);
  }
  const numbers = new Map<string, number>();
  for (const variable of globals) {
    if (!variable.isBrought) continue;
    let number = numbers.get(variable.name) ?? 2;
    while (all.has(`${variable.name}~${number}`)) number++;
    numbers.set(variable.name, number + 1);
    variable.slot = `${variable.name}~${number}`;
    all.add(variable.slot);
  }
}

/** The name of the slot of a variable. */
export function slotOf(variable: Variable): string {
  return variable.slot ?? variable.name;
}
