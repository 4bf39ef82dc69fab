/**
 * Refactorings of assembly: addresses and labels, functions from lines and lines from functions, a TRY around lines.
 *
 * Invariant: what is offered does the same afterwards; where that is not seen at once, nothing is offered.
 */
import { type AsmSnapshot, namesLabel, roleOf } from "../../analyze/index.ts";
import { isAddress } from "../../asm/assembler.ts";
import type { InstructionLine, OperandSyntax, SyntaxLine } from "../../asm/syntax.ts";
import { flowOf, type OperandRole } from "../../isa/index.ts";
import { accessOf, closesHandler } from "../../isa/typing.ts";
import type { TextEdit } from "../../text/diagnostic.ts";
import { writeName } from "../../text/literal.ts";
import { type Span, span, touches } from "../../text/span.ts";
import type { Refactoring } from "../refactoring.ts";
import { textLineAt } from "../text-line.ts";
import { withAddresses } from "./fixes/addresses.ts";
import { freeName } from "./fixes/place.ts";
import { inlineFunction } from "./inline-function.ts";
import { append, indentAt, insertBefore } from "./whole-lines.ts";

export function refactorings(snapshot: AsmSnapshot, range: Span): readonly Refactoring[] {
  if (snapshot.program === undefined) return [];
  const operand = operandAt(snapshot, range);
  const found = [
    ...(operand === undefined ? [] : targetRewrites(snapshot, operand)),
    ...(range.start === range.end ? inlineFunction(snapshot, range.start) : []),
  ];
  const lines = range.start === range.end ? undefined : wholeLinesIn(snapshot, range);
  return lines === undefined
    ? found
    : [...found, ...extraction(snapshot, lines), ...wrapping(snapshot, lines)];
}

function operandAt({ syntax }: AsmSnapshot, { start, end }: Span): OperandSyntax | undefined {
  const line = syntax.lines.find((one) => one.span.start <= end && one.span.end >= start);
  if (line?.kind !== "instruction") return undefined;
  return line.operands.find((one) => touches(one.span, start) && touches(one.span, end));
}

/** A label in place of an address, or an address in place of a label. */
function targetRewrites(snapshot: AsmSnapshot, operand: OperandSyntax): readonly Refactoring[] {
  const { kind, text, span: place } = operand;
  if (kind !== "label" && kind !== "label?") return [];
  const { labels } = snapshot.symbols;
  if (namesLabel(operand)) {
    const address = labels.get(text)?.definition === undefined ? undefined : labels.get(text)?.address;
    if (address === undefined) return [];
    const edits = [{ span: place, text: String(address) }];
    return [{ title: `Change to the address ${address}`, kind: "refactor.rewrite", edits }];
  }
  const address = Number(text);
  const known = [...labels.values()].find((one) => one.address === address && one.definition !== undefined);
  const name = known?.name ?? freeName(`at_${address}`, labels);
  const written = `LABEL ${writeName(name)}`;
  const line = snapshot.program?.code[address]?.span;
  const target = line === undefined ? append(snapshot, [written]) : labelBefore(snapshot, line, written);
  const edits = [{ span: place, text: writeName(name) }, ...(known === undefined ? [target] : [])];
  return [{ title: `Change to the label \`${name}\``, kind: "refactor.rewrite", edits }];
}

/** Labels are at the margin, however the line is indented. */
function labelBefore({ text }: AsmSnapshot, line: Span, written: string): TextEdit {
  const { start } = textLineAt(text, line.start);
  return { span: span(start, start), text: `${written}${text.includes("\r\n") ? "\r\n" : "\n"}` };
}

/** Instructions that control runs through from the first to the last one, and into which none jumps. */
function wholeLinesIn({ syntax }: AsmSnapshot, { start, end }: Span): readonly InstructionLine[] | undefined {
  // A selection of whole lines ends where the next one begins.
  const lines = syntax.lines.filter((line) => line.span.start < end && line.span.end > start);
  const isPlain = (line: SyntaxLine): line is InstructionLine =>
    line.kind === "instruction" &&
    line.mnemonic !== undefined &&
    PLAIN.has(flowOf(line.mnemonic)) &&
    // The TRY that it ends is not among them.
    !closesHandler(line.mnemonic);
  if (lines.length === 0 || !lines.every(isPlain)) return undefined;
  // Where targets are written as addresses, any of the lines may be one.
  const hasAddresses = syntax.lines.some(
    (line) =>
      line.kind === "instruction" &&
      line.operands.some(({ kind, text }) => kind.startsWith("label") && isAddress(text)),
  );
  return hasAddresses ? undefined : lines.filter(isPlain);
}

const PLAIN: ReadonlySet<string> = new Set(["next", "call"]);

/** The variables that lines take from around them come as arguments; none that others read may be stored. */
function extraction(snapshot: AsmSnapshot, lines: readonly InstructionLine[]): readonly Refactoring[] {
  const { text, symbols } = snapshot;
  const range = span(lines[0].span.start, lines[lines.length - 1].span.end);
  const isInside = ({ start }: Span) => range.start <= start && start < range.end;
  const written = new Set<string>();
  const taken = new Set<string>();
  for (const line of lines) {
    for (const operand of line.operands) {
      const role = roleOf(line, operand);
      const access = accessOf(role);
      if (UNMOVABLE.has(role) || access === "child") return [];
      if (access === "read" && !written.has(operand.text) && isOwn(snapshot, operand.text))
        taken.add(operand.text);
      if (access === "write") written.add(operand.text);
    }
  }
  for (const name of written) {
    const { reads, writes } = symbols.variables.get(name) ?? { reads: [], writes: [] };
    if (![...reads, ...writes].every(isInside)) return [];
  }
  const name = freeName("extracted", symbols.labels);
  const indent = indentAt(text, range.start);
  const names = [...taken].map(writeName);
  const call = [...names.map((one) => `LOAD ${one}`), ["CALL", name, ...names].join(" ")];
  const last = snapshot.syntax.lines.findLast((line) => line.kind === "instruction");
  const runsOn =
    last?.kind !== "instruction" || last.mnemonic === undefined || !ENDING.has(flowOf(last.mnemonic));
  const body = text.slice(textLineAt(text, range.start).start, range.end).split(/\r?\n/);
  const edits = [
    { span: range, text: call.join(`${text.includes("\r\n") ? "\r\n" : "\n"}${indent}`) },
    append(snapshot, [...(runsOn ? [`${indent}HALT`] : []), "", `LABEL ${name}`, ...body, `${indent}RET`]),
  ];
  return [{ title: `Extract to the function \`${name}\``, kind: "refactor.extract", edits }];
}

const ENDING: ReadonlySet<string> = new Set(["jump", "tail-call", "return", "end", "throw"]);

/** What is about the frame that the instruction is in, or about the file. */
const UNMOVABLE: ReadonlySet<OperandRole | undefined> = new Set<OperandRole>(["export", "module", "delete"]);

/** Whether a name is a variable or a parameter of this text; else an import brings it everywhere. */
function isOwn({ syntax, symbols }: AsmSnapshot, name: string): boolean {
  if ((symbols.variables.get(name)?.writes.length ?? 0) > 0) return true;
  return syntax.lines.some(
    (line) =>
      line.kind === "instruction" &&
      line.operands.some(({ kind, text }) => kind === "names" && text === name),
  );
}

/** Nothing is done yet about what is caught. */
function wrapping(snapshot: AsmSnapshot, lines: readonly InstructionLine[]): readonly Refactoring[] {
  const { text, symbols } = snapshot;
  const [first, last] = [lines[0], lines[lines.length - 1]];
  const indent = indentAt(text, first.span.start);
  const deeper = indent.includes("\t") ? "\t" : "    ";
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const { end } = textLineAt(text, last.span.end);
  const closing = [`CATCH ${freeName("error", symbols.variables)}`, "END_TRY"];
  const edits = [
    insertBefore(snapshot, first.span.start, ["TRY"]),
    ...lines.map(({ span: { start } }) => ({ span: span(start, start), text: deeper })),
    { span: span(end, end), text: closing.map((one) => `${newline}${indent}${one}`).join("") },
  ];
  const { edits: all } = withAddresses(snapshot, { title: "", edits });
  return [{ title: "Wrap in TRY", kind: "refactor.rewrite", edits: all }];
}
