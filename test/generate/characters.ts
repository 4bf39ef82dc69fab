/** Any character of Unicode, as a unit of generated strings. */
import fc from "fast-check";

const SURROGATES = { first: 0xd800, count: 0x800 };
const LAST = 0x10ffff - SURROGATES.count;

/**
 * What `unit: "binary"` of fast-check gives. That one makes a table of all of Unicode when a string is first declared,
 * which takes two seconds.
 */
export const anyCharacter: fc.Arbitrary<string> = fc.nat(LAST).map(
  (index) => String.fromCodePoint(index < SURROGATES.first ? index : index + SURROGATES.count),
  (character) => {
    if (typeof character !== "string" || [...character].length !== 1) throw new Error("no character");
    const code = character.codePointAt(0) as number;
    if (code < SURROGATES.first) return code;
    if (code < SURROGATES.first + SURROGATES.count) throw new Error("half of a character");
    return code - SURROGATES.count;
  },
);
