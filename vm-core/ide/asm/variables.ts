/**
 * The variables of an assembly text, told apart by the frames that they are in: a local of one function is not that of
 * another one, even when they have the same name.
 *
 * Invariant: places that may mean the same variable in some run are of one variable here. A LOAD finds the variable of its frame,
 * else that of the top level; where only a run knows which, both are one. So are a captured variable and that of the closure.
 */
import { type AsmSnapshot, roleOf, type VariableSymbol } from "../../analyze/index.ts";
import type { InstructionLine, OperandSyntax } from "../../asm/syntax.ts";
import type { OperandRole } from "../../isa/index.ts";
import { accessOf } from "../../isa/typing.ts";
import { grouped } from "../../text/grouped.ts";
import type { Span } from "../../text/span.ts";
import { type Frames, type FunctionUse, framesOf } from "./frames.ts";

/** A variable of the text, with its places in source order. */
export interface TextVariable extends VariableSymbol {
  /** Whether it is, or may be, one of the top level, which functions and other documents see. */
  readonly isGlobal: boolean;
  /** The lines that give it a value as a parameter. */
  readonly parameterOf: readonly string[];
}

/** The variable that is named at a place. */
export function variableAt(snapshot: AsmSnapshot, name: string, place: Span): TextVariable | undefined {
  return named(snapshot, name).at.get(place.start);
}

/** The variable of the top level that has a name. */
export function globalNamed(snapshot: AsmSnapshot, name: string): TextVariable | undefined {
  return named(snapshot, name).all.find(({ isGlobal }) => isGlobal);
}

/** Whether nothing in the text gives a variable that is named at a place a value: an import may. */
export function isNeverStored(snapshot: AsmSnapshot, name: string, place: Span): boolean {
  return variableAt(snapshot, name, place)?.writes.length === 0;
}

/** The variables that have a name, and the one of each place by its offset. */
interface Named {
  readonly all: readonly TextVariable[];
  readonly at: ReadonlyMap<number, TextVariable>;
}

const KNOWN = new WeakMap<AsmSnapshot["syntax"], Map<string, Named>>();

function named(snapshot: AsmSnapshot, name: string): Named {
  const { syntax } = snapshot;
  let known = KNOWN.get(syntax);
  if (known === undefined) KNOWN.set(syntax, (known = new Map()));
  let found = known.get(name);
  if (found === undefined) {
    const symbol = snapshot.symbols.variables.get(name);
    const all = symbol === undefined ? [] : toldApart(snapshot, [...symbol.reads, ...symbol.writes]);
    const at = new Map(
      all.flatMap((one) => [...one.reads, ...one.writes].map(({ start }) => [start, one] as const)),
    );
    known.set(name, (found = { all, at }));
  }
  return found;
}

/** Whether some places could not be told from some others, if all had one name. */
export function wouldMix(snapshot: AsmSnapshot, some: readonly Span[], others: readonly Span[]): boolean {
  const starts = new Set(some.map(({ start }) => start));
  return toldApart(snapshot, [...some, ...others]).some(({ reads, writes }) => {
    const places = [...reads, ...writes];
    const count = places.filter(({ start }) => starts.has(start)).length;
    return count > 0 && count < places.length;
  });
}

/** The names that mean something at an offset: those of its frame, and those of the top level. */
export function namesInScope(snapshot: AsmSnapshot, offset: number): (name: string) => boolean {
  const frames = framesOf(snapshot);
  const frame = frames.at(addressAt(frames, offset));
  return (name) => {
    const symbol = snapshot.symbols.variables.get(name);
    const places = [...(symbol?.writes ?? []), ...(symbol?.reads ?? [])].filter(
      ({ start, end }) => offset < start || end < offset,
    );
    return placesOf(frames, places).some((place) => {
      const home = homeOf(frames, place);
      return home === frame || home === frames.top;
    });
  };
}

/** The address of the instruction at an offset, or of the next one. */
export function addressAt({ lines }: Pick<Frames, "lines">, offset: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle].span.end < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Occurrence {
  readonly span: Span;
  readonly name: string;
  readonly address: number;
  readonly line: InstructionLine;
  readonly role: OperandRole;
  /** Of a parameter: where the function starts, whose frame has it; the top level when there is none. */
  readonly target: number | undefined;
}

function placesOf({ lines, target }: Frames, spans: readonly Span[]): readonly Occurrence[] {
  let operands: ReadonlyMap<number, OperandSyntax> = new Map();
  let current: InstructionLine | undefined;
  return spans.flatMap((place): Occurrence[] => {
    const address = addressAt({ lines }, place.start);
    const line = lines[address];
    // A line may have very many operands.
    if (line !== current) operands = new Map(line?.operands.map((one) => [one.span.start, one]));
    current = line;
    const operand = operands.get(place.start);
    const role = line && operand && roleOf(line, operand);
    if (operand === undefined || role === undefined) return [];
    const called = role === "parameter" ? functionOperand(line) : undefined;
    const home = called && (target(called) ?? 0);
    return [{ span: place, name: operand.text, address, line, role, target: home }];
  });
}

function functionOperand(line: InstructionLine): OperandSyntax | undefined {
  return line.operands.find((operand) => roleOf(line, operand) === "function");
}

/** The kind of frame that a place looks in first. */
function homeOf(frames: Frames, { role, address, target }: Occurrence): number {
  if (role === "write-global") return frames.top;
  return frames.at(target ?? address);
}

function toldApart(snapshot: AsmSnapshot, spans: readonly Span[]): readonly TextVariable[] {
  const frames = framesOf(snapshot);
  const places = placesOf(frames, spans);
  const united = new Map<number, number>();
  const find = (frame: number): number => {
    let at = frame;
    for (let up = united.get(at); up !== undefined && up !== at; up = united.get(at)) at = up;
    if (at !== frame) united.set(frame, at);
    return at;
  };
  const unite = (a: number, b: number): void => void united.set(find(b), find(a));
  const scopes = new Scopes(frames, places);
  let isLoose = false;
  for (const place of places) {
    const home = homeOf(frames, place);
    if (scopes.mayBeGlobal(place)) unite(frames.top, home);
    if (place.role !== "capture") continue;
    const closure = frames.closureAfter.get(place.address);
    const gets = closure === undefined ? frames.closures.slice(0, isLoose ? 1 : undefined) : [closure];
    for (const { target } of gets) unite(scopes.frameOf(place), frames.at(target));
    isLoose ||= closure === undefined;
  }
  const groups = grouped(places, (place) => find(scopes.frameOf(place)));
  return [...groups].map(([frame, members]) => variableOf(members, frame === find(frames.top)));
}

function variableOf(places: readonly Occurrence[], isGlobal: boolean): TextVariable {
  const sorted = [...places].sort((a, b) => a.span.start - b.span.start);
  const spans = (wanted: "read" | "write") =>
    sorted.filter(({ role }) => accessOf(role) === wanted).map(({ span }) => span);
  const parameterOf = sorted.flatMap(({ role, line }) =>
    role === "parameter" ? (functionOperand(line)?.text ?? []) : [],
  );
  return {
    name: sorted[0].name,
    reads: spans("read"),
    writes: spans("write"),
    isGlobal,
    parameterOf: [...new Set(parameterOf)],
  };
}

/** Where the places of one name find their variable. */
class Scopes {
  /** For each kind of frame the addresses that give the variable a value there. */
  private readonly bound = new Map<number, Set<number>>();
  /** Frames that may lose it, or get it from an import. */
  private readonly unsure = new Set<number>();
  /** The functions that get it as a parameter or with a closure, by the addresses of what names them. */
  private readonly given = new Set<number>();
  private readonly givenFrames = new Set<number>();
  /** Whether it is captured for closures of which it is not seen which one. */
  private mayBeAnywhere = false;
  private readonly mayBeUnbound = new Map<number, ReadonlySet<number>>();

  constructor(
    private readonly frames: Frames,
    places: readonly Occurrence[],
  ) {
    for (const frame of frames.importing) this.unsure.add(frame);
    for (const place of places) {
      const home = homeOf(frames, place);
      if (place.role === "delete") this.unsure.add(home);
      if (place.role === "parameter") {
        this.given.add(place.address);
        this.givenFrames.add(home);
      } else if (accessOf(place.role) === "write") this.bind(home, place.address);
      if (place.role === "capture") this.capture(frames.closureAfter.get(place.address));
    }
  }

  /** The closure that is made next gets a captured variable; where that is not seen, any may. */
  private capture(closure: FunctionUse | undefined): void {
    if (closure === undefined) {
      if (!this.mayBeAnywhere) for (const { target } of this.frames.closures) this.give(target);
      this.mayBeAnywhere = true;
    } else {
      this.given.add(closure.address);
      this.give(closure.target);
    }
  }

  private give(target: number): void {
    this.givenFrames.add(this.frames.at(target));
  }

  private bind(frame: number, address: number): void {
    const known = this.bound.get(frame);
    if (known === undefined) this.bound.set(frame, new Set([address]));
    else known.add(address);
  }

  /** The kind of frame whose variable a place means, as far as the place alone tells. */
  frameOf(place: Occurrence): number {
    const home = homeOf(this.frames, place);
    return isRead(place) && !this.hasOwn(home) ? this.frames.top : home;
  }

  /** Whether a place of a function may find the variable of the top level, although the function has one, too. */
  mayBeGlobal(place: Occurrence): boolean {
    const home = homeOf(this.frames, place);
    if (home === this.frames.top || !isRead(place) || !this.hasOwn(home)) return false;
    if (this.unsure.has(home)) return true;
    return this.hasOwn(this.frames.top) && this.unboundIn(home).has(place.address);
  }

  private hasOwn(frame: number): boolean {
    return this.bound.has(frame) || this.givenFrames.has(frame) || this.frames.importing.has(frame);
  }

  /** The addresses that code of a kind of frame may get to without having given the variable a value. */
  private unboundIn(frame: number): ReadonlySet<number> {
    let seen = this.mayBeUnbound.get(frame);
    if (seen === undefined) this.mayBeUnbound.set(frame, (seen = this.findUnbound(frame)));
    return seen;
  }

  private findUnbound(frame: number): ReadonlySet<number> {
    const { frames } = this;
    const bound = this.bound.get(frame);
    const seen = new Set<number>();
    const pending = frames
      .uses(frame)
      .filter(({ address }) => !this.given.has(address))
      .map(({ target }) => target);
    for (let address = pending.pop(); address !== undefined; address = pending.pop()) {
      if (seen.has(address) || address >= frames.lines.length) continue;
      seen.add(address);
      if (bound?.has(address) !== true) pending.push(...frames.successors(address));
    }
    return seen;
  }
}

/** Looks in its frame, and then at the top level. */
function isRead({ role }: Occurrence): boolean {
  return accessOf(role) === "read" && role !== "delete";
}
