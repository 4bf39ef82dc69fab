/**
 * Data as programs, for `eval`: a session that takes values, and what is wrong with those that are no program.
 *
 * Symbols are strings in the Lisp, so a string of the data is a name; `(quote "…")` gives the string itself.
 * Invariant: what a session knows depends on the data that it has taken alone: one that is gone is made again from them.
 */
import type { CompileDatum, CompiledDatum } from "../run/evaluation.ts";
import type { EvaluatedDatum } from "../run/importing.ts";
import { writeLisp } from "../run/write-lisp.ts";
import { Fault } from "../value/callable.ts";
import { Cell } from "../value/cell.ts";
import { vectorItems } from "../value/cell-contents.ts";
import { List } from "../value/list.ts";
import { ObjectValue } from "../value/object.ts";
import { Float, type Value } from "../value/value.ts";
import { constant, type Datum, list, symbol } from "./datum.ts";
import type { ExportsOf } from "./outside.ts";
import { MAXIMUM_DEPTH } from "./reader.ts";
import { LispSession } from "./session.ts";

/** Characters of a datum that are shown. */
const MOST_SHOWN = 60;
/** Parts of a datum, and characters of its texts, that are compiled: that cannot be interrupted. */
const MOST_PARTS = 20_000;
const MOST_CHARACTERS = 200_000;
/** What compiling takes for an instruction that comes out, and for a name that the session knows, in instructions. */
const OF_INSTRUCTION = 50;
const OF_NAME = 2;
/** Programs that are kept for data that come again. */
const MOST_PROGRAMS = 1_000;

/** A session and the programs of data that have changed nothing in it. */
interface Standing {
  readonly session: LispSession;
  readonly programs: Map<string, CompiledDatum>;
}

/** Compiles data for the sessions of one run. */
export function dataCompiler(exportsOf: ExportsOf): CompileDatum {
  const standings = new WeakMap<EvaluatedDatum, Standing>();
  let pristine: Standing | undefined;
  const standingAt = (before: EvaluatedDatum | null): Standing => {
    if (before === null) {
      pristine ??= { session: new LispSession(), programs: new Map() };
      return pristine;
    }
    const known = standings.get(before);
    if (known !== undefined) return known;
    const session = new LispSession();
    for (const datum of dataOf(before)) compile(session, datum, exportsOf);
    const made = { session, programs: new Map() };
    standings.set(before, made);
    return made;
  };
  return (datum, before, from) => {
    if (isTooLarge(datum)) return wrong("the data have more than 20,000 parts or 200,000 characters");
    const standing = standingAt(before);
    const { session, programs } = standing;
    const key = writeLisp(datum);
    const kept = programs.get(key);
    if (kept !== undefined) return kept;
    const { version } = session;
    const program = compile(session, datum, exportsOf);
    if (program instanceof Fault) return program;
    const loaded = { ...program, loadedFrom: from };
    const work = program.code.length * OF_INSTRUCTION + session.size * OF_NAME;
    if (session.version === version) {
      const compiled = { program: loaded, after: before, work };
      if (programs.size < MOST_PROGRAMS) programs.set(key, compiled);
      return compiled;
    }
    // The session stands after this datum now, and nowhere else.
    if (before === null) pristine = undefined;
    else standings.delete(before);
    const after = { datum, previous: before };
    standings.set(after, { session, programs: new Map() });
    return { program: loaded, after, work };
  };
}

/** Looks at no more than may be compiled. */
function isTooLarge(datum: Value): boolean {
  let [parts, characters] = [0, 0];
  const pending: Iterator<Value>[] = [[datum].values()];
  for (let items = pending.at(-1); items !== undefined; items = pending.at(-1)) {
    const { value, done } = items.next();
    if (done === true) {
      pending.pop();
      continue;
    }
    if (typeof value === "string") characters += value.length;
    if (++parts > MOST_PARTS || characters > MOST_CHARACTERS) return true;
    const inside = partsOf(value);
    if (inside !== undefined) pending.push(inside);
  }
  return false;
}

function* valuesOf(object: ObjectValue): Iterator<Value> {
  for (const [key, value] of object.entries()) {
    yield key;
    yield value;
  }
}

function* tooMany(): Iterator<Value> {
  for (let i = 0; i <= MOST_PARTS; i++) yield null;
}

function partsOf(value: Value): Iterator<Value> | undefined {
  if (value instanceof List) return value[Symbol.iterator]();
  if (value instanceof ObjectValue) return value.size > MOST_PARTS ? tooMany() : valuesOf(value);
  if (value instanceof Cell) return value.value instanceof List ? value.value[Symbol.iterator]() : undefined;
  return undefined;
}

/** The first one first. */
function dataOf(last: EvaluatedDatum): Value[] {
  const data: Value[] = [];
  for (let taken: EvaluatedDatum | null = last; taken !== null; taken = taken.previous)
    data.push(taken.datum);
  return data.reverse();
}

function compile(session: LispSession, value: Value, exportsOf: ExportsOf) {
  const writer = new DatumWriter();
  const datum = writer.datum(value, 0, false);
  if (datum instanceof Fault) return datum;
  const { text } = writer;
  const shown = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
  const { program, diagnostics } = session.readDatum(datum, text, `eval ${shown}`, { exportsOf });
  if (program !== undefined) return program;
  const [problem] = diagnostics.filter(({ severity }) => severity === "error");
  const isUnknown = problem?.code === "undefined-variable";
  const notes = isUnknown ? ["a string in data is a name; (quote name) gives the string"] : [];
  const kind = isUnknown ? "UndefinedVariable" : "ParseError";
  return new Fault(kind, `eval: ${problem?.message ?? "it is no program"}, in ${shown}`, notes);
}

/** Makes data of values, with the spans that they have in the text of all of it. */
class DatumWriter {
  text = "";

  /** `isQuoted`: strings are data, which may be any text. */
  datum(value: Value, depth: number, isQuoted: boolean): Datum | Fault {
    if (depth > MAXIMUM_DEPTH) return wrong("the data are nested too deeply");
    const start = this.text.length;
    if (value instanceof List) return this.list(value, depth, isQuoted);
    if (value instanceof ObjectValue) return this.object(value, depth, isQuoted);
    const items = value instanceof Cell ? vectorItems(value) : undefined;
    if (items !== undefined) return this.vector(items, depth);
    const isData = value === null || typeof value !== "object" || value instanceof Float;
    if (!isData) return wrong(`${writeLisp(value, { limit: MOST_SHOWN })} cannot be a part of a program`);
    if (typeof value !== "string") {
      this.text += writeLisp(value);
      return constant(value, { start, end: this.text.length });
    }
    if (isQuoted) {
      this.text += writeLisp(value);
      return constant(value, { start, end: this.text.length });
    }
    if (!isName(value)) {
      return wrong(
        `a string in data is a name, and ${writeLisp(value, { limit: MOST_SHOWN })} is none: (quote ${writeLisp(value, { limit: MOST_SHOWN })}) gives the string`,
      );
    }
    this.text += value;
    return symbol(value, { start, end: this.text.length });
  }

  private list(value: List, depth: number, isQuoted: boolean): Datum | Fault {
    const start = this.text.length;
    this.text += "(";
    const items: Datum[] = [];
    const isQuotation = !isQuoted && value.length === 2 && value.toArray()[0] === "quote";
    for (const part of value) {
      if (items.length > 0) this.text += " ";
      const item = this.datum(part, depth + 1, isQuoted || (isQuotation && items.length === 1));
      if (item instanceof Fault) return item;
      items.push(item);
    }
    this.text += ")";
    return list(items, { start, end: this.text.length });
  }

  /** What is in a vector is data. */
  private vector(values: readonly Value[], depth: number): Datum | Fault {
    const start = this.text.length;
    this.text += "#(";
    const items: Datum[] = [];
    for (const part of values) {
      if (items.length > 0) this.text += " ";
      const item = this.datum(part, depth + 1, true);
      if (item instanceof Fault) return item;
      items.push(item);
    }
    this.text += ")";
    return list(items, { start, end: this.text.length }, "#(");
  }

  private object(value: ObjectValue, depth: number, isQuoted: boolean): Datum | Fault {
    const start = this.text.length;
    this.text += "{";
    const items: Datum[] = [];
    for (const [key, part] of value.entries()) {
      if (items.length > 0) this.text += " ";
      const from = this.text.length;
      this.text += writeLisp(key);
      items.push(constant(key, { start: from, end: this.text.length }));
      this.text += " ";
      const item = this.datum(part, depth + 1, isQuoted);
      if (item instanceof Fault) return item;
      items.push(item);
    }
    this.text += "}";
    return list(items, { start, end: this.text.length }, "{");
  }
}

/** Whether a string can be a name as it is written: no blank, bracket, quote or the like in it. */
function isName(text: string): boolean {
  return text !== "" && !/[\s()[\]{}";'`,\0]/.test(text);
}

function wrong(message: string): Fault {
  return new Fault("TypeMismatch", `eval: ${message}`);
}
