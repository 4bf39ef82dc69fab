/**
 * The called forms of functions: which there are, when they are compiled, and which are given up.
 *
 * Invariant: generated code that calls a function holds its `Callee`, so what is compiled later, or given up, is seen by all
 * callers at once.
 */
import type { LoadedModule } from "../run/code-space.ts";
import { type EntryPoint, WIDE } from "../run/frame.ts";
import type { CalledCode, CalledUnit } from "./compile.ts";
import { type JitMode, LOOKED_AT, MOST_COMPILED } from "./mode.ts";

/** Instructions between two calls that are left, when that is seldom enough. */
const SELDOM = 200;

/** The called form of a function. Generated code reads `code`: null where it is to be called by the interpreter. */
export interface Callee {
  code: CalledCode | null;
  /** What is compiled, or was refused, is to be done anew where an observer watches other addresses. */
  reaches: CalledUnit["reaches"] | undefined;
  readonly module: LoadedModule;
  readonly target: number;
  readonly entry: EntryPoint;
  compiled: number;
  /** How often it was left at instructions that have no form, since a position of the process. */
  lingered: number;
  since: number;
}

/** What callees need of the machine. */
export interface CalleeSurroundings {
  /** Compiles a callee; `spoil` says that it is to be done anew, `lingers` that it was left where it has no form. */
  compile(callee: Callee, spoil: () => void, lingers: () => void): CalledUnit | null;
  /** Whether there is a unit at an address of the code space. */
  isHot(address: number): boolean;
  /** Instructions that the process has executed. */
  position(): number;
}

export class Callees {
  private readonly all = new Map<string, Callee>();
  /** Those that are to be compiled, as their functions are hot. */
  private readonly waiting = new Set<Callee>();

  constructor(
    private readonly mode: JitMode,
    private readonly around: CalleeSurroundings,
  ) {}

  /** The callee of a function that an instruction names: its address in the module. */
  named(module: LoadedModule, target: number, parameters: readonly string[]): Callee {
    const layout = module.layoutAt(target);
    const slots = parameters.map((name) => layout.slotOf(name) as number);
    return this.at(module, { start: module.base + target, layout, slots });
  }

  /** The callee that is entered in a way. */
  at(module: LoadedModule, entry: EntryPoint): Callee {
    const key = [entry.start, ...entry.slots].join(" ");
    let callee = this.all.get(key);
    if (callee === undefined) {
      const target = entry.start - module.base;
      const isLeft = entry.layout.ordered || entry.layout.names.length > WIDE;
      const compiled = isLeft ? MOST_COMPILED : 0;
      callee = { code: null, reaches: undefined, module, target, entry, compiled, lingered: 0, since: 0 };
      this.all.set(key, callee);
      if (this.around.isHot(entry.start)) this.waiting.add(callee);
    }
    return callee;
  }

  /** Whether generated code would call a function that starts at an address of the code space. */
  isCalled(address: number): boolean {
    for (const { entry } of this.all.values()) if (entry.start === address) return true;
    return false;
  }

  /** Has the callees compiled that start at an address of the code space. */
  wants(address: number): void {
    for (const callee of this.all.values()) if (callee.entry.start === address) this.waiting.add(callee);
  }

  /** Has the callees compiled anew in which an observer watches other addresses than before. */
  watch(changed: readonly number[]): void {
    for (const callee of this.all.values()) {
      const { reaches = (address: number) => address === callee.entry.start } = callee;
      const isGivenUp = callee.code === null && callee.compiled >= MOST_COMPILED;
      if (callee.compiled === 0 || isGivenUp || !changed.some(reaches)) continue;
      callee.code = null;
      // Nothing was unexpected.
      callee.compiled--;
      this.waiting.add(callee);
    }
  }

  get areWaiting(): boolean {
    return this.waiting.size > 0;
  }

  compileWaiting(): void {
    if (this.waiting.size === 0) return;
    for (const callee of this.waiting) {
      this.waiting.delete(callee);
      callee.compiled++;
      if (callee.compiled > MOST_COMPILED) continue;
      const spoil = (): void => {
        callee.code = null;
        this.waiting.add(callee);
      };
      const made = this.around.compile(callee, spoil, () => this.linger(callee));
      callee.code = made?.code ?? null;
      callee.reaches = made?.reaches;
    }
  }

  /** Counts that a called form was left at an instruction that has no form; gives it up where that is usual. */
  private linger(callee: Callee): void {
    if (++callee.lingered < LOOKED_AT) return;
    const position = this.around.position();
    if (position - callee.since < SELDOM * callee.lingered && this.mode === "auto") {
      callee.code = null;
      callee.compiled = MOST_COMPILED;
    }
    callee.lingered = 0;
    callee.since = position;
  }
}
