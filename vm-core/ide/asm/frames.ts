/**
 * The frames of an assembly text: which of its lines run in frames of one kind, since control gets from one to the other
 * without a call.
 *
 * Invariant: works on broken text; there a line that cannot be read continues with the next one. What one frame may run is
 * never told apart; the top level, and code that starts as a process, are one kind.
 */
import { type AsmSnapshot, namesLabel, roleOf } from "../../analyze/index.ts";
import { isAddress } from "../../asm/assembler.ts";
import type { InstructionLine, OperandSyntax } from "../../asm/syntax.ts";
import { effectsOf, flowOf } from "../../isa/index.ts";
import { accessOf, variableRoleOf } from "../../isa/typing.ts";
import { straightCode, successorsInFrame } from "../../program/control-flow.ts";
import { grouped } from "../../text/grouped.ts";
import { tryBlocks } from "./try-blocks.ts";

/** A line that calls a function or makes a value of one. */
export interface FunctionUse {
  readonly line: InstructionLine;
  readonly address: number;
  readonly target: number;
  /** Its value has the variables that were captured before. */
  readonly takesCaptured: boolean;
}

export interface Frames {
  /** By their addresses. */
  readonly lines: readonly InstructionLine[];
  /** The kind of frame that the code at an address runs in; the end of the text is an address. */
  at(address: number): number;
  readonly top: number;
  /** The functions that run in a kind of frame, by what names them. */
  uses(frame: number): readonly FunctionUse[];
  /** All that take captured variables. */
  readonly closures: readonly FunctionUse[];
  /** For the address of what captures a variable, the closure that gets it, where that follows at once. */
  readonly closureAfter: ReadonlyMap<number, FunctionUse>;
  /** The kinds of frame in which a module is imported, which may bind any name. */
  readonly importing: ReadonlySet<number>;
  successors(address: number): readonly number[];
  /** The address that an operand leads to, if there is one. */
  target(operand: OperandSyntax): number | undefined;
}

/** Found once for each version of a text. */
const FOUND = new WeakMap<AsmSnapshot["syntax"], Frames>();

export function framesOf(snapshot: AsmSnapshot): Frames {
  const { syntax } = snapshot;
  let frames = FOUND.get(syntax);
  if (frames === undefined) FOUND.set(syntax, (frames = findFrames(snapshot)));
  return frames;
}

function findFrames(snapshot: AsmSnapshot): Frames {
  const lines = snapshot.syntax.lines.filter((line) => line.kind === "instruction");
  const { labels } = snapshot.symbols;
  const target = (operand: OperandSyntax): number | undefined => {
    if (namesLabel(operand)) return labels.get(operand.text)?.address;
    const address = isAddress(operand.text) ? Number(operand.text) : lines.length + 1;
    return address <= lines.length ? address : undefined;
  };
  const successors = successorsIn(snapshot, lines, target);
  const sets = new DisjointSets(lines.length + 1);
  const straight = snapshot.program && straightCode(snapshot.program);
  const calls: FunctionUse[] = [];
  const importing: number[] = [];
  lines.forEach((line, address) => {
    if (straight?.[address] === 1) {
      if (address + 1 < lines.length) sets.unite(address, address + 1);
    } else for (const next of successors(address)) if (next < lines.length) sets.unite(address, next);
    for (const operand of line.operands) {
      const role = roleOf(line, operand);
      if (role === "module") importing.push(address);
      const named = role === "function" ? target(operand) : undefined;
      const takesCaptured = line.mnemonic !== undefined && effectsOf(line.mnemonic).has("captured-set");
      if (named !== undefined) calls.push({ line, address, target: named, takesCaptured });
      // A process has the globals of the one that starts it.
      const child = accessOf(role) === "child" ? labels.get(operand.text)?.address : undefined;
      if (child !== undefined) sets.unite(0, child);
    }
  });
  const closures = calls.filter(({ takesCaptured }) => takesCaptured);
  const uses = grouped(calls, (call) => sets.find(call.target));
  return {
    lines,
    at: (address) => sets.find(address),
    top: sets.find(0),
    uses: (frame) => uses.get(frame) ?? [],
    closures,
    closureAfter: closuresAfter(lines, closures),
    importing: new Set(importing.map((address) => sets.find(address))),
    successors,
    target,
  };
}

function closuresAfter(
  lines: readonly InstructionLine[],
  closures: readonly FunctionUse[],
): ReadonlyMap<number, FunctionUse> {
  const found = new Map<number, FunctionUse>();
  for (const closure of closures) {
    for (let address = closure.address - 1; address >= 0; address--) {
      const { mnemonic } = lines[address];
      if (mnemonic === undefined || variableRoleOf(mnemonic) !== "capture") break;
      found.set(address, closure);
    }
  }
  return found;
}

function successorsIn(
  snapshot: AsmSnapshot,
  lines: readonly InstructionLine[],
  target: Frames["target"],
): Frames["successors"] {
  const { program } = snapshot;
  if (program !== undefined) return (address) => successorsInFrame(program, address);
  const handlers = new Map(tryBlocks(snapshot).map((block) => [block.lines[0], block.lines[1]]));
  const addresses = new Map(lines.map((line, address) => [line, address]));
  return (address) => {
    const line = lines[address];
    const flow = line.mnemonic === undefined ? "next" : flowOf(line.mnemonic);
    const handler = handlers.get(line);
    const found = LEADING.has(flow) ? line.operands.map(target) : [];
    if (!ENDING.has(flow)) found.push(address + 1);
    if (handler !== undefined) found.push(addresses.get(handler));
    return found.filter((one) => one !== undefined);
  };
}

const LEADING: ReadonlySet<string> = new Set(["jump", "branch", "handler"]);
const ENDING: ReadonlySet<string> = new Set(["jump", "tail-call", "return", "end", "throw"]);

/** Union-find with path halving (Tarjan and van Leeuwen 1984). */
class DisjointSets {
  private readonly parents: Int32Array;

  constructor(size: number) {
    this.parents = Int32Array.from({ length: size }, (_, index) => index);
  }

  find(index: number): number {
    const { parents } = this;
    let at = index;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }

  unite(a: number, b: number): void {
    this.parents[this.find(b)] = this.find(a);
  }
}
