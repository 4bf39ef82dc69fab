/** The names that can stand as an operand: those of the document, and those that it imports. */
import { type AsmSnapshot, type LabelSymbol, nameRole, roleOf } from "../../analyze/index.ts";
import type { InstructionLine } from "../../asm/syntax.ts";
import type { Mnemonic, OperandKind } from "../../isa/index.ts";
import { NATIVES } from "../../std/index.ts";
import { writeName } from "../../text/literal.ts";
import { type Candidate, modulePaths, type Surroundings } from "../candidate.ts";
import { documentingComment } from "../comments.ts";
import { documentationOf, nativePicture, parameterList } from "../describe-module.ts";
import type { ImportedName } from "../exported-name.ts";
import { importedNames } from "../imports.ts";
import { escapeMarkdown, inlineCode, paragraphs } from "../markdown.ts";
import type { ResolveModule } from "../modules.ts";
import { functionLabels } from "./document-symbols.ts";

/** What fits an operand of a kind; the name being written at `offset` is none of its own candidates. */
export function candidatesFor(
  snapshot: AsmSnapshot,
  mnemonic: Mnemonic,
  kind: OperandKind,
  line: InstructionLine | undefined,
  offset: number,
  around: Surroundings,
): readonly Candidate[] {
  const plain = kind.endsWith("?") ? kind.slice(0, -1) : kind;
  if (plain.startsWith("word:")) return plain.slice("word:".length).split("|").map(value);
  switch (plain) {
    case "label":
      return labels(snapshot);
    case "bool":
      return ["true", "false"].map(value);
    case "names":
      return parameters(snapshot, line, offset);
    case "name":
      return names(snapshot, mnemonic, offset, around);
    case "path":
      return modulePaths(around);
    default:
      return [];
  }
}

function value(text: string): Candidate {
  return { label: text, kind: "value", text };
}

function labels(snapshot: AsmSnapshot): readonly Candidate[] {
  const functions = functionLabels(snapshot);
  return [...snapshot.symbols.labels.values()]
    .filter((symbol) => symbol.definition !== undefined)
    .map((symbol) => labelCandidate(snapshot, symbol, functions.has(symbol.name)));
}

function labelCandidate(snapshot: AsmSnapshot, symbol: LabelSymbol, isFunction: boolean): Candidate {
  const comment =
    symbol.definition === undefined ? [] : documentingComment(snapshot, symbol.definition.span.start);
  return {
    label: symbol.name,
    kind: isFunction ? "function" : "label",
    detail: isFunction ? `( ${(symbol.parameters ?? []).join(" ")} )` : `address ${symbol.address}`,
    documentation: comment.length > 0 ? comment.map(escapeMarkdown).join("  \n") : undefined,
    text: writeName(symbol.name),
  };
}

/** The labels that are named and not yet defined: what a new `LABEL` may be meant for. */
export function undefinedLabels(snapshot: AsmSnapshot): readonly Candidate[] {
  return [...snapshot.symbols.labels.values()]
    .filter((symbol) => symbol.definition === undefined)
    .map((symbol) => ({ label: symbol.name, kind: "label", text: writeName(symbol.name) }));
}

/** The parameters that other calls of the same label write, then the variables. */
function parameters(
  snapshot: AsmSnapshot,
  line: InstructionLine | undefined,
  offset: number,
): readonly Candidate[] {
  const target = line?.operands.find((operand) => operand.kind === "label")?.text;
  const known = target === undefined ? undefined : snapshot.symbols.labels.get(target)?.parameters;
  const written = new Set(
    (line?.operands ?? [])
      .filter((operand) => operand.kind === "names" && operand.span.end < offset)
      .map((operand) => operand.text),
  );
  const own = (known ?? []).filter((name) => !written.has(name));
  const others = variables(snapshot, offset).filter(
    ({ label }) => !written.has(label) && !own.includes(label),
  );
  return [...own.map(variable), ...others];
}

function names(
  snapshot: AsmSnapshot,
  mnemonic: Mnemonic,
  offset: number,
  { resolve }: Surroundings,
): readonly Candidate[] {
  if (FIELD_INSTRUCTIONS.has(mnemonic)) return fields(snapshot, mnemonic, offset);
  if (mnemonic === "SUPERVISE_CHILD") return [...labels(snapshot), ...variables(snapshot, offset)];
  if (PROCESS_INSTRUCTIONS.has(mnemonic)) return processes(snapshot, offset).map(value);
  if (mnemonic === "NATIVE") return Object.keys(NATIVES).map(native);
  if (nameRole(mnemonic) === undefined) return [];
  const own = variables(snapshot, offset);
  if (!IMPORT_READERS.has(mnemonic)) return own;
  const imported = importedCandidates(snapshot, resolve);
  return [...own.filter(({ label }) => !imported.has(label)), ...imported.values()];
}

/** What reads a variable that an import may have bound. */
const IMPORT_READERS: ReadonlySet<Mnemonic> = new Set(["LOAD", "CAPTURE", "EXPORT"]);

/** Imported names that the document does not store itself. A name that it only reads is the imported one. */
function importedCandidates(snapshot: AsmSnapshot, resolve: ResolveModule): ReadonlyMap<string, Candidate> {
  const found = new Map<string, Candidate>();
  for (const name of importedNames(snapshot, resolve).values()) {
    const writes = snapshot.symbols.variables.get(name.name)?.writes ?? [];
    if (writes.length === 0) found.set(name.name, importedCandidate(name));
  }
  return found;
}

function importedCandidate(name: ImportedName): Candidate {
  return {
    label: name.name,
    kind: name.parameters === undefined ? "variable" : "function",
    detail: `${parameterList(name).replace(/^ *; /, "")} ${name.from.path}`.trim(),
    documentation: paragraphs(documentationOf(name), `From ${inlineCode(name.from.path)}`),
    text: writeName(name.name),
  };
}

function native(name: string): Candidate {
  return {
    label: name,
    kind: "function",
    detail: nativePicture(name),
    documentation: NATIVES[name].doc,
    text: name,
  };
}

const FIELD_INSTRUCTIONS: ReadonlySet<Mnemonic> = new Set([
  "SET_FIELD",
  "GET_FIELD",
  "HAS_FIELD",
  "DELETE_FIELD",
]);

function variables(snapshot: AsmSnapshot, offset: number): readonly Candidate[] {
  return [...snapshot.symbols.variables.values()]
    .filter(({ reads, writes }) => [...reads, ...writes].some((place) => isElsewhere(place, offset)))
    .map(({ name }) => variable(name));
}

function isElsewhere(place: { start: number; end: number }, offset: number): boolean {
  return offset < place.start || place.end < offset;
}

function variable(name: string): Candidate {
  return { label: name, kind: "variable", text: writeName(name) };
}

/** The fields that the document names anywhere; an exception's own where one can be read. */
function fields(snapshot: AsmSnapshot, mnemonic: Mnemonic, offset: number): readonly Candidate[] {
  const found = new Set(operandNames(snapshot, FIELD_INSTRUCTIONS, offset));
  const candidate = (name: string, detail?: string): Candidate => ({
    label: name,
    kind: "field",
    detail,
    text: writeName(name),
  });
  const ofExceptions = mnemonic === "GET_FIELD" ? EXCEPTION_FIELDS.filter((name) => !found.has(name)) : [];
  return [
    ...[...found].map((name) => candidate(name)),
    ...ofExceptions.map((name) => candidate(name, "of an exception")),
  ];
}

const EXCEPTION_FIELDS = ["message", "kind", "value", "frames"];

const PROCESS_INSTRUCTIONS: ReadonlySet<Mnemonic> = new Set([
  "REGISTER",
  "UNREGISTER",
  "WHEREIS",
  "SENDNAMED",
]);

function processes(snapshot: AsmSnapshot, offset: number): readonly string[] {
  return [...new Set(operandNames(snapshot, PROCESS_INSTRUCTIONS, offset))];
}

function operandNames(snapshot: AsmSnapshot, mnemonics: ReadonlySet<Mnemonic>, offset: number): string[] {
  return snapshot.syntax.lines.flatMap((line) => {
    if (line.kind !== "instruction" || line.mnemonic === undefined || !mnemonics.has(line.mnemonic))
      return [];
    const operand = line.operands[0];
    const isName = operand !== undefined && operand.text !== "" && roleOf(line, operand) === undefined;
    return isName && isElsewhere(operand.span, offset) ? [operand.text] : [];
  });
}
