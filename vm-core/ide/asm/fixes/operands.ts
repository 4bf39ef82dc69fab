/** Fixes of missing operands: a placeholder that can be read, taken from the document where it has one. */
import { type Mnemonic, type OperandKind, operandsOf } from "../../../isa/index.ts";
import { accessOf, needsValue, roleOfOperand } from "../../../isa/typing.ts";
import type { Fix } from "../../../text/diagnostic.ts";
import { writeName } from "../../../text/literal.ts";
import { span } from "../../../text/span.ts";
import { createLabel } from "./labels.ts";
import { type AsmCauseOf, freeName, instructionAt, type Place, type QuickFixes } from "./place.ts";

export const OPERAND_FIXES: QuickFixes = { "missing-operand": insertOperand };

function insertOperand(cause: AsmCauseOf<"missing-operand">, place: Place): readonly Fix[] {
  const { snapshot } = place;
  if (cause.operation === "LABEL") {
    return insertion(place.span.end, writeName(freeName("label", snapshot.symbols.labels)));
  }
  const line = instructionAt(place);
  const shape = operandsOf(cause.operation).find(([name]) => name === cause.operand);
  if (line === undefined || shape === undefined) return [];
  const end = line.operands.at(-1)?.span.end ?? line.wordSpan.end;
  const kind = shape[1].replace(/\?$/, "") as OperandKind;
  if (kind !== "label") return insertion(end, placeholder(kind, cause.operation, cause.operand, place));
  const [known] = [...snapshot.symbols.labels.values()].filter(({ definition }) => definition !== undefined);
  if (known !== undefined) return insertion(end, writeName(known.name));
  const name = freeName("label", snapshot.symbols.labels);
  const created = createLabel(snapshot, name, roleOfOperand(cause.operation, cause.operand));
  return [
    {
      title: `Insert \`${name}\`, and create that label`,
      edits: [...insertion(end, name)[0].edits, created],
    },
  ];
}

function insertion(at: number, text: string): readonly Fix[] {
  return [{ title: `Insert \`${text}\``, edits: [{ span: span(at, at), text: ` ${text}` }] }];
}

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  int: "0",
  float: "0.0",
  bool: "true",
  string: '""',
  count: "0",
  pid: "0",
  millis: "1000",
  path: "std/math",
  names: "name",
  patterns: "any",
};

function placeholder(kind: OperandKind, operation: Mnemonic, operand: string, { snapshot }: Place): string {
  if (kind.startsWith("word:")) return kind.slice("word:".length).split("|")[0];
  if (kind !== "name") return PLACEHOLDERS[kind] ?? "name";
  const role = roleOfOperand(operation, operand);
  if (accessOf(role) === undefined) return role === "native" ? "string.upper" : "name";
  const stored = [...snapshot.symbols.variables.values()].filter(({ writes }) => writes.length > 0);
  return needsValue(role) && stored.length > 0 ? writeName(stored[stored.length - 1].name) : "name";
}
