/**
 * Definitions of globals that have taken the place of others in the next version of a text.
 *
 * Invariant: names that come or go mean nothing anywhere else, before and after.
 */
import { indexWhere } from "../text/index-where.ts";
import type { Analyser } from "./analyser.ts";
import { type Datum, keyOf, type SymbolDatum } from "./datum.ts";
import type { DefinitionNote } from "./name-notes.ts";
import { type FunctionNode, renewVariable, type Variable } from "./nodes.ts";
import { definitionsIn } from "./part-problems.ts";

/** Neighbours among all definitions of the text, and those that are there now. */
export interface ReplacedDefinitions {
  /** The number of the first one. */
  readonly at: number;
  readonly gone: readonly DefinitionNote[];
  readonly added: readonly ChangedDefinition[];
  /** Names that only one of the two versions defines. */
  readonly others: readonly string[];
}

export interface ChangedDefinition {
  readonly note: DefinitionNote;
  readonly variable: Variable;
  /** The version before defines its name, too. */
  readonly isKnown: boolean;
  /** The function that it was there. */
  readonly before: FunctionNode | undefined;
}

/**
 * The definitions that forms, which begin at `start` or later, have in place of others, whose names are looked up in none but these
 * where they come or go. Undefined where they define what something else defines, too, or some that change.
 */
export function redefined(
  analyser: Analyser,
  gone: readonly Datum[],
  added: readonly Datum[],
  start: number,
): ReplacedDefinitions | undefined {
  const before = definitionsIn(analyser, gone);
  const now = definitionsIn(analyser, added);
  if (before === undefined || now === undefined) return undefined;
  const notes = analyser.names.definitions;
  const at =
    before.length > 0
      ? notes.findIndex(({ form }) => form === before[0].form.span)
      : indexWhere(notes, ({ form }) => form.start >= start);
  const replaced = notes.slice(at, at + before.length);
  const known = new Map(replaced.map((note) => [keyOf(note.name), note]));
  const written = new Set(now.map(({ name }) => keyOf(name)));
  if (written.size < now.length) return undefined;
  const found: ChangedDefinition[] = [];
  for (const definition of now) {
    const one = changed(analyser, known.get(keyOf(definition.name)), definition);
    if (one === undefined) return undefined;
    found.push(one);
  }
  const others = [
    ...[...known.keys()].filter((name) => !written.has(name)),
    ...[...written].filter((name) => !known.has(name)),
  ];
  return { at, gone: replaced, added: found, others };
}

/** A definition where the version before has one of the same name, or none. */
function changed(
  { globals: scope, root, top }: Analyser,
  old: DefinitionNote | undefined,
  { name, form: { span: form } }: { readonly name: SymbolDatum; readonly form: Datum },
): ChangedDefinition | undefined {
  if (name.alias !== undefined) return undefined;
  if (old === undefined) {
    const isFree = scope.meaningAt(keyOf(name)) === undefined && !root.meanings.has(keyOf(name));
    if (!isFree) return undefined;
    top.forget(name.name);
  } else if (old.meaning.kind !== "variable" || old.meaning.variable.isBrought) return undefined;
  const variable = old?.meaning.kind === "variable" ? old.meaning.variable : top.variable(name);
  if (variable.assigned) return undefined;
  const kind = old?.kind ?? "variable";
  const note: DefinitionNote = { name, kind, form, scope, meaning: { kind: "variable", variable } };
  return { note, variable, isKnown: old !== undefined, before: variable.known };
}

/** Defines them in place of the others. */
export function define(
  { names, globals, variables, top }: Analyser,
  { at, gone, added, others }: ReplacedDefinitions,
): void {
  for (const { note, variable } of added) {
    renewVariable(variable, note.name.span);
    variable.defined = true;
    variable.slot = variable.name;
  }
  const notes = added.map(({ note }) => note);
  names.definitions.splice(at, gone.length, ...notes);
  if (others.length === 0) {
    for (const { name, meaning } of notes) globals.bind(name, meaning);
    return;
  }
  for (const { name } of gone) if (others.includes(name.name)) top.forget(name.name);
  globals.replace(at, gone.length, notes);
  variables.replaceGlobals(
    at,
    gone.length,
    added.map(({ variable }) => variable),
  );
}
