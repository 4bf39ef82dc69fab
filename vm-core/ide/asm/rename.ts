/**
 * Rename a label, a variable, a field or a process, wherever it is named.
 *
 * Invariant: what the program does stays the same. A variable that other files know by its name is
 * renamed in all of them (`rename-across.ts`), and not where it may come from a file that is not known.
 */
import { type AsmSnapshot, roleOf } from "../../analyze/index.ts";
import { isAddress } from "../../asm/assembler.ts";
import type { InstructionLine } from "../../asm/syntax.ts";
import type { OperandRole } from "../../isa/index.ts";
import { writeName } from "../../text/literal.ts";
import type { RenameResult, RenameTarget } from "../answers.ts";
import type { ExportedName } from "../exported-name.ts";
import { importedNames, importsOf } from "../imports.ts";
import { isLibrary, libraryOnly, type ResolveModule } from "../modules.ts";
import { renameRunName, runNameTarget, samePlaces } from "../run-names.ts";
import { subjectAt } from "./cursor.ts";
import { labelReferences, sharedReferences, variableReferences } from "./references.ts";
import { isFieldOfPattern, otherMeanings, runNames } from "./run-names.ts";
import { globalNamed, type TextVariable, variableAt, wouldMix } from "./variables.ts";

/** What is named under the cursor, if the text makes it. */
export function prepareRename(snapshot: AsmSnapshot, offset: number): RenameTarget | undefined {
  const subject = isLibrary(snapshot.uri) ? undefined : subjectAt(snapshot, offset);
  const { labels } = snapshot.symbols;
  if (subject?.kind === "field" || subject?.kind === "registered") {
    return runNameTarget(runNames(snapshot), subject.span.start);
  }
  if (subject?.kind === "label") {
    if (labels.get(subject.name)?.definition === undefined) return undefined;
  } else if (subject?.kind !== "variable" || !isMade(variableAt(snapshot, subject.name, subject.span))) {
    return undefined;
  }
  return { span: subject.span, name: subject.name };
}

export function rename(
  snapshot: AsmSnapshot,
  offset: number,
  newName: string,
  resolve: ResolveModule = libraryOnly,
): RenameResult {
  const target = prepareRename(snapshot, offset);
  if (target === undefined) {
    return { refusal: "Only a label, a variable, a field or a process that this file makes can be renamed." };
  }
  const name = newName.trim();
  const kind = subjectAt(snapshot, offset)?.kind;
  if (kind === "field" || kind === "registered") {
    const names = runNames(snapshot);
    const isInPattern = samePlaces(names, offset).some((one) => one.isInPattern);
    if (isInPattern && !isFieldOfPattern(name)) {
      return { refusal: `A pattern cannot have the field \`${name}\`.` };
    }
    return renameRunName(snapshot, names, target.span.start, name, otherMeanings(snapshot), writeName);
  }
  const variable = kind === "label" ? undefined : variableAt(snapshot, target.name, target.span);
  const refuse = () =>
    variable === undefined
      ? labelRefusal(snapshot, name)
      : variableRefusal(snapshot, variable, name, resolve);
  const refusal = name === target.name ? undefined : refuse();
  if (refusal !== undefined) return { refusal };
  const text = writeName(name);
  const places =
    variable === undefined ? labelReferences(snapshot, target.name) : variableReferences(variable);
  const edits = places
    .filter(({ span }) => snapshot.text.slice(span.start, span.end) !== text)
    .map(({ span }) => ({ span, text }));
  return { edits };
}

/** Where the name is made, the label of a function that has the same name is renamed, too. */
export function renameShared(
  snapshot: AsmSnapshot,
  { name: old }: ExportedName,
  name: string,
  isHome: boolean,
  resolve: ResolveModule,
): RenameResult {
  if (name === old) return { edits: [] };
  const { labels } = snapshot.symbols;
  const variable = globalNamed(snapshot, old);
  const refusal =
    nameRefusal(name) ??
    (isHome && labels.has(old) ? labelRefusal(snapshot, name) : undefined) ??
    (!isHome && isMade(variable)
      ? `\`${old}\` is imported, and also stored here: it may mean either.`
      : undefined) ??
    (variable && takenRefusal(snapshot, variable, name)) ??
    childRefusal(snapshot, old, name) ??
    importRefusal(snapshot, isHome ? [old, name] : [name], resolve);
  if (refusal !== undefined) return { refusal };
  const text = writeName(name);
  return { edits: sharedReferences(snapshot, old, isHome).map(({ span }) => ({ span, text })) };
}

function isMade(variable: TextVariable | undefined): boolean {
  return variable !== undefined && variable.writes.length > 0;
}

function labelRefusal(snapshot: AsmSnapshot, name: string): string | undefined {
  if (name === "") return "A label needs a name.";
  if (/^\d/.test(name) || isAddress(name)) {
    return `A label must not start with a digit: \`${name}\` would be read as an address.`;
  }
  if (/[\r\n]/.test(name)) return "The name of a label is on one line.";
  if (snapshot.symbols.labels.get(name)?.definition !== undefined) {
    return `There is a label \`${name}\` already.`;
  }
  return undefined;
}

function variableRefusal(
  snapshot: AsmSnapshot,
  variable: TextVariable,
  name: string,
  resolve: ResolveModule,
): string | undefined {
  const { name: old, isGlobal } = variable;
  const taken = takenRefusal(snapshot, variable, name);
  if (taken !== undefined) return taken;
  if (isGlobal && linesNaming(snapshot, "export", old).length > 0) {
    return `\`${old}\` is exported: other files may know it by that name.`;
  }
  return (
    nameRefusal(name) ??
    childRefusal(snapshot, old, name) ??
    importRefusal(snapshot, isGlobal ? [old, name] : [name], resolve)
  );
}

/** In its frame another variable may have the new name; functions see those of the top level, too. */
function takenRefusal(snapshot: AsmSnapshot, variable: TextVariable, name: string): string | undefined {
  const taken = snapshot.symbols.variables.get(name);
  if (taken === undefined) return undefined;
  const isMixed = wouldMix(
    snapshot,
    [...variable.reads, ...variable.writes],
    [...taken.reads, ...taken.writes],
  );
  return isMixed ? `There is a variable \`${name}\` already.` : undefined;
}

function nameRefusal(name: string): string | undefined {
  if (name === "") return "A variable needs a name.";
  return /[\r\n]/.test(name) ? "The name of a variable is on one line." : undefined;
}

function childRefusal(snapshot: AsmSnapshot, ...names: readonly string[]): string | undefined {
  for (const one of names) {
    const [starting] = linesNaming(snapshot, "child", one);
    if (starting !== undefined) return `${starting.word} names \`${one}\`, which is also what it prints.`;
  }
  return undefined;
}

/** The lines that have an operand of a role with a name. */
function linesNaming({ syntax }: AsmSnapshot, role: OperandRole, name: string): readonly InstructionLine[] {
  return syntax.lines.filter(
    (line): line is InstructionLine =>
      line.kind === "instruction" &&
      line.operands.some((operand) => operand.text === name && roleOf(line, operand) === role),
  );
}

/** An import binds names where it is: it must be known that none of `names` is among them. */
function importRefusal(
  snapshot: AsmSnapshot,
  names: readonly string[],
  resolve: ResolveModule,
): string | undefined {
  const unknown = importsOf(snapshot).find(({ path }) => resolve(path, snapshot.uri)?.kind !== "source");
  if (unknown !== undefined) return `What \`${unknown.path}\` offers is not known: it may offer this name.`;
  const imported = importedNames(snapshot, resolve);
  const offered = names.find((one) => imported.has(one));
  return offered && `\`${imported.get(offered)?.from.path}\` offers the name \`${offered}\`.`;
}
