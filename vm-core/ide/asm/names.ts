/** The names that can be an operand: those of the document, and those that it imports. */
import { type AsmSnapshot, type LabelSymbol, roleOf } from "../../analyze/index.ts";
import type { InstructionLine } from "../../asm/syntax.ts";
import type { Mnemonic, OperandRole, OperandShape } from "../../isa/index.ts";
import { acceptedTypes, accessOf, needsValue } from "../../isa/typing.ts";
import { NATIVES } from "../../std/index.ts";
import type { TextEdit } from "../../text/diagnostic.ts";
import { writeName } from "../../text/literal.ts";
import { TYPE } from "../../value/type-set.ts";
import { type Candidate, type FeatureContext, modulePaths } from "../candidate.ts";
import { documentingComment } from "../comments.ts";
import { documentationOf, nativePicture, parameterList } from "../describe-module.ts";
import type { ExportedName } from "../exported-name.ts";
import { importableNames } from "../importable.ts";
import { importedNames } from "../imports.ts";
import { escapeMarkdown, inlineCode, paragraphs } from "../markdown.ts";
import type { ResolveModule } from "../modules.ts";
import { EXCEPTION_FIELDS } from "../run-names.ts";
import { functionLabels } from "./document-symbols.ts";
import { importEdit } from "./new-import.ts";
import { runNames } from "./run-names.ts";
import { globalNamed, namesInScope } from "./variables.ts";

/** What fits an operand; the name being written at `offset` is not among its own candidates. */
export function candidatesFor(
  snapshot: AsmSnapshot,
  mnemonic: Mnemonic,
  [, kind, role]: OperandShape,
  line: InstructionLine | undefined,
  offset: number,
  around: FeatureContext,
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
      return names(snapshot, mnemonic, role, offset, around);
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
  role: OperandRole | undefined,
  offset: number,
  { resolve, modules }: FeatureContext,
): readonly Candidate[] {
  switch (role) {
    case "field":
      return fields(snapshot, mnemonic, offset);
    case "child":
      return [...labels(snapshot), ...variables(snapshot, offset)];
    case "registers":
    case "process":
      return processes(snapshot, offset).map(value);
    case "supervised":
      return named(snapshot, "child", offset).map(value);
    case "native":
      return Object.keys(NATIVES).map(native);
  }
  if (accessOf(role) === undefined) return [];
  const own = variables(snapshot, offset);
  if (!needsValue(role)) return own;
  const imported = importedCandidates(snapshot, resolve);
  const known = [...own.filter(({ label }) => !imported.has(label)), ...imported.values()];
  return role === "read" ? [...known, ...importable(snapshot, known, { resolve, modules })] : known;
}

/** What modules offer that are not imported yet, with the line that imports them. */
function importable(
  snapshot: AsmSnapshot,
  known: readonly Candidate[],
  { resolve, modules = [] }: Pick<FeatureContext, "resolve" | "modules">,
): readonly Candidate[] {
  const taken = new Set(known.map(({ label }) => label));
  const edits = new Map<string, readonly TextEdit[]>();
  return importableNames(snapshot, modules, resolve).flatMap(({ path, exported }) => {
    if (taken.has(exported.name)) return [];
    taken.add(exported.name);
    const added = edits.get(path) ?? [importEdit(snapshot, path)];
    edits.set(path, added);
    return [{ ...offeredCandidate(exported, path), edits: added }];
  });
}

/** Imported names that the document does not store itself. A name that it only reads is the imported one. */
function importedCandidates(snapshot: AsmSnapshot, resolve: ResolveModule): ReadonlyMap<string, Candidate> {
  const found = new Map<string, Candidate>();
  for (const name of importedNames(snapshot, resolve).values()) {
    const writes = globalNamed(snapshot, name.name)?.writes ?? [];
    if (writes.length === 0) found.set(name.name, offeredCandidate(name, name.from.path));
  }
  return found;
}

function offeredCandidate(name: ExportedName, path: string): Candidate {
  return {
    label: name.name,
    kind: name.parameters === undefined ? "variable" : "function",
    detail: `${parameterList(name).replace(/^ *; /, "")} ${path}`.trim(),
    documentation: paragraphs(documentationOf(name), `From ${inlineCode(path)}`),
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

function variables(snapshot: AsmSnapshot, offset: number): readonly Candidate[] {
  const isInScope = namesInScope(snapshot, offset);
  return [...snapshot.symbols.variables.keys()].filter(isInScope).map(variable);
}

function isElsewhere(place: { start: number; end: number }, offset: number): boolean {
  return offset < place.start || place.end < offset;
}

function variable(name: string): Candidate {
  return { label: name, kind: "variable", text: writeName(name) };
}

/** The fields that the document names anywhere; an exception's own where one can be read. */
function fields(snapshot: AsmSnapshot, mnemonic: Mnemonic, offset: number): readonly Candidate[] {
  const found = new Set(named(snapshot, "field", offset));
  const candidate = (name: string, detail?: string): Candidate => ({
    label: name,
    kind: "field",
    detail,
    text: writeName(name),
  });
  // What has the fields lies deepest.
  const takesExceptions = (acceptedTypes(mnemonic)[0] & TYPE.exception) !== 0;
  const ofExceptions = takesExceptions ? EXCEPTION_FIELDS.filter((name) => !found.has(name)) : [];
  return [
    ...[...found].map((name) => candidate(name)),
    ...ofExceptions.map((name) => candidate(name, "of an exception")),
  ];
}

/** The names of processes that the document registers or names elsewhere, each once. */
function processes(snapshot: AsmSnapshot, offset: number): readonly string[] {
  const elsewhere = runNames(snapshot).filter(
    ({ kind, span }) => kind === "process" && isElsewhere(span, offset),
  );
  return [...new Set(elsewhere.map(({ name }) => name))];
}

/** The names that operands of a role have elsewhere in the document, each once. */
function named({ syntax }: AsmSnapshot, role: OperandRole, offset: number): readonly string[] {
  const found = new Set<string>();
  for (const line of syntax.lines) {
    for (const operand of line.kind === "instruction" ? line.operands : []) {
      if (operand.text === "" || roleOf(line as InstructionLine, operand) !== role) continue;
      if (isElsewhere(operand.span, offset)) found.add(operand.text);
    }
  }
  return [...found];
}
