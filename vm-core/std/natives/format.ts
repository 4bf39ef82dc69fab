/**
 * `format`: values in the places of a template.
 *
 * `{}` is the next value, `{0}` one by its position, `{name}` a field; `{{` and `}}` are braces. Other text in
 * braces is no place. A list gives its items, any other value is the only one.
 */
import { Fault } from "../../value/callable.ts";
import { displaying, writtenAtOnce } from "../../value/display.ts";
import { effort } from "../../value/effort.ts";
import { List } from "../../value/list.ts";
import { portionsWithinMemory, TextWriter } from "../../value/memory-limit.ts";
import { ObjectValue } from "../../value/object.ts";
import { mismatch } from "../../value/operators.ts";
import type { Value } from "../../value/value.ts";
import { begun, Pace, type Portions } from "../../value/work.ts";

/** A doubled brace or a place, where the text has a brace. */
const PLACE = /\{\{|\}\}|\{(\d*|[\p{L}_][\p{L}\p{N}_]*)\}/uy;
const BRACE = /[{}]/g;

/** The value of a place, or why there is none. */
type Lookup = (place: string) => Value | Fault;

/** A part of a template: text that is written, or a place for a value. */
type TemplatePart = { readonly text: string } | { readonly place: string };

export function format(template: Value, value: Value): Value | Fault {
  if (typeof template !== "string") return mismatch("format", "a string (template)", template);
  return begun(portionsWithinMemory(filled(template, value)));
}

/** Estimated bytes of a part. */
const PART_BYTES = 64;

function* filled(template: string, value: Value): Portions<string | Fault> {
  const pace = new Pace();
  const parts: TemplatePart[] = [];
  let nextPlaces = 0;
  let places = 0;
  for (const part of partsOf(template)) {
    parts.push(part);
    effort.spent++;
    if ("place" in part) {
      places++;
      if (part.place === "") nextPlaces++;
    } else effort.spent += part.text.length >> 3;
    if (pace.isOver()) yield PART_BYTES * parts.length;
  }
  if (places === 0 && !(value instanceof List)) {
    parts.push({ place: "" });
    return yield* fill(parts, () => value);
  }
  const count = value instanceof List ? value.length : 1;
  if ((nextPlaces > 0 || places === 0) && nextPlaces !== count) {
    return new Fault("DataError", `format: ${counted(nextPlaces, "place")} but ${counted(count, "value")}`);
  }
  return yield* fill(parts, lookup(value));
}

function* partsOf(template: string): Generator<TemplatePart, void> {
  let start = 0;
  for (let at = nextBrace(template, 0); at >= 0; ) {
    PLACE.lastIndex = at;
    const match = PLACE.exec(template);
    if (match === null) {
      at = nextBrace(template, at + 1);
      continue;
    }
    if (at > start) yield { text: template.slice(start, at) };
    start = at + match[0].length;
    yield match[1] === undefined ? { text: match[0][0] } : { place: match[1] };
    at = nextBrace(template, start);
  }
  if (start < template.length) yield { text: template.slice(start) };
}

function nextBrace(template: string, from: number): number {
  BRACE.lastIndex = from;
  return BRACE.exec(template)?.index ?? -1;
}

function* fill(parts: readonly TemplatePart[], find: Lookup): Portions<string | Fault> {
  const pace = new Pace();
  const writer = new TextWriter();
  let fault: Fault | undefined;
  for (const part of parts) {
    if ("text" in part) yield* writer.adding(part.text, pace);
    else {
      const found = find(part.place);
      if (found instanceof Fault) fault ??= found;
      else if (fault === undefined)
        yield* writer.adding(writtenAtOnce(found) ?? (yield* displaying(found)), pace);
    }
    if (pace.isOver()) yield writer.length + PART_BYTES * parts.length;
  }
  return fault ?? writer.finish();
}

function lookup(value: Value): Lookup {
  let next = 0;
  return (place) => {
    const isName = /^\D/.test(place);
    const found = isName ? fieldOf(value, place) : itemAt(value, place === "" ? next++ : Number(place));
    return found === undefined ? new Fault("DataError", `format: there is no value for {${place}}`) : found;
  };
}

/** A list gives its items, any other value is the only one. */
function itemAt(value: Value, index: number): Value | undefined {
  if (!(value instanceof List)) return index === 0 ? value : undefined;
  return index < value.length ? value.at(index) : undefined;
}

function fieldOf(value: Value, name: string): Value | undefined {
  return value instanceof ObjectValue ? value.get(name) : undefined;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
