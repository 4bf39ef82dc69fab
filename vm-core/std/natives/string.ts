/** Native functions of strings. Positions and lengths count Unicode scalar values. */
import type { Native, Natives } from "../../run/native.ts";
import { Fault, wrongValues } from "../../value/callable.ts";
import { writtenAsStr } from "../../value/convert.ts";
import { INT_MAX, INT_MIN, isInt, normalInt } from "../../value/int.ts";
import { List } from "../../value/list.ts";
import { memoryLimit, textWithinMemory, Writer } from "../../value/memory-limit.ts";
import { mismatch } from "../../value/operators.ts";
import { scalarCount } from "../../value/scalars.ts";
import { Float, type Value } from "../../value/value.ts";
import { asBound, expectStrings } from "./arguments.ts";
import { format } from "./format.ts";

type Result = Value | Fault;

/** A function of one string. */
function onString(name: string, doc: string, compute: (str: string) => Result): Record<string, Native> {
  return {
    [`string.${name}`]: {
      parameters: ["str"],
      doc,
      call: (str) => (typeof str === "string" ? compute(str) : mismatch(name, "a string", str)),
    },
  };
}

/** A function of a string and a second one. */
function onStrings(
  name: string,
  second: string,
  doc: string,
  compute: (str: string, second: string) => Result,
): Record<string, Native> {
  return {
    [`string.${name}`]: {
      parameters: ["str", second],
      doc,
      call: (str, other) =>
        typeof str === "string" && typeof other === "string"
          ? compute(str, other)
          : mismatch(name, "two strings", str, other),
    },
  };
}

/** The position of `sub` in `str` in scalar values; -1 without one. */
export function scalarIndexOf(str: string, sub: string): number {
  const offset = str.indexOf(sub);
  return offset < 0 ? -1 : scalarCount(str.slice(0, offset));
}

function repeat(str: Value, count: Value): Result {
  if (typeof str !== "string" || !isInt(count)) {
    return mismatch("repeat", "a string and an integer", str, count);
  }
  const times = asBound(count);
  if (str === "" || times === 0) return "";
  return times > 2 ** 31 ? memoryLimit() : textWithinMemory(() => str.repeat(times));
}

/** Lines end with LF or CRLF; an end of line after the last one starts no other. */
function lines(str: string): List {
  const parts = str.split(/\r?\n/);
  if (parts.at(-1) === "") parts.pop();
  return List.of(parts);
}

function replace(str: Value, old: Value, replacement: Value): Result {
  const fault = expectStrings("replace", "three strings", str, old, replacement);
  if (fault !== undefined) return fault;
  const [text, from, to] = [str, old, replacement] as string[];
  const parts = from === "" ? ["", ...text, ""] : text.split(from);
  return textWithinMemory(() => parts.join(to));
}

/** UTF-16 units that are turned around at once: few enough for the arguments of a call. */
const CHUNK = 8_192;

/** The scalar values in reverse order, without a list of them, which would take many times as much as the text. */
function reversed(str: string): string {
  let text = "";
  const units = new Uint16Array(CHUNK);
  for (let end = str.length; end > 0; ) {
    let start = Math.max(0, end - CHUNK);
    // A pair stays together.
    if (start > 0 && isTrailing(str.charCodeAt(start))) start++;
    let length = 0;
    for (let at = end - 1; at >= start; at--) {
      const unit = str.charCodeAt(at);
      if (isTrailing(unit) && at > start) units[length++] = str.charCodeAt(--at);
      units[length++] = unit;
    }
    text += String.fromCharCode(...units.subarray(0, length));
    end = start;
  }
  return text;
}

/** Whether a UTF-16 unit is the second one of a pair. */
function isTrailing(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function join(list: Value, separator: Value): Result {
  if (!(list instanceof List) || typeof separator !== "string") {
    return mismatch("join", "a list and a string", list, separator);
  }
  return textWithinMemory(() => joined(list, separator));
}

function joined(list: List, separator: string): string {
  const writer = new Writer();
  for (let i = 0; i < list.length; i++) {
    if (i > 0) writer.add(separator);
    writer.add(writtenAsStr(list.at(i)));
  }
  return writer.finish();
}

/** Fills up to `width` scalar values with as much of `fill`, repeated, as is needed. */
function padding(name: string, str: Value, width: Value, fill: Value): string | Fault {
  if (typeof str !== "string" || !isInt(width) || typeof fill !== "string") {
    return mismatch(name, "a string, an integer and a string", str, width, fill);
  }
  const missing = asBound(width) - scalarCount(str);
  if (missing <= 0 || fill === "") return "";
  if (missing > 2 ** 30) return memoryLimit();
  const scalars = [...fill];
  return textWithinMemory(
    () =>
      fill.repeat(Math.floor(missing / scalars.length)) + scalars.slice(0, missing % scalars.length).join(""),
  );
}

function pad(name: string, doc: string, place: (str: string, filling: string) => string): Native {
  return {
    parameters: ["str", "width", "fill"],
    doc,
    call: (str, width, fill) => {
      const filling = padding(name, str, width, fill);
      return filling instanceof Fault ? filling : textWithinMemory(() => place(str as string, filling));
    },
  };
}

function charCode(str: string): Result {
  return str.codePointAt(0) ?? wrongValues("char_code", "the string is empty");
}

function fromCharCode(code: Value): Result {
  if (!isInt(code)) return mismatch("from_char_code", "an integer", code);
  if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    return wrongValues("from_char_code", `${code} is no Unicode scalar value`);
  }
  return String.fromCodePoint(Number(code));
}

const DIGITS = /^[+-]?[0-9a-z]+$/i;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const BASES: Readonly<Record<string, number>> = { x: 16, o: 8, b: 2, d: 10 };

/** A number as Lisp writes it, `#x` and its like before it; false for any other text, and beyond 64 bits. */
function toNumber(text: Value, radix: Value): Result {
  if (typeof text !== "string") return mismatch("to_number", "a string", text);
  if (typeof radix !== "number" || radix < 2 || radix > 36) {
    return mismatch("to_number", "a base from 2 to 36", radix);
  }
  const prefix = /^#([xobd])/i.exec(text);
  const base = prefix === null ? radix : BASES[prefix[1].toLowerCase()];
  const word = prefix === null ? text : text.slice(2);
  if (base === 10 && DECIMAL.test(word) && /[.e]/i.test(word)) return new Float(Number(word));
  if (!DIGITS.test(word)) return false;
  const isNegative = word.startsWith("-");
  let size = 0n;
  for (const digit of word.replace(/^[+-]/, "")) {
    const value = Number.parseInt(digit, 36);
    if (value >= base) return false;
    size = size * BigInt(base) + BigInt(value);
    if (size > -INT_MIN) return false;
  }
  const number = isNegative ? -size : size;
  return number > INT_MAX ? false : normalInt(number);
}

export const STRING: Natives = {
  "string.to_number": {
    parameters: ["str", "radix"],
    doc: "The number that a text writes in a base, false for any other text.",
    call: toNumber,
  },
  ...onString("strlen", "The number of Unicode scalar values.", scalarCount),
  ...onString("upper", "The string in upper case.", (str) => str.toUpperCase()),
  ...onString("lower", "The string in lower case.", (str) => str.toLowerCase()),
  ...onString("trim", "The string without blanks and line ends at both ends.", (str) => str.trim()),
  ...onString("lines", "The lines, without their ends.", lines),
  ...onString("chars", "The characters: strings of one Unicode scalar value each.", (str) =>
    List.of([...str]),
  ),
  ...onString("reverse_str", "The characters in reverse order.", reversed),
  ...onString("char_code", "The Unicode scalar value of the first character.", charCode),
  ...onStrings("starts_with", "prefix", "Whether the string starts with `prefix`.", (str, prefix) =>
    str.startsWith(prefix),
  ),
  ...onStrings("ends_with", "suffix", "Whether the string ends with `suffix`.", (str, suffix) =>
    str.endsWith(suffix),
  ),
  ...onStrings("contains", "sub", "Whether `sub` is a part of the string.", (str, sub) => str.includes(sub)),
  ...onStrings(
    "split",
    "separator",
    "The parts between separators; characters with an empty one.",
    (str, by) => List.of(by === "" ? [...str] : str.split(by)),
  ),
  "string.from_char_code": {
    parameters: ["code"],
    doc: "The character with a Unicode scalar value.",
    call: fromCharCode,
  },
  "string.repeat": { parameters: ["str", "count"], doc: "The string `count` times.", call: repeat },
  "string.replace": {
    parameters: ["str", "old", "new"],
    doc: "The string with every `old` replaced by `new`.",
    call: replace,
  },
  "string.join": {
    parameters: ["list", "separator"],
    doc: "The display forms of the items with `separator` between them.",
    call: join,
  },
  "string.pad_left": pad(
    "pad_left",
    "Fills up in front to `width` characters.",
    (str, filling) => filling + str,
  ),
  "string.pad_right": pad(
    "pad_right",
    "Fills up at the end to `width` characters.",
    (str, filling) => str + filling,
  ),
  "string.format": {
    parameters: ["template", "value"],
    doc: "Puts values in the places `{}`, `{0}` and `{name}` of a template.",
    call: format,
  },
};
