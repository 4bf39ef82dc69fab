/**
 * Inlining a function that is called once: its lines in place of the call.
 *
 * Invariant: the function is straight-line code, nothing else names it or runs into it, and none of its variables has a
 * name that is used elsewhere.
 */
import { type AsmSnapshot, namesLabel, roleOf } from "../../analyze/index.ts";
import { isAddress } from "../../asm/assembler.ts";
import type { InstructionLine, SyntaxLine } from "../../asm/syntax.ts";
import { flowOf } from "../../isa/index.ts";
import { accessOf } from "../../isa/typing.ts";
import { writeName } from "../../text/literal.ts";
import { type Span, span, touches } from "../../text/span.ts";
import type { Refactoring } from "../refactoring.ts";
import { textLineAt } from "../text-line.ts";
import { indentAt, removeLines } from "./whole-lines.ts";

/** The cursor is on the call, or on the label of the function. */
export function inlineFunction(snapshot: AsmSnapshot, offset: number): readonly Refactoring[] {
  const { syntax, symbols, text } = snapshot;
  const here = syntax.lines.find((line) => touches(line.span, offset));
  const name = here === undefined ? undefined : nameIn(here);
  const symbol = name === undefined ? undefined : symbols.labels.get(name);
  const definition = symbol?.definition;
  if (definition === undefined || symbol?.references.length !== 1 || symbol.repeated.length > 0) return [];
  const call = callAt(syntax.lines, symbol.references[0]);
  const at = syntax.lines.indexOf(definition);
  const body = bodyAt(syntax.lines, at);
  if (call === undefined || body === undefined) return [];
  if (runsInto(syntax.lines[at - 1]) || hasAddresses(syntax.lines)) return [];
  const isInside =
    definition.span.start <= call.span.start && call.span.end <= body[body.length - 1].span.end;
  const parameters = call.operands.filter(({ kind }) => kind === "names").map((one) => one.text);
  if (isInside || !keepsNames(snapshot, body, parameters, call)) return [];
  const stores = [...parameters].reverse().map((one) => `STORE ${writeName(one)}`);
  const lines = body
    .slice(0, -1)
    .map((line) => text.slice(line.span.start, textLineAt(text, line.span.end).end));
  const newline = `${text.includes("\r\n") ? "\r\n" : "\n"}${indentAt(text, call.span.start)}`;
  const edits = [
    { span: call.span, text: [...stores, ...lines].join(newline) },
    ...removeLines(snapshot, [definition]),
    // The comments beside the lines go with them.
    ...body.slice(0, -1).map((line) => ({ span: wholeLine(text, line.span.start), text: "" })),
    ...removeLines(snapshot, body.slice(-1)),
  ];
  return [{ title: `Inline the function \`${symbol.name}\``, kind: "refactor.inline", edits }];
}

function wholeLine(text: string, offset: number): Span {
  const newline = text.indexOf("\n", offset);
  return span(textLineAt(text, offset).start, newline < 0 ? text.length : newline + 1);
}

function callAt(lines: readonly SyntaxLine[], place: Span): InstructionLine | undefined {
  const line = lines.find((one) => one.span.start <= place.start && place.end <= one.span.end);
  if (line?.kind !== "instruction" || line.mnemonic === undefined) return undefined;
  return flowOf(line.mnemonic) === "call" ? line : undefined;
}

function nameIn(line: SyntaxLine): string | undefined {
  if (line.kind === "label") return line.name;
  const operand = line.operands.find((one) => namesLabel(one));
  return operand !== undefined && roleOf(line, operand) === "function" ? operand.text : undefined;
}

/** The instructions up to the first return, which control runs through in order. */
function bodyAt(lines: readonly SyntaxLine[], label: number): readonly InstructionLine[] | undefined {
  const body: InstructionLine[] = [];
  for (const line of lines.slice(label + 1)) {
    if (line.kind === "label" || line.mnemonic === undefined) return undefined;
    body.push(line);
    const flow = flowOf(line.mnemonic);
    if (flow === "return") return body;
    if (flow !== "next" && flow !== "call") return undefined;
  }
  return undefined;
}

function runsInto(before: SyntaxLine | undefined): boolean {
  if (before?.kind !== "instruction" || before.mnemonic === undefined) return true;
  return !["jump", "tail-call", "return", "end", "throw"].includes(flowOf(before.mnemonic));
}

function hasAddresses(lines: readonly SyntaxLine[]): boolean {
  return lines.some(
    (line) =>
      line.kind === "instruction" &&
      line.operands.some(({ kind, text }) => kind.startsWith("label") && isAddress(text)),
  );
}

/** Whether each variable of a function is its own, by name too. */
function keepsNames(
  { syntax }: AsmSnapshot,
  body: readonly InstructionLine[],
  parameters: readonly string[],
  call: InstructionLine,
): boolean {
  const own = new Set(parameters);
  for (const line of body) {
    for (const operand of line.operands) {
      const access = accessOf(roleOf(line, operand));
      if (access === "write") own.add(operand.text);
      if (access === "child" || (access === "read" && !own.has(operand.text))) return false;
    }
  }
  const inside = new Set<SyntaxLine>([...body, call]);
  return syntax.lines.every(
    (line) =>
      line.kind === "label" ||
      inside.has(line) ||
      line.operands.every((one) => !namesVariable(line, one) || !own.has(one.text)),
  );
}

function namesVariable(line: InstructionLine, operand: InstructionLine["operands"][number]): boolean {
  return operand.kind === "names" || accessOf(roleOf(line, operand)) !== undefined;
}
