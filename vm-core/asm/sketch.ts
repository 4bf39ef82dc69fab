/**
 * Makes a Sketch of a text that does not assemble: what is wrong becomes a hole, the rest stays what it is.
 *
 * Invariant: what an instruction of the sketch does is the same however the mistakes are mended, so a line is a hole, too,
 * when its meaning hangs on one: a target written as an address, a label that is defined twice, and the parts of
 * handlers, which are paired over several lines.
 */
import { derived } from "../isa/derived.ts";
import { effectsOf, flowOf, MNEMONICS, type Mnemonic, operandsOf } from "../isa/index.ts";
import { accessOf, closesHandler, roleOfOperand } from "../isa/typing.ts";
import { isStraight } from "../program/control-flow.ts";
import type { Instruction } from "../program/program.ts";
import type { Hole, Sketch } from "../program/sketch.ts";
import { suggester } from "../text/closest.ts";
import { collectLabels, isAddress, type MadeInstructions, resolveOperands } from "./assembler.ts";
import type { AsmSyntax, InstructionLine, OperandSyntax } from "./syntax.ts";

/** `fileName` becomes the only file. `made` has what was made of the text's lines already, where they are right (`Assembled`). */
export function sketch(syntax: AsmSyntax, fileName: string, made?: MadeInstructions): Sketch {
  const { labels } = collectLabels(syntax, []);
  const suggest = suggester(MNEMONICS);
  const { lines: instructionLines, instructions } = instructionLinesOf(syntax, made);
  const straight = straightAmong(instructions);
  const { isHole, handlers } = holesAmong(instructionLines, straight, labels, repeatedLabels(syntax));
  const lines = instructionLines.map((line, address): Instruction | Hole => {
    if (straight[address] === 1) return instructions[address] as Instruction;
    if (line.mnemonic === undefined || isHole[address] === 1) return holeOf(line);
    const paired = handlers.get(line);
    const known = instructions[address];
    if (known !== undefined && paired === undefined) return known;
    const operands = resolveOperands(line, line.mnemonic, {
      labels,
      length: instructionLines.length,
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
  });
  const handlerBodies: number[] = [];
  const holes: number[] = [];
  lines.forEach(({ op }, address) => {
    if (straight[address] === 1) return;
    if (op === undefined) holes.push(address);
    else if (flowOf(op) === "catch") handlerBodies.push(address + 1);
  });
  const holeLines = holes.map((address) => instructionLines[address]);
  return {
    lines,
    labels,
    file: { name: fileName, text: syntax.text },
    entries: [
      ...new Set([
        ...labelAddresses(syntax),
        ...writtenAddresses(syntax, holeLines, lines.length),
        ...handlerBodies,
        ...holes,
      ]),
    ],
    mayStore: holeLines.some((line) => mayImport(line, suggest))
      ? undefined
      : namesStored(syntax, instructionLines, holeLines),
  };
}

/** The lines with instructions, in order, each with the instruction that was made of it, if one was. */
function instructionLinesOf(syntax: AsmSyntax, made: MadeInstructions | undefined) {
  const lines: InstructionLine[] = [];
  const instructions: (Instruction | undefined)[] = [];
  syntax.lines.forEach((line, i) => {
    if (line.kind !== "instruction") return;
    lines.push(line);
    instructions.push(made?.instructions[i]);
  });
  return { lines, instructions };
}

/** Where instructions were made that name no code, 1 for each: they mean the same whatever is wrong elsewhere. */
function straightAmong(instructions: readonly (Instruction | undefined)[]): Uint8Array {
  const straight = new Uint8Array(instructions.length);
  instructions.forEach((made, address) => {
    if (made !== undefined && isStraight(made)) straight[address] = 1;
  });
  return straight;
}

/** Which lines are holes, 1 for each, and the parts of handlers that are none. */
function holesAmong(
  lines: readonly InstructionLine[],
  straight: Uint8Array,
  labels: ReadonlyMap<string, number>,
  repeated: ReadonlySet<string>,
) {
  const isHole = new Uint8Array(lines.length);
  lines.forEach((line, address) => {
    if (straight[address] === 1) return;
    const isBroken = isUnreadable(line) || line.operands.some((one) => isUncertain(one, labels, repeated));
    if (isBroken) isHole[address] = 1;
  });
  const handlers = wholeHandlers(lines, straight, isHole);
  lines.forEach((line, address) => {
    if (straight[address] === 0 && isPaired(line) && !handlers.has(line)) isHole[address] = 1;
  });
  return { isHole, handlers };
}

function holeOf({ span, mnemonic }: InstructionLine): Hole {
  return { op: undefined, span, opensHandler: mnemonic !== undefined && flowOf(mnemonic) === "handler" };
}

function isUnreadable({ mnemonic, broken }: InstructionLine): boolean {
  return broken || mnemonic === undefined;
}

/** What has to be added to the operands of parts of handlers once they are paired. */
type Pairing = { readonly target: number } | { readonly end: number } | { readonly handler: number };

/**
 * The parts of structured handlers without a hole between TRY and END_TRY: these are paired with each other whatever is
 * written elsewhere, since they nest.
 */
function wholeHandlers(
  lines: readonly InstructionLine[],
  straight: Uint8Array,
  isBroken: Uint8Array,
): ReadonlyMap<InstructionLine, Pairing> {
  const found = new Map<InstructionLine, Pairing>();
  let open: { readonly start: number; handler?: number }[] = [];
  lines.forEach((line, address) => {
    if (straight[address] === 1) return;
    const innermost = open.at(-1);
    if (isBroken[address] === 1) open = [];
    else if (line.mnemonic === undefined) return;
    else if (flowOf(line.mnemonic) === "handler") {
      // One with a label takes no part in the nesting; among structured ones it is a mistake.
      if (line.operands.length > 0) open = [];
      else open.push({ start: address });
    } else if (flowOf(line.mnemonic) === "catch" && innermost !== undefined) {
      if (innermost.handler === undefined) innermost.handler = address;
      else open = [];
    } else if (closesHandler(line.mnemonic) && innermost !== undefined) {
      open.pop();
      const { start, handler } = innermost;
      if (handler === undefined) return;
      found.set(lines[start], { target: handler });
      found.set(lines[handler], { end: address + 1 });
      found.set(line, { handler });
    }
  });
  return found;
}

/** Parts of handlers that are paired with others. */
function isPaired({ mnemonic, operands }: InstructionLine): boolean {
  if (mnemonic === undefined) return true;
  const flow = flowOf(mnemonic);
  return flow === "catch" || closesHandler(mnemonic) || (flow === "handler" && operands.length === 0);
}

/** Whether it is not certain where a target is. */
function isUncertain(
  { kind, text }: OperandSyntax,
  labels: ReadonlyMap<string, number>,
  repeated: ReadonlySet<string>,
): boolean {
  if (kind !== "label" && kind !== "label?") return false;
  return isAddress(text) || !labels.has(text) || repeated.has(text);
}

function repeatedLabels(syntax: AsmSyntax): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const line of syntax.lines) {
    if (line.kind !== "label") continue;
    if (seen.has(line.name)) repeated.add(line.name);
    seen.add(line.name);
  }
  return repeated;
}

/** Of all labels, those without a name and those that are defined again among them. */
function labelAddresses(syntax: AsmSyntax): readonly number[] {
  const addresses: number[] = [];
  let address = 0;
  for (const line of syntax.lines) {
    if (line.kind === "label") addresses.push(address);
    else address++;
  }
  return addresses;
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

/** The variables that some line stores; a hole may store all that it names. */
function namesStored(
  syntax: AsmSyntax,
  lines: readonly InstructionLine[],
  holeLines: readonly InstructionLine[],
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { mnemonic, operands } of lines) {
    const stored = mnemonic === undefined ? [] : storedOperands(mnemonic);
    if (stored.length === 0) continue;
    for (const { name, text } of operands) if (stored.includes(name)) names.add(text);
  }
  for (const line of holeLines) for (const word of wordsOf(syntax, line)) names.add(word);
  return names;
}

/** The operands of an instruction that name variables which it stores. */
const storedOperands = derived((mnemonic: Mnemonic): readonly string[] =>
  operandsOf(mnemonic).flatMap(([name]) =>
    accessOf(roleOfOperand(mnemonic, name)) === "write" ? [name] : [],
  ),
);
