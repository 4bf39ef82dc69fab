/** The fields and the names of processes in an assembly text, and what else may mean them. */
import { type AsmSnapshot, roleOf } from "../../analyze/index.ts";
import type { InstructionLine } from "../../asm/syntax.ts";
import { type Mnemonic, type OperandRole, rowOf } from "../../isa/index.ts";
import { acceptedTypes, operandWithRole, pushesConstant } from "../../isa/typing.ts";
import { type Pattern, parsePattern } from "../../value/pattern.ts";
import { ANY_TYPE, TYPE } from "../../value/type-set.ts";
import type { OtherMeanings, RunName } from "../run-names.ts";
import { processNames } from "./calls.ts";
import { patternField } from "./cursor.ts";

const NAMING: ReadonlySet<OperandRole | undefined> = new Set<OperandRole>(["field", "registers", "process"]);

/** In source order. */
export function runNames(snapshot: AsmSnapshot): readonly RunName[] {
  const found: RunName[] = [];
  for (const line of instructionsOf(snapshot)) {
    for (const operand of line.operands) {
      const ofPattern = patternField(snapshot, operand);
      if (ofPattern !== undefined) {
        found.push({ kind: "field", ...ofPattern, access: "read", isInPattern: true });
      }
      const role = roleOf(line, operand);
      if (!NAMING.has(role) || operand.text === "" || line.mnemonic === undefined) continue;
      const { text: name, span } = operand;
      if (role !== "field") {
        found.push({ kind: "process", name, span, access: role === "registers" ? "declare" : "read" });
      } else {
        found.push({ kind: "field", name, span, access: setsField(line.mnemonic) ? "write" : "read" });
      }
    }
  }
  return found;
}

/** What adds a part to an object gives the field a value. */
function setsField(mnemonic: Mnemonic): boolean {
  return rowOf(mnemonic).builds === true;
}

export function otherMeanings(snapshot: AsmSnapshot): OtherMeanings {
  const lines = instructionsOf(snapshot);
  return {
    texts: lines.flatMap(({ mnemonic, operands }) =>
      operands.flatMap((operand) => {
        const { kind, text, span } = operand;
        if (kind === "patterns") return fieldsIn(parsePattern(text)).map((field) => ({ text: field, span }));
        return mnemonic !== undefined && pushesConstant(mnemonic) && kind === "string"
          ? [{ text, span }]
          : [];
      }),
    ),
    looksIntoObjects: lines.flatMap(({ mnemonic, word, wordSpan }) =>
      mnemonic !== undefined && looksIntoObjects(mnemonic) ? [{ word, span: wordSpan }] : [],
    ),
    instructions: lines.flatMap(({ mnemonic }) => mnemonic ?? []),
    others: otherPrograms(snapshot, lines),
  };
}

/** Whether a pattern may look at a field of this name: it is written without quotes, and without what ends an operand. */
export function isFieldOfPattern(name: string): boolean {
  const pattern = parsePattern(`${name}=0`);
  return pattern?.kind === "field" && pattern.field === name && !/[\s;]/.test(name);
}

/** The fields that parts of a pattern look at; that of a plain one is a place of the field. */
function fieldsIn(pattern: Pattern | undefined): readonly string[] {
  if (pattern?.kind === "items") return pattern.items.flatMap(fieldsIn);
  if (pattern?.kind !== "fields") return [];
  return pattern.fields.flatMap(([name, part]) => [name, ...fieldsIn(part)]);
}

/** It takes an object for what it is, and does not say which field it is about. */
function looksIntoObjects(mnemonic: Mnemonic): boolean {
  if (operandWithRole(mnemonic, "field") !== undefined) return false;
  if (operandWithRole(mnemonic, "native") !== undefined) return true;
  return acceptedTypes(mnemonic).some((types) => types !== ANY_TYPE && (types & TYPE.object) !== 0);
}

function otherPrograms(snapshot: AsmSnapshot, lines: readonly InstructionLine[]): string | undefined {
  const isOpen = ({ mnemonic }: InstructionLine) =>
    mnemonic !== undefined &&
    (operandWithRole(mnemonic, "export") !== undefined || operandWithRole(mnemonic, "module") !== undefined);
  const line = lines.find(isOpen);
  const process = processNames(snapshot)[0];
  if (line === undefined && process === undefined) return undefined;
  const word = line?.word ?? process.name;
  return `\`${word}\` lets another program see what is here: it may know this name.`;
}

function instructionsOf({ syntax }: AsmSnapshot): readonly InstructionLine[] {
  return syntax.lines.filter((line): line is InstructionLine => line.kind === "instruction");
}
