/**
 * Makes a Sketch of a text that does not assemble: what is wrong becomes a hole, the rest stays what it is.
 *
 * Invariant: what an instruction of the sketch does is the same however the mistakes are mended, so a line is a hole, too,
 * when its meaning hangs on one: a target written as an address, a label that is defined twice, and the parts of
 * handlers, which are paired over several lines.
 *
 * A sketch is made of the one before where lines are in the places of others (`sketch-lines.ts`). What a sketch has made itself
 * is moved in place then, so the one before is used up. What comes out is the same.
 */
import { effectsOf, flowOf, MNEMONICS, type Mnemonic } from "../isa/index.ts";
import { closesHandler } from "../isa/typing.ts";
import type { Instruction } from "../program/program.ts";
import type { Hole, Sketch } from "../program/sketch.ts";
import { suggester } from "../text/closest.ts";
import { isAddress, type MadeInstructions, resolveOperands } from "./assembler.ts";
import { isUnreadable, lineAt, type SketchLines, sketchLines, storedBy } from "./sketch-lines.ts";
import type { AsmSyntax, InstructionLine } from "./syntax.ts";

/** A sketch, and what it was made of. */
export interface Sketched {
  readonly sketch: Sketch;
  readonly from: SketchLines;
  readonly handlers: Handlers;
  /** Where holes may lead, beside labels. */
  readonly others: readonly number[];
}

/** `fileName` becomes the only file. `made` has what was made of the text's lines already, where they are right (`Assembled`). */
export function sketch(syntax: AsmSyntax, fileName: string, made?: MadeInstructions): Sketch {
  return sketched(syntax, fileName, made).sketch;
}

/** `before` is what was made of another version of the text, and is used up. */
export function sketched(
  syntax: AsmSyntax,
  fileName: string,
  made?: MadeInstructions,
  before?: Sketched,
): Sketched {
  const { from, changed } = sketchLines(syntax, made, before?.from);
  const handlers = wholeHandlers(from);
  const former = changed && before;
  const lines = former ? continuedLines(from, handlers, former, changed) : allLines(from, handlers);
  const holes = from.parts.filter((address) => lines[address].op === undefined);
  const holeLines = holes.map((address) => lineAt(from, address));
  const others = [
    ...writtenAddresses(syntax, holeLines, lines.length),
    ...handlerBodies(from.parts, lines),
    ...holes,
  ];
  const haveSameEntries = former !== undefined && areSame(former.others, others);
  const mayStore = namesStored(syntax, from, holeLines);
  const known = former?.sketch.mayStore;
  const sketch: Sketch = {
    lines,
    holes,
    labels: from.labels,
    file: { name: fileName, text: syntax.text },
    entries: haveSameEntries ? former.sketch.entries : [...new Set([...from.labelAddresses, ...others])],
    mayStore: known && mayStore && areEqual(known, mayStore) ? known : mayStore,
  };
  return { sketch, from, handlers, others };
}

function areSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

function areEqual(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size !== b.size) return false;
  for (const one of a) if (!b.has(one)) return false;
  return true;
}

function allLines(from: SketchLines, handlers: Handlers): Sketch["lines"] {
  const { lineOf, instructions } = from;
  const lines: (Instruction | Hole)[] = new Array(lineOf.length);
  for (let address = 0; address < lines.length; address++)
    lines[address] = instructions[lineOf[address]] as Instruction;
  for (const address of from.parts) lines[address] = made(from, handlers, address);
  return lines;
}

/** The lines of the sketch before, but for those that have changed, and those of which holes decide what they are. */
function continuedLines(
  from: SketchLines,
  handlers: Handlers,
  former: Sketched,
  changed: readonly number[],
): Sketch["lines"] {
  const lines = former.sketch.lines.slice();
  const isChanged = new Set<number>();
  for (const line of changed) {
    const address = from.addressOf[line];
    isChanged.add(address);
    lines[address] = made(from, handlers, address);
  }
  for (const address of from.parts) {
    if (isChanged.has(address)) continue;
    const line = lineAt(from, address);
    const isSame =
      isHole(from, handlers, address) === (lines[address].op === undefined) &&
      isSamePairing(former.handlers.get(line), handlers.get(line));
    if (isSame) line.tellSpan(lines[address].span as { start: number; end: number });
    else lines[address] = made(from, handlers, address);
  }
  return lines;
}

function isHole(from: SketchLines, handlers: Handlers, address: number): boolean {
  const line = lineAt(from, address);
  return from.isBroken[address] === 1 || (isPaired(line) && !handlers.has(line));
}

/** What a line is in the sketch. */
function made(from: SketchLines, handlers: Handlers, address: number): Instruction | Hole {
  const line = lineAt(from, address);
  if (isHole(from, handlers, address)) return holeOf(line);
  const known = from.instructions[from.lineOf[address]];
  const paired = handlers.get(line);
  if (known !== undefined && paired === undefined) return known;
  const operands = resolveOperands(line, line.mnemonic as Mnemonic, {
    labels: from.labels,
    length: from.lineOf.length,
    problems: [],
    suggest: () => undefined,
  });
  return {
    op: line.mnemonic,
    operands: { ...operands, ...paired },
    span: line.span,
    file: 0,
    origin: address,
  } as Instruction;
}

function holeOf({ span, mnemonic }: InstructionLine): Hole {
  return { op: undefined, span, opensHandler: mnemonic !== undefined && flowOf(mnemonic) === "handler" };
}

function handlerBodies(parts: readonly number[], lines: Sketch["lines"]): readonly number[] {
  return parts.flatMap((address) => {
    const { op } = lines[address];
    return op !== undefined && flowOf(op) === "catch" ? [address + 1] : [];
  });
}

/** What has to be added to the operands of parts of handlers once they are paired. */
interface Pairing {
  readonly target?: number;
  readonly end?: number;
  readonly handler?: number;
}

type Handlers = ReadonlyMap<InstructionLine, Pairing>;

function isSamePairing(a: Pairing | undefined, b: Pairing | undefined): boolean {
  return a?.target === b?.target && a?.end === b?.end && a?.handler === b?.handler;
}

/**
 * The parts of structured handlers without a hole between TRY and END_TRY: these are paired with each other whatever is
 * written elsewhere, since they nest.
 */
function wholeHandlers(from: SketchLines): Handlers {
  const found = new Map<InstructionLine, Pairing>();
  let open: { readonly start: InstructionLine; handler?: number }[] = [];
  for (const address of from.parts) {
    const line = lineAt(from, address);
    const innermost = open.at(-1);
    if (from.isBroken[address] === 1) open = [];
    else if (line.mnemonic === undefined) continue;
    else if (flowOf(line.mnemonic) === "handler") {
      // One with a label takes no part in the nesting; among structured ones it is a mistake.
      if (line.operands.length > 0) open = [];
      else open.push({ start: line });
    } else if (flowOf(line.mnemonic) === "catch" && innermost !== undefined) {
      if (innermost.handler === undefined) innermost.handler = address;
      else open = [];
    } else if (closesHandler(line.mnemonic) && innermost !== undefined) {
      open.pop();
      const { start, handler } = innermost;
      if (handler === undefined) continue;
      found.set(start, { target: handler });
      found.set(lineAt(from, handler), { end: address + 1 });
      found.set(line, { handler });
    }
  }
  return found;
}

/** Parts of handlers that are paired with others. */
function isPaired({ mnemonic, operands }: InstructionLine): boolean {
  if (mnemonic === undefined) return true;
  const flow = flowOf(mnemonic);
  return flow === "catch" || closesHandler(mnemonic) || (flow === "handler" && operands.length === 0);
}

/** The addresses that are written as numbers in lines that may lead there. */
function writtenAddresses(
  syntax: AsmSyntax,
  holeLines: readonly InstructionLine[],
  length: number,
): readonly number[] {
  return holeLines.flatMap((line) =>
    wordsOf(syntax, line).flatMap((word) =>
      isAddress(word) && Number(word) < length ? [Number(word), Number(word) + 1] : [],
    ),
  );
}

/** What is written after the word of a line. */
function wordsOf({ text }: AsmSyntax, { wordSpan, span }: InstructionLine): readonly string[] {
  return text
    .slice(wordSpan.end, span.end)
    .split(/[\s"]+/)
    .filter((word) => word !== "");
}

/** Whether a broken line may be meant as one that binds names of elsewhere. Without an operand none does. */
function mayImport(line: InstructionLine, suggest: (word: string) => string | undefined): boolean {
  if (!isUnreadable(line) || line.span.end === line.wordSpan.end) return false;
  const { mnemonic = suggest(line.word.toUpperCase()) } = line;
  return mnemonic === undefined || effectsOf(mnemonic as Mnemonic).has("binds-names");
}

/** The variables that some line stores; a hole may store all that it names. Undefined for any, since one may be an import. */
function namesStored(
  syntax: AsmSyntax,
  from: SketchLines,
  holeLines: readonly InstructionLine[],
): ReadonlySet<string> | undefined {
  const suggest = suggester(MNEMONICS);
  if (holeLines.some((line) => mayImport(line, suggest))) return undefined;
  const names = new Set(from.stored.keys());
  for (const address of from.parts) for (const name of storedBy(lineAt(from, address))) names.add(name);
  for (const line of holeLines) for (const word of wordsOf(syntax, line)) names.add(word);
  return names;
}
