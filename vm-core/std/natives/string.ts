/** Native functions of strings. Positions and lengths count Unicode scalar values. */
import type { Native, Natives } from "../../run/native.ts";
import { Fault, wrongValues } from "../../value/callable.ts";
import { INT_MAX, INT_MIN, isInt, normalInt } from "../../value/int.ts";
import { List } from "../../value/list.ts";
import { memoryLimit, portionsWithinMemory, textWithinMemory } from "../../value/memory-limit.ts";
import { mismatch } from "../../value/operators.ts";
import { ownText } from "../../value/part-of-text.ts";
import { isLongText, measuring, offsetOfScalar, scalarCount } from "../../value/scalars.ts";
import { Float, type Int, type Value } from "../../value/value.ts";
import { begun, type Portions } from "../../value/work.ts";
import { asBound, expectStrings, type NativeResult } from "./arguments.ts";
import { format } from "./format.ts";
import { containsText } from "./search.ts";
import {
  charactersOf,
  FEW,
  fewCharacters,
  joined,
  linesOf,
  listOfParts,
  lowerCase,
  replaced,
  reversed,
  upperCase,
} from "./text.ts";

/** A function of one string. */
function onString(name: string, doc: string, compute: (str: string) => NativeResult): Record<string, Native> {
  return {
    [`string.${name}`]: {
      parameters: ["str"],
      doc,
      call: (str) => (typeof str === "string" ? compute(str) : mismatch(name, "a string", str)),
    },
  };
}

/** A function of one string, in portions. */
function onLongString(
  name: string,
  doc: string,
  portions: (str: string) => Portions<NativeResult>,
): Record<string, Native> {
  return counted(onString(name, doc, (str) => begun(portionsWithinMemory(portions(str)))));
}

/** A function of a string and a second one, in portions. */
function onLongStrings(
  name: string,
  second: string,
  doc: string,
  portions: (str: string, second: string) => Portions<NativeResult>,
): Record<string, Native> {
  return counted(onStrings(name, second, doc, (a, b) => begun(portionsWithinMemory(portions(a, b)))));
}

/** Functions that count themselves what they walk. */
function counted(natives: Record<string, Native>): Record<string, Native> {
  return Object.fromEntries(
    Object.entries(natives).map(([name, native]) => [name, { ...native, isCounted: true }]),
  );
}

/** A function of a string and a second one. */
function onStrings(
  name: string,
  second: string,
  doc: string,
  compute: (str: string, second: string) => NativeResult,
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

function* length(str: string): Portions<number> {
  yield* measuring(str);
  return scalarCount(str);
}

function repeat(str: Value, count: Value): NativeResult {
  if (typeof str !== "string" || !isInt(count)) {
    return mismatch("repeat", "a string and an integer", str, count);
  }
  const times = asBound(count);
  if (str === "" || times === 0) return "";
  return times > 2 ** 31 ? memoryLimit() : textWithinMemory(() => str.repeat(times));
}

function replace(str: Value, old: Value, replacement: Value): NativeResult {
  const fault = expectStrings("replace", "three strings", str, old, replacement);
  if (fault !== undefined) return fault;
  const [text, from, to] = [str, old, replacement] as string[];
  return begun(portionsWithinMemory(replaced(text, from, to)));
}

function join(list: Value, separator: Value): NativeResult {
  if (!(list instanceof List) || typeof separator !== "string") {
    return mismatch("join", "a list and a string", list, separator);
  }
  return begun(portionsWithinMemory(joined(list, separator)));
}

/** What fills up to `width` scalar values: as much of `fill`, repeated, as is needed. */
function filling(str: string, width: Int, fill: string): string | Fault {
  const missing = asBound(width) - scalarCount(str);
  if (missing <= 0 || fill === "") return "";
  if (missing > 2 ** 30) return memoryLimit();
  const length = scalarCount(fill);
  const rest = fill.slice(0, offsetOfScalar(fill, missing % length));
  return textWithinMemory(() => fill.repeat(Math.floor(missing / length)) + rest);
}

/** What takes long of padding a long text, or with one. */
function* measuredAndPadded(str: string, fill: string, pad: () => string | Fault): Portions<NativeResult> {
  yield* measuring(str);
  yield* measuring(fill);
  return pad();
}

function pad(name: string, doc: string, place: (str: string, filling: string) => string): Native {
  const padded = (str: string, width: Int, fill: string): string | Fault => {
    const filled = filling(str, width, fill);
    return filled instanceof Fault ? filled : textWithinMemory(() => place(str, filled));
  };
  return {
    parameters: ["str", "width", "fill"],
    doc,
    call: (str, width, fill) => {
      if (typeof str !== "string" || !isInt(width) || typeof fill !== "string")
        return mismatch(name, "a string, an integer and a string", str, width, fill);
      if (!isLongText(str) && !isLongText(fill)) return padded(str, width, fill);
      return begun(measuredAndPadded(str, fill, () => padded(str, width, fill)));
    },
  };
}

function charCode(str: string): NativeResult {
  return str.codePointAt(0) ?? wrongValues("char_code", "the string is empty");
}

function fromCharCode(code: Value): NativeResult {
  if (!isInt(code)) return mismatch("from_char_code", "an integer", code);
  if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    return wrongValues("from_char_code", `${code} is no Unicode scalar value`);
  }
  return String.fromCodePoint(Number(code));
}

const NINE = "9".charCodeAt(0);
const FEW_DIGITS = /^\d{1,15}$/;
const DIGITS = /^[+-]?[0-9a-z]+$/i;
/** Linear: no two parts of it can take the same digits. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const BASES: Readonly<Record<string, number>> = { x: 16, o: 8, b: 2, d: 10 };

/** A number as Lisp writes it, `#x` and its like before it; false for any other text, and beyond 64 bits. */
function toNumber(text: Value, radix: Value): NativeResult {
  if (typeof text !== "string") return mismatch("to_number", "a string", text);
  if (typeof radix !== "number" || radix < 2 || radix > 36) {
    return mismatch("to_number", "a base from 2 to 36", radix);
  }
  // Most are short numbers without a sign, or names.
  if (radix === 10 && FEW_DIGITS.test(text)) return Number(text);
  if (radix === 10 && text.charCodeAt(0) > NINE) return false;
  const prefix = /^#([xobd])/i.exec(text);
  const base = prefix === null ? radix : BASES[prefix[1].toLowerCase()];
  const word = prefix === null ? text : text.slice(2);
  if (base === 10 && DECIMAL.test(word) && /[.e]/i.test(word)) return new Float(Number(word));
  if (!DIGITS.test(word)) return false;
  const isNegative = word.startsWith("-");
  let size = 0n;
  for (const digit of word.replace(/^[+-]?0*/, "")) {
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
  ...counted(
    onString("strlen", "The number of Unicode scalar values.", (str) =>
      isLongText(str) ? begun(length(str)) : scalarCount(str),
    ),
  ),
  ...onLongString("upper", "The string in upper case.", upperCase),
  ...onLongString("lower", "The string in lower case.", lowerCase),
  ...onString("trim", "The string without blanks and line ends at both ends.", (str) =>
    ownText(str.trim(), str),
  ),
  ...onLongString("lines", "The lines, without their ends.", linesOf),
  ...counted(
    onString("chars", "The characters: strings of one Unicode scalar value each.", (str) =>
      str.length <= FEW ? fewCharacters(str) : begun(portionsWithinMemory(charactersOf(str))),
    ),
  ),
  ...onLongString("reverse_str", "The characters in reverse order.", reversed),
  ...onString("char_code", "The Unicode scalar value of the first character.", charCode),
  ...onStrings("starts_with", "prefix", "Whether the string starts with `prefix`.", (str, prefix) =>
    str.startsWith(prefix),
  ),
  ...onStrings("ends_with", "suffix", "Whether the string ends with `suffix`.", (str, suffix) =>
    str.endsWith(suffix),
  ),
  ...onLongStrings("contains", "sub", "Whether `sub` is a part of the string.", containsText),
  ...onLongStrings(
    "split",
    "separator",
    "The parts between separators; characters with an empty one.",
    (str, by) => (by === "" ? charactersOf(str) : listOfParts(str, by)),
  ),
  "string.from_char_code": {
    parameters: ["code"],
    doc: "The character with a Unicode scalar value.",
    call: fromCharCode,
  },
  "string.repeat": { parameters: ["str", "count"], doc: "The string `count` times.", call: repeat },
  "string.replace": {
    isCounted: true,
    parameters: ["str", "old", "new"],
    doc: "The string with every `old` replaced by `new`.",
    call: replace,
  },
  "string.join": {
    isCounted: true,
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
    isCounted: true,
    parameters: ["template", "value"],
    doc: "Puts values in the places `{}`, `{0}` and `{name}` of a template.",
    call: format,
  },
};
