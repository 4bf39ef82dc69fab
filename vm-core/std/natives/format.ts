/**
 * `format`: values in the places of a template.
 *
 * `{}` is the next value, `{0}` one by its position, `{name}` a field; `{{` and `}}` are braces. Other text in
 * braces is no place. A list gives its items, any other value is the only one.
 */
import { Fault } from "../../value/callable.ts";
import { writtenAsStr } from "../../value/convert.ts";
import { List } from "../../value/list.ts";
import { textWithinMemory } from "../../value/memory-limit.ts";
import { ObjectValue } from "../../value/object.ts";
import { mismatch } from "../../value/operators.ts";
import type { Value } from "../../value/value.ts";

const PLACES = /\{\{|\}\}|\{(\d*|[\p{L}_][\p{L}\p{N}_]*)\}/gu;

/** The value of a place, or why there is none. */
type Lookup = (place: string) => Value | Fault;

export function format(template: Value, value: Value): Value | Fault {
  if (typeof template !== "string") return mismatch("format", "a string (template)", template);
  const places = [...template.matchAll(PLACES)].flatMap(([, place]) => (place === undefined ? [] : [place]));
  const values = value instanceof List ? value.toArray() : [value];
  const nextPlaces = places.filter((place) => place === "").length;
  if (places.length === 0 && !(value instanceof List)) {
    return textWithinMemory(() => filled(template, () => null) + writtenAsStr(value));
  }
  if ((nextPlaces > 0 || places.length === 0) && nextPlaces !== values.length) {
    return new Fault(
      "DataError",
      `format: ${counted(nextPlaces, "place")} but ${counted(values.length, "value")}`,
    );
  }
  return fill(template, lookup(values, value));
}

function fill(template: string, find: Lookup): string | Fault {
  let fault: Fault | undefined;
  const text = textWithinMemory(() =>
    filled(template, (place) => {
      const found = find(place);
      if (!(found instanceof Fault)) return found;
      fault ??= found;
      return null;
    }),
  );
  return fault ?? text;
}

function filled(template: string, find: (place: string) => Value): string {
  return template.replace(PLACES, (text, place: string | undefined) =>
    place === undefined ? text[0] : writtenAsStr(find(place)),
  );
}

function lookup(values: readonly Value[], value: Value): Lookup {
  let next = 0;
  return (place) => {
    const isName = /^\D/.test(place);
    const found = isName ? fieldOf(value, place) : values[place === "" ? next++ : Number(place)];
    return found === undefined ? new Fault("DataError", `format: there is no value for {${place}}`) : found;
  };
}

function fieldOf(value: Value, name: string): Value | undefined {
  return value instanceof ObjectValue ? value.get(name) : undefined;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
