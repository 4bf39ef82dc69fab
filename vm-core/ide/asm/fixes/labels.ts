/** Fixes of labels: creating, renaming and removing them. */
import { type AsmSnapshot, namesLabel, roleOf } from "../../../analyze/index.ts";
import { syntaxLineAt } from "../../../asm/syntax.ts";
import { flowOf, type OperandRole } from "../../../isa/index.ts";
import { isLabelName } from "../../../program/program.ts";
import type { Fix, TextEdit } from "../../../text/diagnostic.ts";
import { writeName } from "../../../text/literal.ts";
import { labelReferences } from "../references.ts";
import { append, indentAt, removeLines } from "../whole-lines.ts";
import { type AsmCauseOf, freeName, instructionAt, type Place, type QuickFixes } from "./place.ts";

export const LABEL_FIXES: QuickFixes = {
  "unknown-label": createUnknown,
  "duplicate-label": renameRepeated,
  "label-name": renameDigits,
  "unused-label": (_, { snapshot, span }) => {
    const line = syntaxLineAt(snapshot.syntax, span.start);
    return line === undefined ? [] : [{ title: "Remove the label", edits: removeLines(snapshot, [line]) }];
  },
};

function createUnknown({ name }: AsmCauseOf<"unknown-label">, place: Place): readonly Fix[] {
  const { snapshot } = place;
  if (!isLabelName(name)) return [];
  const line = instructionAt(place);
  const operand = line?.operands.find((one) => namesLabel(one) && one.text === name);
  const role = line && operand && roleOf(line, operand);
  return [{ title: `Create the label \`${name}\` at the end`, edits: [createLabel(snapshot, name, role)] }];
}

/** Adds a label at the end of a text, with what code there needs; what runs now does not run into it. */
export function createLabel(snapshot: AsmSnapshot, name: string, role: OperandRole | undefined): TextEdit {
  const { syntax, text } = snapshot;
  const last = syntax.lines.findLast((line) => line.kind === "instruction");
  const indent = last === undefined ? "    " : indentAt(text, last.span.start);
  const runsOn = last?.mnemonic === undefined || !ENDING.has(flowOf(last.mnemonic));
  const body = role === "function" ? ["RET"] : role === "handler" ? ["CATCH error"] : [];
  const before = runsOn && body.length > 0 ? ["HALT"] : [];
  const indented = (lines: readonly string[]) => lines.map((line) => `${indent}${line}`);
  return append(snapshot, [...indented(before), `LABEL ${writeName(name)}`, ...indented(body)]);
}

/** Control never goes from these to the next instruction. */
const ENDING: ReadonlySet<string> = new Set(["jump", "tail-call", "return", "end", "throw"]);

/** Whoever names the label means the first one. */
function renameRepeated({ name }: AsmCauseOf<"duplicate-label">, { snapshot, span }: Place): readonly Fix[] {
  const free = freeName(name, snapshot.symbols.labels);
  return [{ title: `Rename to \`${free}\``, edits: [{ span, text: writeName(free) }] }];
}

function renameDigits({ name }: AsmCauseOf<"label-name">, { snapshot }: Place): readonly Fix[] {
  const free = freeName(`_${name}`, snapshot.symbols.labels);
  const edits = labelReferences(snapshot, name).map(({ span }) => ({ span, text: writeName(free) }));
  return edits.length === 0 ? [] : [{ title: `Rename to \`${free}\``, edits }];
}
