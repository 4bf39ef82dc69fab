/**
 * Turns syntax into a Program: resolves labels and addresses, pairs handlers.
 *
 * Invariant: every address in a returned Program is in range, so the interpreter never checks one. There is
 * no Program when a line is broken or a label unknown.
 * Absent by design: files, imports, optimization.
 */
import { type Mnemonic, operandsOf } from "../isa/index.ts";
import type { Instruction, Program } from "../program/program.ts";
import { suggester } from "../text/closest.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { writeName } from "../text/literal.ts";
import { Float } from "../value/value.ts";
import { pairHandlers } from "./handlers.ts";
import type { AsmSyntax, InstructionLine, LabelLine, OperandSyntax } from "./syntax.ts";

export interface AssembleResult {
  readonly program: Program | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** What instruction lines resolve against. */
interface ResolutionContext {
  readonly labels: ReadonlyMap<string, number>;
  readonly length: number;
  readonly diagnostics: Diagnostic[];
  /** The label that an unknown name may be meant for. */
  readonly suggest: (name: string) => string | undefined;
}

/** Assembles; `fileName` becomes the Program's only file. */
export function assemble(syntax: AsmSyntax, fileName: string): AssembleResult {
  const diagnostics: Diagnostic[] = [];
  const instructionLines = syntax.lines.filter((line) => line.kind === "instruction");
  const labels = collectLabels(syntax, diagnostics);
  const suggest = suggester([...labels.keys()]);
  const context: ResolutionContext = { labels, length: instructionLines.length, diagnostics, suggest };
  let broken = diagnostics.length > 0;
  const code: Instruction[] = [];
  instructionLines.forEach((line, address) => {
    const before = diagnostics.length;
    const operands = line.mnemonic === undefined ? {} : resolveOperands(line, line.mnemonic, context);
    if (line.broken || line.mnemonic === undefined || diagnostics.length > before) broken = true;
    else code.push({ op: line.mnemonic, operands, span: line.span, file: 0, origin: address } as Instruction);
  });
  if (broken) return { program: undefined, diagnostics };
  const paired = pairHandlers(code);
  for (const item of paired.diagnostics) diagnostics.push(item);
  if (paired.diagnostics.some((diagnostic) => diagnostic.severity === "error")) {
    return { program: undefined, diagnostics };
  }
  return {
    program: { code: paired.code, labels, files: [{ name: fileName, text: syntax.text }] },
    diagnostics,
  };
}

function collectLabels(syntax: AsmSyntax, diagnostics: Diagnostic[]): Map<string, number> {
  const labels = new Map<string, number>();
  const first = new Map<string, LabelLine>();
  let address = 0;
  for (const line of syntax.lines) {
    if (line.kind === "instruction") {
      address++;
      continue;
    }
    const earlier = first.get(line.name);
    if (line.name === "") continue;
    if (earlier === undefined) {
      first.set(line.name, line);
      labels.set(line.name, address);
    } else {
      diagnostics.push({
        severity: "error",
        code: "duplicate-label",
        message: `the label \`${line.name}\` is defined twice`,
        span: line.nameSpan,
        related: [{ span: earlier.nameSpan, message: "it is defined here first" }],
      });
    }
  }
  return labels;
}

function resolveOperands(
  line: InstructionLine,
  mnemonic: Mnemonic,
  context: ResolutionContext,
): Record<string, unknown> {
  const operands: Record<string, unknown> = {};
  for (const [name, kind] of operandsOf(mnemonic)) {
    const written = line.operands.filter((operand) => operand.name === name);
    if (kind === "names" || kind === "patterns") operands[name] = written.map((operand) => operand.text);
    else if (written.length === 0) operands[name] = null;
    else operands[name] = resolve(written[0], context);
  }
  return operands;
}

function resolve(operand: OperandSyntax, context: ResolutionContext): unknown {
  if (operand.kind === "label" || operand.kind === "label?") return resolveTarget(operand, context);
  if (operand.value instanceof Float) return operand.value.value;
  return operand.value ?? operand.text;
}

function resolveTarget(operand: OperandSyntax, context: ResolutionContext): number | undefined {
  if (isAddress(operand.text)) {
    const address = Number(operand.text);
    if (address <= context.length) return address;
    context.diagnostics.push({
      severity: "error",
      code: "address-out-of-range",
      message: `address ${operand.text} is outside the program: its instructions have the addresses 0 to ${context.length - 1}, ${context.length} is its end`,
      span: operand.span,
      report: `Invalid address: ${operand.text}`,
    });
    return undefined;
  }
  const address = context.labels.get(operand.text);
  if (address !== undefined) return address;
  const suggestion = context.suggest(operand.text);
  context.diagnostics.push({
    severity: "error",
    code: "unknown-label",
    message: `there is no label \`${operand.text}\`${suggestion === undefined ? "" : `: did you mean \`${suggestion}\`?`}`,
    span: operand.span,
    report: `Unknown label: ${operand.text}`,
    fixes:
      suggestion === undefined
        ? []
        : [
            {
              title: `Change to \`${suggestion}\``,
              edits: [{ span: operand.span, text: writeName(suggestion) }],
              preferred: true,
            },
          ],
  });
  return undefined;
}

/** True when a target is written as an instruction address, not as a label. */
export function isAddress(text: string): boolean {
  return /^\+?\d+$/.test(text);
}
