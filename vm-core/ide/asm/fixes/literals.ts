/** Fixes of operands that cannot be read: a number or a boolean in another notation, or of another kind. */
import { readLiteral } from "../../../asm/operands.ts";
import type { LiteralKind } from "../../../asm/problem.ts";
import type { Mnemonic } from "../../../isa/index.ts";
import { pushesConstant } from "../../../isa/typing.ts";
import type { Fix } from "../../../text/diagnostic.ts";
import { writeName, writeString } from "../../../text/literal.ts";
import { span } from "../../../text/span.ts";
import { type AsmCauseOf, changeTo, instructionAt, type Place, type QuickFixes, replace } from "./place.ts";

export const LITERAL_FIXES: QuickFixes = {
  "invalid-integer": fixLiteral,
  "invalid-float": fixLiteral,
  "invalid-boolean": fixLiteral,
  "invalid-count": fixLiteral,
  "invalid-pid": fixLiteral,
  "invalid-word": ({ allowed, nearest }, { span }) =>
    nearest === undefined ? allowed.map((word) => changeTo(word, span)) : [],
};

/** The value that the text probably means, else other instructions that push it, else a default. */
function fixLiteral(cause: AsmCauseOf<"invalid-integer">, place: Place): readonly Fix[] {
  const { expected } = cause;
  const text = cause.text.trim().replace(/^"(.*)"$/, "$1");
  const readable = (one: string) => readLiteral(expected, one) !== undefined;
  const meant = NOTATIONS[expected](text).find(readable);
  if (meant !== undefined) return [changeTo(meant, place.span, true)];
  const others = otherInstructions(text, place);
  const rounded = truncated(text).filter(readable);
  const values = rounded.length > 0 || others.length > 0 ? rounded : DEFAULTS[expected];
  return [...others, ...values.map((one) => changeTo(one, place.span))];
}

const DEFAULTS: { readonly [K in LiteralKind]: readonly string[] } = {
  int: ["0"],
  float: ["0.0"],
  bool: ["true", "false"],
  count: ["0"],
  pid: ["0"],
  millis: ["0"],
};

/** What a text may be meant for, likeliest first. */
const NOTATIONS: { readonly [K in LiteralKind]: (text: string) => readonly string[] } = {
  int: integers,
  float: floats,
  bool: (text) =>
    /^(?:t|true|y|yes|on|1)$/i.test(text)
      ? ["true"]
      : /^(?:f|false|n|no|off|0|nil|null)$/i.test(text)
        ? ["false"]
        : [],
  count: integers,
  pid: (text) => integers(text.replace(/^[<#]|>$/g, "")),
  millis: (text) => [...durations(text), ...integers(text)],
};

function integers(text: string): readonly string[] {
  const plain = text.replace(/(?<=\d)[_,'](?=\d)/g, "");
  const found = [plain];
  const hexadecimal = /^([+-]?)(?:0x|\$|#)([\da-f]+)$/i.exec(plain) ?? /^([+-]?)(\d[\da-f]*)h$/i.exec(plain);
  if (hexadecimal !== null) found.push(inDecimal(hexadecimal[1], `0x${hexadecimal[2]}`));
  const other = /^([+-]?)(0[bo]\d+)$/i.exec(plain);
  if (other !== null && /^0(?:b[01]+|o[0-7]+)$/i.test(other[2])) found.push(inDecimal(other[1], other[2]));
  const suffixed = /^([+-]?\d+)(?:n|[ul]+)$/i.exec(plain);
  if (suffixed !== null) found.push(suffixed[1]);
  const character = /^'(.)'$/u.exec(plain);
  if (character !== null) found.push(String(character[1].codePointAt(0)));
  if (Number.isSafeInteger(decimal(plain))) found.push(String(decimal(plain)));
  return found;
}

/** The value of a number with a point or an exponent; NaN for anything else. */
function decimal(text: string): number {
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}

/** A number without what follows its point; none for anything else. */
function truncated(text: string): readonly string[] {
  const value = Math.trunc(decimal(text));
  return Number.isSafeInteger(value) ? [String(value)] : [];
}

function inDecimal(sign: string, digits: string): string {
  return `${sign === "-" ? "-" : ""}${BigInt(digits.toLowerCase())}`;
}

function floats(text: string): readonly string[] {
  const plain = text.replace(/(?<=\d)[_'](?=\d)/g, "");
  const infinite = /^([+-]?)(?:infinity|inf|∞)$/i.exec(plain);
  return [
    plain,
    plain.replace(",", "."),
    plain.replace(/[fd]$/i, ""),
    ...(infinite === null ? [] : [`${infinite[1] === "-" ? "-" : ""}inf`]),
    ...(/^nan$/i.test(plain) ? ["nan"] : []),
    ...integers(plain),
  ];
}

/** `2s`, `1.5s`, `200ms`, `1min`, in milliseconds. */
function durations(text: string): readonly string[] {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|sec|min|m)$/i.exec(text) ?? [];
  if (amount === undefined) return [];
  const factors: Readonly<Record<string, number>> = { ms: 1, s: 1_000, sec: 1_000, min: 60_000, m: 60_000 };
  return [String(Math.round(Number(amount) * factors[unit.toLowerCase()]))];
}

/** The instructions that push what is written, for one that pushes a constant. */
function otherInstructions(text: string, place: Place): readonly Fix[] {
  const line = instructionAt(place);
  if (line?.mnemonic === undefined || !pushesConstant(line.mnemonic)) return [];
  const whole = span(line.wordSpan.start, place.span.end);
  const isQuoted = place.snapshot.text[place.span.start] === '"';
  const pushed: Pushes = isQuoted
    ? [["PUSH_STR", writeString(text)]]
    : pushing(text, place.snapshot.symbols.variables);
  return pushed
    .filter(([op]) => op !== line.mnemonic)
    .map(([op, operand], index) => {
      const written = operand === undefined ? op : `${op} ${operand}`;
      return replace(`Change to \`${written}\``, whole, written, index === 0 && pushed.length === 1);
    });
}

/** Instructions with their operands, each of which is meant alone. */
type Pushes = readonly (readonly [op: Mnemonic, operand?: string])[];

function pushing(text: string, variables: { has(name: string): boolean }): Pushes {
  if (readLiteral("bool", text) !== undefined) return [["PUSH_BOOL", text]];
  if (/^(?:null|nil|none)$/i.test(text)) return [["NULL"]];
  if (readLiteral("int", text) !== undefined) return [["PUSH_INT", text]];
  if (readLiteral("float", text) !== undefined) return [["PUSH_FLOAT", text]];
  if (!/^[\p{L}_][\p{L}\p{N}_ -]*$/u.test(text) || /^0x/i.test(text)) return [];
  return variables.has(text)
    ? [["LOAD", writeName(text)]]
    : [
        ["PUSH_STR", writeString(text)],
        ["LOAD", writeName(text)],
      ];
}
