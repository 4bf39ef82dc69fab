/** Inlay hints of Lisp: the names of parameters before arguments, and the types of what is defined. */
import type { LispSnapshot } from "../../analyze/index.ts";
import { statesWithin, wholeFacts } from "../../facts/whole.ts";
import { storesValue } from "../../isa/typing.ts";
import type { Datum, ListDatum } from "../../lisp/datum.ts";
import { lispFunctions } from "../../lisp/library-docs.ts";
import { operandsByName } from "../../program/program.ts";
import type { Span } from "../../text/span.ts";
import { ANY_TYPE, typeNames } from "../../value/type-set.ts";
import { importedName } from "../imports.ts";
import { type InlayHint, type InlayHintSettings, shownType } from "../inlay-hint.ts";
import type { ResolveModule } from "../modules.ts";
import { mentionAt } from "./cursor.ts";

export function lispInlayHints(
  snapshot: LispSnapshot,
  { parameterNames, types }: InlayHintSettings,
  range: Span,
  resolve: ResolveModule,
): readonly InlayHint[] {
  const found: InlayHint[] = [];
  if (parameterNames !== "off") {
    for (const call of callsWithin(snapshot, range)) {
      found.push(...parameterHints(snapshot, call, parameterNames === "literals", resolve));
    }
  }
  return [...found, ...(types ? typeHints(snapshot, range) : [])].filter(
    ({ offset }) => range.start <= offset && offset <= range.end,
  );
}

/** The lists in a range that a name is first in. */
function callsWithin({ syntax }: LispSnapshot, { start, end }: Span): readonly ListDatum[] {
  const found: ListDatum[] = [];
  const waiting: Datum[] = syntax.forms.filter(({ span }) => span.start <= end && span.end >= start);
  for (let datum = waiting.pop(); datum !== undefined; datum = waiting.pop()) {
    if (datum.kind !== "list" || datum.span.start > end || datum.span.end < start) continue;
    if (datum.bracket === "(" && datum.items[0]?.kind === "symbol") found.push(datum);
    for (const item of datum.items) waiting.push(item);
  }
  return found;
}

function parameterHints(
  snapshot: LispSnapshot,
  { items: [head, ...given] }: ListDatum,
  literals: boolean,
  resolve: ResolveModule,
): readonly InlayHint[] {
  if (given.length < 2) return [];
  const isShown = (datum: Datum) => datum.kind === "constant" && datum.keyword !== true;
  if (literals && !given.some(isShown)) return [];
  const names = parametersOf(snapshot, head.span, resolve);
  return given.flatMap((argument, i): InlayHint[] => {
    const name = names[i];
    if (name === undefined || (literals && !isShown(argument))) return [];
    // An argument that is called as the parameter says it itself.
    if (argument.kind === "symbol" && argument.name === name) return [];
    return [{ offset: argument.span.start, label: `${name}:`, kind: "parameter" }];
  });
}

/** The names of the parameters but for what takes the rest; none where a call says enough, as of `+`. */
function parametersOf(snapshot: LispSnapshot, { start }: Span, resolve: ResolveModule): readonly string[] {
  const mention = mentionAt(snapshot, start);
  if (mention?.span.start !== start || mention.access !== "call") return [];
  const { meaning } = mention;
  if (meaning.kind === "library") {
    const found = /^[a-z]/i.test(meaning.name) ? lispFunctions().get(meaning.name) : undefined;
    return found === undefined ? [] : withoutRest(found.parameters, found.rest);
  }
  if (meaning.kind === "symbol" && meaning.symbol.kind !== "import") {
    const { parameters } = meaning.symbol;
    return parameters === undefined ? [] : withoutRest(parameters.names, parameters.rest);
  }
  if (meaning.kind !== "symbol" && meaning.kind !== "unknown") return [];
  const name = meaning.kind === "symbol" ? meaning.symbol.name : meaning.name;
  return importedName(snapshot, name, start, resolve)?.parameters ?? [];
}

function withoutRest(names: readonly string[], rest: boolean): readonly string[] {
  return rest ? names.slice(0, -1) : names;
}

/** What is known of the values that the program stores where a name is defined. */
function typeHints({ program, symbols }: LispSnapshot, range: Span): readonly InlayHint[] {
  const facts = program && wholeFacts(program);
  if (program === undefined || facts === undefined) return [];
  const places = new Map<string, number>();
  for (const { kind, span, nameSpan, slot } of symbols.definitions) {
    if (slot === undefined || nameSpan.start > range.end || nameSpan.end < range.start) continue;
    if (kind === "variable" || kind === "local")
      places.set(`${span.start} ${span.end} ${slot}`, nameSpan.end);
  }
  if (places.size === 0) return [];
  return statesWithin(facts, 0, program.code.length).flatMap(({ address, top }): InlayHint[] => {
    const instruction = program.code[address];
    if (instruction.file !== 0 || !storesValue(instruction.op) || top === undefined || top === ANY_TYPE)
      return [];
    const { span } = instruction;
    const [slot] = Object.values(operandsByName(instruction));
    const offset = places.get(`${span.start} ${span.end} ${slot}`);
    const type = shownType(typeNames(top));
    return offset === undefined || type === undefined ? [] : [{ offset, label: `: ${type}`, kind: "type" }];
  });
}
