/**
 * Makes a Sketch of a text that does not assemble: what is wrong becomes a hole, the rest stays what it is.
 *
 * Invariant: what an instruction of the sketch does is the same however the mistakes are mended, so a line is a hole, too,
 * when its meaning hangs on one: a target written as an address, a label that is defined twice, and the parts of
 * handlers, which are paired over several lines.
 */
import { effectsOf, flowOf, MNEMONICS } from "../isa/index.ts";
import { accessOf, closesHandler, roleOfOperand } from "../isa/typing.ts";
import type { Instruction } from "../program/program.ts";
import type { Hole, Sketch } from "../program/sketch.ts";
import { suggester } from "../text/closest.ts";
import { collectLabels, isAddress, resolveOperands } from "./assembler.ts";
import type { AsmSyntax, InstructionLine, OperandSyntax } from "./syntax.ts";

/** `fileName` becomes the only file. */
export function sketch(syntax: AsmSyntax, fileName: string): Sketch {
  const { labels } = collectLabels(syntax, []);
  const repeated = repeatedLabels(syntax);
  const instructionLines = syntax.lines.filter((line) => line.kind === "instruction");
  const suggest = suggester(MNEMONICS);
  const isBroken = (line: InstructionLine) =>
    isUnreadable(line) || line.operands.some((one) => isUncertain(one, labels, repeated));
  const handlers = wholeHandlers(instructionLines, isBroken);
  const isHole = (line: InstructionLine) => isBroken(line) || (isPaired(line) && !handlers.has(line));
  const lines = instructionLines.map((line, address): Instruction | Hole => {
    if (line.mnemonic === undefined || isHole(line)) return holeOf(line);
    const paired = handlers.get(line);
    const operands = resolveOperands(line, line.mnemonic, {
      labels,
      length: instructionLines.length,
      problems: [],
      suggest: () => undefined,
    });
    Object.assign(operands, paired);
    return { op: line.mnemonic, operands, span: line.span, file: 0, origin: address } as Instruction;
  });
  const handlerBodies = lines.flatMap(({ op }, address) =>
    op !== undefined && flowOf(op) === "catch" ? [address + 1] : [],
  );
  const holes = lines.flatMap(({ op }, address) => (op === undefined ? [address] : []));
  return {
    lines,
    labels,
    file: { name: fileName, text: syntax.text },
    entries: [
      ...new Set([
        ...labelAddresses(syntax),
        ...writtenAddresses(syntax, isHole, lines.length),
        ...handlerBodies,
        ...holes,
      ]),
    ],
    mayStore: instructionLines.some((line) => mayImport(line, suggest))
      ? undefined
      : namesStored(syntax, isHole),
  };
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
  isBroken: (line: InstructionLine) => boolean,
): ReadonlyMap<InstructionLine, Pairing> {
  const found = new Map<InstructionLine, Pairing>();
  let open: { readonly start: number; handler?: number }[] = [];
  lines.forEach((line, address) => {
    const innermost = open.at(-1);
    if (isBroken(line)) open = [];
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
  isHole: (line: InstructionLine) => boolean,
  length: number,
): readonly number[] {
  return syntax.lines.flatMap((line) =>
    line.kind === "label" || !isHole(line)
      ? []
      : wordsOf(syntax, line).flatMap((word) =>
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
  return mnemonic === undefined || effectsOf(mnemonic as (typeof MNEMONICS)[number]).has("binds-names");
}

/** The variables that some line stores; a hole may store all that it names. */
function namesStored(syntax: AsmSyntax, isHole: (line: InstructionLine) => boolean): ReadonlySet<string> {
  const names = new Set<string>();
  for (const line of syntax.lines) {
    if (line.kind === "label") continue;
    const { mnemonic } = line;
    for (const { name, text } of line.operands) {
      if (mnemonic !== undefined && accessOf(roleOfOperand(mnemonic, name)) === "write") names.add(text);
    }
    if (isHole(line)) for (const word of wordsOf(syntax, line)) names.add(word);
  }
  return names;
}
