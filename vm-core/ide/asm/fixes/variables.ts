/** Fixes of names that have no value, of values that are never read, and of modules, natives and processes by name. */
import { type AsmSnapshot, roleOf } from "../../../analyze/index.ts";
import type { OperandSyntax } from "../../../asm/syntax.ts";
import { needsValue, storesValue } from "../../../isa/typing.ts";
import { libraryEntries, PROCESS_NAMES } from "../../../std/index.ts";
import { suggester } from "../../../text/closest.ts";
import type { Fix } from "../../../text/diagnostic.ts";
import { writeName, writeString } from "../../../text/literal.ts";
import { once } from "../../../text/once.ts";
import { span } from "../../../text/span.ts";
import { importEdit, importLine } from "../new-import.ts";
import { insertBefore, removeLines } from "../whole-lines.ts";
import { type AsmCauseOf, changeTo, instructionAt, type Place, type QuickFixes, replace } from "./place.ts";

export const VARIABLE_FIXES: QuickFixes = {
  "undefined-variable": ({ name }, place) => fixesOfName(name, nearestStored(place.snapshot, name), place),
  "unknown-export": ({ name, nearest }, place) => fixesOfName(name, nearest, place),
  "possibly-undefined-variable": storeAtStart,
  "unused-store": dropStored,
  "missing-module": changeToNearest,
  "unknown-native": changeToNearest,
  "unknown-process": changeProcess,
  "import-cycle": (_, place) => {
    const line = instructionAt(place);
    return line === undefined
      ? []
      : [{ title: "Remove this import", edits: removeLines(place.snapshot, [line]) }];
  },
};

/** The nearest name, a function of that label, the library's module that has it, a value of its own. */
function fixesOfName(name: string, nearest: string | undefined, place: Place): readonly Fix[] {
  const { snapshot } = place;
  const operand = readOperand(place, name);
  if (operand === undefined) return [];
  const modules = modulesWith(name);
  return [
    ...functionOfLabel(name, operand, place),
    ...modules.map((module) => importModule(snapshot, module)),
    ...(nearest === undefined
      ? []
      : [replace(`Change to \`${nearest}\``, operand.span, writeName(nearest), modules.length === 0)]),
    storeBefore(name, place.span.start, snapshot),
  ];
}

/** The operand that reads the variable. */
function readOperand(place: Place, name: string): OperandSyntax | undefined {
  const line = instructionAt(place);
  return line?.operands.find((one) => one.text === name && needsValue(roleOf(line, one)));
}

/** Undefined where the name is stored itself, in another frame or after its use. */
function nearestStored(snapshot: AsmSnapshot, name: string): string | undefined {
  let suggest = SUGGESTERS.get(snapshot);
  if (suggest === undefined) {
    const stored = [...snapshot.symbols.variables.values()].filter(({ writes }) => writes.length > 0);
    suggest = suggester(stored.map((variable) => variable.name));
    SUGGESTERS.set(snapshot, suggest);
  }
  const nearest = suggest(name);
  return nearest === name ? undefined : nearest;
}

const SUGGESTERS = new WeakMap<AsmSnapshot, (name: string) => string | undefined>();

/** A label is no variable: a function value of it is made by an instruction of its own. */
function functionOfLabel(name: string, { span: { end } }: OperandSyntax, place: Place): readonly Fix[] {
  const line = instructionAt(place);
  const isLabel = place.snapshot.symbols.labels.get(name)?.definition !== undefined;
  if (line?.mnemonic !== "LOAD" || !isLabel) return [];
  const written = `MAKE_FUNCTION ${writeName(name)}`;
  return [replace(`Change to \`${written}\``, span(line.wordSpan.start, end), written, true)];
}

/** The modules of the library that export a name. */
function modulesWith(name: string): readonly string[] {
  return MODULES_BY_EXPORT().get(name) ?? [];
}

const MODULES_BY_EXPORT = once(() => {
  const found = new Map<string, string[]>();
  for (const { module, name } of libraryEntries()) found.set(name, [...(found.get(name) ?? []), module]);
  return found;
});

function importModule(snapshot: AsmSnapshot, module: string): Fix {
  const path = `std/${module}`;
  return { title: `Insert \`${importLine(path)}\``, edits: [importEdit(snapshot, path)] };
}

function storeBefore(name: string, at: number, snapshot: AsmSnapshot): Fix {
  const instructions = ["PUSH_INT 0", `STORE ${writeName(name)}`];
  return {
    title: `Insert \`${instructions.join("; ")}\` before it`,
    edits: [insertBefore(snapshot, at, instructions)],
  };
}

/** A value from the start on: of the program, or of the code at the label above. */
function storeAtStart({ name }: AsmCauseOf<"possibly-undefined-variable">, place: Place): readonly Fix[] {
  const { snapshot } = place;
  const first = snapshot.syntax.lines.find((line) => line.kind === "instruction");
  if (first === undefined) return [];
  const instructions = ["PUSH_INT 0", `STORE ${writeName(name)}`];
  const edit = insertBefore(snapshot, snapshot.syntax.lines[0].span.start, instructions, first.span.start);
  return [{ title: `Insert \`${instructions.join("; ")}\` at the start`, edits: [edit] }];
}

function dropStored({ name }: AsmCauseOf<"unused-store">, place: Place): readonly Fix[] {
  const line = instructionAt(place);
  const operand = line?.operands.find(({ text }) => text === name);
  if (line?.mnemonic === undefined || operand === undefined || !storesValue(line.mnemonic)) return [];
  return [replace("Change to `POP`", span(line.wordSpan.start, operand.span.end), "POP")];
}

function changeToNearest(
  { nearest }: { readonly nearest: string | undefined },
  { span }: Place,
): readonly Fix[] {
  return nearest === undefined ? [] : [replace(`Change to \`${nearest}\``, span, writeName(nearest), true)];
}

function changeProcess(
  { name, mayBeChild }: AsmCauseOf<"unknown-process">,
  { snapshot, span }: Place,
): readonly Fix[] {
  const { labels, variables } = snapshot.symbols;
  const nearest = suggester([
    ...PROCESS_NAMES,
    ...(mayBeChild ? [...labels.keys(), ...variables.keys()] : []),
  ])(name);
  if (nearest === undefined) return [];
  return snapshot.text[span.start] === '"'
    ? [replace(`Change to \`${nearest}\``, span, writeString(nearest), true)]
    : [changeTo(writeName(nearest), span, true)];
}
