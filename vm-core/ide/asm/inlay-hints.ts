/** Inlay hints of assembly: addresses of labels, stack heights, types of what is stored, parameters of imported functions. */
import { type AsmSnapshot, namesLabel, roleOf } from "../../analyze/index.ts";
import type { InstructionLine, SyntaxLine } from "../../asm/syntax.ts";
import { type Context, TOP } from "../../facts/context.ts";
import { type AtInstruction, statesWithin, wholeFacts } from "../../facts/whole.ts";
import { accessOf, storesValue } from "../../isa/typing.ts";
import { once } from "../../text/once.ts";
import type { Span } from "../../text/span.ts";
import { ANY_TYPE, typeNames } from "../../value/type-set.ts";
import { importedNames } from "../imports.ts";
import { type InlayHint, type InlayHintSettings, shownType } from "../inlay-hint.ts";
import type { ResolveModule } from "../modules.ts";
import { isNeverStored } from "./variables.ts";

export function inlayHints(
  snapshot: AsmSnapshot,
  settings: InlayHintSettings,
  range: Span,
  resolve: ResolveModule,
): readonly InlayHint[] {
  const { lines, address } = linesWithin(snapshot, range);
  const instructions = lines.filter((line) => line.kind === "instruction");
  const needsStates = settings.stackDepth === "lines" || settings.types;
  return [
    settings.addresses ? addressHints(snapshot, instructions) : [],
    settings.parameterNames === "all" ? parameterHints(snapshot, instructions, resolve) : [],
    settings.stackDepth === "labels" ? labelHints(snapshot, lines, address) : [],
    needsStates ? stateHints(snapshot, settings, instructions, address) : [],
  ].flat();
}

/** The syntax that begins in a range, and the address of its first instruction. */
function linesWithin({ syntax }: AsmSnapshot, { start, end }: Span) {
  const all = syntax.lines;
  let from = 0;
  let address = 0;
  while (from < all.length && all[from].span.end < start) {
    if (all[from].kind === "instruction") address++;
    from++;
  }
  let to = from;
  while (to < all.length && all[to].span.start <= end) to++;
  return { lines: all.slice(from, to), address };
}

function addressHints({ symbols }: AsmSnapshot, lines: readonly InstructionLine[]): readonly InlayHint[] {
  return lines.flatMap(({ operands }) =>
    operands.flatMap((operand): InlayHint[] => {
      const label = namesLabel(operand) ? symbols.labels.get(operand.text) : undefined;
      if (label?.definition === undefined) return [];
      return [{ offset: operand.span.end, label: `→ ${label.address}`, kind: "address" }];
    }),
  );
}

/** `LOAD pow (base exponent)`: what the function takes from the stack. */
function parameterHints(
  snapshot: AsmSnapshot,
  lines: readonly InstructionLine[],
  resolve: ResolveModule,
): readonly InlayHint[] {
  const imported = once(() => importedNames(snapshot, resolve));
  return lines.flatMap((line) =>
    line.operands.flatMap((operand): InlayHint[] => {
      if (accessOf(roleOf(line, operand)) !== "read") return [];
      if (!isNeverStored(snapshot, operand.text, operand.span)) return [];
      const parameters = imported().get(operand.text)?.parameters;
      if (parameters === undefined) return [];
      return [{ offset: operand.span.end, label: `(${parameters.join(" ")})`, kind: "parameter" }];
    }),
  );
}

/** The height of the stack at labels, where it is not 0. */
function labelHints(
  { program }: AsmSnapshot,
  lines: readonly SyntaxLine[],
  first: number,
): readonly InlayHint[] {
  const facts = program && wholeFacts(program);
  if (program === undefined || facts === undefined) return [];
  const count = lines.filter((line) => line.kind === "instruction").length;
  const states = new Map(
    statesWithin(facts, first, first + count + 1).map((state) => [state.address, state]),
  );
  let address = first;
  return lines.flatMap((line): InlayHint[] => {
    if (line.kind === "instruction") {
      address++;
      return [];
    }
    const { before = 0, context } = states.get(address) ?? {};
    if (before === 0 || context === undefined) return [];
    return [{ offset: line.span.end, label: heightInWords(before, context), kind: "stack" }];
  });
}

/** The height of the stack after each instruction, and the types of what is stored. */
function stateHints(
  { program }: AsmSnapshot,
  { stackDepth, types }: InlayHintSettings,
  lines: readonly InstructionLine[],
  first: number,
): readonly InlayHint[] {
  const facts = program && wholeFacts(program);
  if (facts === undefined) return [];
  return statesWithin(facts, first, first + lines.length).flatMap((state): InlayHint[] => {
    const line = lines[state.address - first];
    const { after, context } = state;
    const type = types ? typeHint(line, state) : undefined;
    const found: InlayHint[] = type === undefined ? [] : [type];
    if (stackDepth === "lines" && after !== undefined) {
      found.push({ offset: line.span.end, label: heightInWords(after, context), kind: "stack" });
    }
    return found;
  });
}

function typeHint({ mnemonic, operands }: InstructionLine, { top }: AtInstruction): InlayHint | undefined {
  if (mnemonic === undefined || !storesValue(mnemonic) || top === undefined || top === ANY_TYPE)
    return undefined;
  const type = shownType(typeNames(top));
  const [name] = operands;
  if (type === undefined || name === undefined) return undefined;
  return { offset: name.span.end, label: `: ${type}`, kind: "type" };
}

/** A function that takes values of its callers is lower than they are. */
function heightInWords(height: number, { depth, id }: Context): string {
  const isCompared = id !== TOP && depth < 0;
  return `stack ${isCompared && height > 0 ? "+" : ""}${String(height).replace("-", "−")}`;
}
