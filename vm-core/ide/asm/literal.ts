/** What a literal operand stands for, in other notations. */
import type { OperandSyntax } from "../../asm/syntax.ts";
import { writeString } from "../../text/literal.ts";
import { debugFloat } from "../../value/display.ts";
import { isInt } from "../../value/int.ts";
import { Float, type Int } from "../../value/value.ts";
import { inlineCode, paragraphs, shorten } from "../markdown.ts";

/** Markdown; undefined where there is nothing to add to what is written. */
export function describeLiteral({ kind, text, value }: OperandSyntax): string | undefined {
  if (typeof value === "string") return describeString(value);
  if (value instanceof Float) {
    const exact = debugFloat(value.value);
    return `Float ${inlineCode(exact)}`;
  }
  if (isInt(value)) return kind === "int" ? describeInt(value) : undefined;
  return typeof value === "boolean" ? `Bool ${inlineCode(text)}` : undefined;
}

function describeInt(value: Int): string {
  const bits = BigInt.asUintN(64, BigInt(value));
  const notations = [`hexadecimal \`0x${bits.toString(16)}\``];
  if (bits < 1n << 16n) notations.push(`binary \`0b${bits.toString(2)}\``);
  const character = characterOf(bits);
  if (character !== undefined) notations.push(`character ${inlineCode(character)}`);
  return paragraphs(`Int \`${value}\``, notations.join(", "));
}

/** The character with a number, when it is one that shows. */
function characterOf(bits: bigint): string | undefined {
  if (bits <= 0x20n || bits > 0x10ffffn) return undefined;
  const character = String.fromCodePoint(Number(bits));
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? character : undefined;
}

function describeString(value: string): string {
  const length = [...value].length;
  const shown = shorten(value, 80);
  return `Str ${inlineCode(writeString(shown))}, ${length} ${length === 1 ? "character" : "characters"}`;
}
