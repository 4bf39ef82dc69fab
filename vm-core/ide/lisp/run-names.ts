/** The keys and the names of processes in a Lisp text, and what else may mean them. */
import type { LispSnapshot } from "../../analyze/index.ts";
import { MNEMONICS } from "../../isa/index.ts";
import type { Datum, ListDatum } from "../../lisp/datum.ts";
import { headName } from "../../lisp/datum.ts";
import { lispFunctions } from "../../lisp/library-docs.ts";
import { type Span, span } from "../../text/span.ts";
import { importsOf } from "../imports.ts";
import type { OtherMeanings, RunName } from "../run-names.ts";

/** The forms that name a process. */
const PROCESS_FORMS: ReadonlyMap<string, RunName["access"]> = new Map([
  ["register", "declare"],
  ["unregister", "read"],
  ["whereis", "read"],
  ["send-named", "read"],
]);
/** The form whose clauses begin with patterns. */
const RECEIVE = "receive";
/** The function that gives a field a value; the field is its second argument. */
const SETTER = "put";
/** Those that name the field that they are about. */
const OF_ONE_FIELD = new Set(["get", "has?", "remove", SETTER]);

/** In source order. A key is a field wherever it is written: it is a value, which may become one. */
export function lispRunNames({ syntax, text }: LispSnapshot): readonly RunName[] {
  const found: RunName[] = [];
  const written = new Set<Datum>();
  // Patterns come before what is in them.
  const patterns = new Set<Datum>();
  for (const datum of dataIn(syntax.forms)) {
    if (datum.kind === "list") {
      for (const pattern of patternsIn(datum)) for (const part of dataIn([pattern])) patterns.add(part);
      if (!patterns.has(datum)) for (const key of keysThatGetValues(datum)) written.add(key);
      const process = processIn(datum, text);
      if (process !== undefined) found.push(process);
    } else if (datum.kind === "constant" && datum.keyword === true) {
      const name = span(datum.span.start + 1, datum.span.end);
      const access = written.has(datum) ? "write" : "read";
      found.push({ kind: "field", name: text.slice(name.start, name.end), span: name, access });
    }
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

/** Outer ones before those in them. */
function* dataIn(forms: readonly Datum[]): Generator<Datum> {
  const pending: Datum[] = [...forms];
  for (let datum = pending.pop(); datum !== undefined; datum = pending.pop()) {
    yield datum;
    if (datum.kind !== "list") continue;
    for (const item of datum.items) pending.push(item);
    if (datum.tail !== undefined) pending.push(datum.tail);
  }
}

/** What a form takes messages that fit. */
function patternsIn(list: ListDatum): readonly Datum[] {
  if (headName(list) !== RECEIVE) return [];
  return list.items.slice(1).flatMap((clause) => (clause.kind === "list" ? clause.items.slice(0, 1) : []));
}

function keysThatGetValues(list: ListDatum): readonly Datum[] {
  if (list.bracket === "{") return list.items.filter((_, i) => i % 2 === 0);
  return headName(list) === SETTER ? list.items.slice(2, 3) : [];
}

function processIn(list: ListDatum, text: string): RunName | undefined {
  const access = PROCESS_FORMS.get(headName(list) ?? "");
  const given = list.items[1];
  if (access === undefined || given === undefined) return undefined;
  const datum = headName(given) === "quote" && given.kind === "list" ? given.items[1] : given;
  if (datum === undefined) return undefined;
  const place = withoutMarks(datum, text);
  return place && { kind: "process", name: text.slice(place.start, place.end), span: place, access };
}

function withoutMarks(datum: Datum, text: string): Span | undefined {
  const { start, end } = datum.span;
  if (datum.kind === "symbol") return datum.span;
  if (datum.kind !== "constant" || typeof datum.value !== "string" || datum.keyword === true)
    return undefined;
  const isPlain = text.slice(start + 1, end - 1) === datum.value;
  return isPlain ? span(start + 1, end - 1) : undefined;
}

export function lispOtherMeanings(snapshot: LispSnapshot): OtherMeanings {
  const { syntax, symbols } = snapshot;
  const own = new Set(lispRunNames(snapshot).map((name) => name.span.start));
  const isOther = ({ start }: Span) => !own.has(start) && !own.has(start + 1);
  const texts: { text: string; span: Span }[] = [];
  for (const datum of dataIn(syntax.forms)) {
    if (datum.kind === "constant" && typeof datum.value === "string" && isOther(datum.span)) {
      texts.push({ text: datum.value, span: datum.span });
    }
  }
  const imported = importsOf(snapshot)[0];
  const others =
    symbols.exports.length > 0 ? "This file exports names" : imported && `\`${imported.path}\` is imported`;
  return {
    texts,
    looksIntoObjects: symbols.mentions.flatMap(({ meaning, span }) =>
      meaning.kind === "library" && takesObjects(meaning.name) ? [{ word: meaning.name, span }] : [],
    ),
    // Of a text that is no program, any may be there.
    instructions: snapshot.program?.code.map(({ op }) => op) ?? MNEMONICS,
    others: others && `${others}: another program may know this name.`,
  };
}

function takesObjects(name: string): boolean {
  const parameters = lispFunctions().get(name)?.parameters ?? [];
  return !OF_ONE_FIELD.has(name) && parameters.some((one) => /^(?:object|request|a|value)$/.test(one));
}
