/** What an assembly text imports and exports. */
import { type AsmSnapshot, roleOf } from "../../analyze/index.ts";
import type { InstructionLine, LabelLine, OperandSyntax } from "../../asm/syntax.ts";
import type { OperandRole } from "../../isa/index.ts";
import { makesFunction, storesValue } from "../../isa/typing.ts";
import type { ExportedName, ExportTable, Import } from "../exported-name.ts";
import { spawnPaths } from "../modules.ts";
import { isSpawned } from "./cursor.ts";
import { outwardLines } from "./outward-lines.ts";

/** In source order. */
export function asmImports(snapshot: AsmSnapshot): readonly Import[] {
  return outwardLines(snapshot.syntax).flatMap((line): Import[] => {
    const operand = operandOf(line, "module");
    return operand === undefined || operand.text === ""
      ? []
      : [{ line, path: operand.text, span: operand.span }];
  });
}

/** The places where modules of processes are looked for. */
export function asmProcessPaths(snapshot: AsmSnapshot): readonly string[] {
  return outwardLines(snapshot.syntax).flatMap((line) => {
    const isProcess = operandOf(line, "child") !== undefined || isSpawned(snapshot, line);
    return isProcess ? spawnPaths(line.operands[0].text) : [];
  });
}

/** In the order of the exports; `offeredBy` says what an import offers, which may be passed on. */
export function asmExports(snapshot: AsmSnapshot, offeredBy: (one: Import) => ExportTable): ExportTable {
  const names = new Map<string, ExportedName>();
  const passedOn = new Map<string, ExportedName>();
  const stores = new Map<string, number>();
  const lines = instructionsOf(snapshot);
  lines.forEach((line, index) => {
    const operand = line.operands[0];
    if (operand === undefined || operand.text === "") return;
    const role = roleOf(line, operand);
    if (line.mnemonic !== undefined && storesValue(line.mnemonic)) stores.set(operand.text, index);
    else if (role === "module") {
      const from = { line, path: operand.text, span: operand.span };
      for (const [name, exported] of offeredBy(from)) passedOn.set(name, exported);
    } else if (role === "export") {
      const store = stores.get(operand.text);
      const made = store === undefined ? passedOn.get(operand.text) : storedName(snapshot, lines, store);
      names.set(operand.text, made ?? exportAlone(snapshot, line, operand));
    }
  });
  return names;
}

/** The operand of a line that has a role. */
function operandOf(line: InstructionLine, role: OperandRole): OperandSyntax | undefined {
  return line.operands.find((operand) => roleOf(line, operand) === role);
}

function instructionsOf(snapshot: AsmSnapshot): readonly InstructionLine[] {
  return snapshot.syntax.lines.filter((line) => line.kind === "instruction");
}

/** The name that a STORE binds, and the function that it binds it to, if it is one. */
function storedName(snapshot: AsmSnapshot, lines: readonly InstructionLine[], store: number): ExportedName {
  const line = lines[store];
  const maker: InstructionLine | undefined = lines[store - 1];
  const label = isFunctionMaker(maker) ? labelOf(snapshot, maker) : undefined;
  return {
    name: line.operands[0].text,
    home: snapshot,
    place: label?.nameSpan ?? line.operands[0].span,
    line: label?.span ?? line.span,
    documented: (label ?? maker ?? line).span.start,
    label,
    parameters: isFunctionMaker(maker) ? maker.operands.slice(1).map(({ text }) => text) : undefined,
    entry: undefined,
  };
}

function isFunctionMaker(line: InstructionLine | undefined): line is InstructionLine {
  return line?.mnemonic !== undefined && makesFunction(line.mnemonic);
}

function labelOf(snapshot: AsmSnapshot, { operands }: InstructionLine): LabelLine | undefined {
  return operands.length === 0 ? undefined : snapshot.symbols.labels.get(operands[0].text)?.definition;
}

/** A name whose making is not seen: a closure, a handler or a parameter may have bound it. */
function exportAlone(home: AsmSnapshot, line: InstructionLine, { text, span }: OperandSyntax): ExportedName {
  return {
    name: text,
    home,
    place: span,
    line: line.span,
    documented: line.span.start,
    label: undefined,
    parameters: undefined,
    entry: undefined,
  };
}
