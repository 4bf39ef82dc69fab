/** Generators of assembly texts: programs that assemble, and what becomes of them while they are edited. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { ALIASES, INSTRUCTIONS } from "../../vm-core/isa/index.ts";
import { writeString } from "../../vm-core/text/literal.ts";
import { anyCharacter } from "../generate/characters.ts";

/** Programs that people wrote: the examples, and the examples in the instruction table. */
export function writtenPrograms(): readonly string[] {
  const folder = path.join(process.cwd(), "examples");
  const files = readdirSync(folder).filter((name) => name.endsWith(".ttvm"));
  return [
    ...files.map((name) => readFileSync(path.join(folder, name), "utf8")),
    ...Object.values(INSTRUCTIONS).map((row) => row.example),
  ];
}

/** One change of a text, where a person or a broken client makes it. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function applyEdit(text: string, { start, end, text: inserted }: Edit): string {
  return text.slice(0, start) + inserted + text.slice(end);
}

/** Pieces in which the language sees something. */
const PIECES = [
  ...Object.keys(INSTRUCTIONS),
  ...Object.keys(ALIASES),
  ...["LABEL", "a", "b", "loop", "x", "7", "-1", "+2", "1.5", "nan", "true", "0x", "18446744073709551616"],
  ...['"', '\\"', "\\", "\\u{", "\\u{1F642}", ";", "; region", "; endregion", "=", ":", "`", "*", "["],
  ...[" ", "  ", "\t", "\n", "\n    ", "\r\n", "\r", "\u00a0", "\u2028", "\ufeff", "\0", "é", "🙂", "\ud83d"],
  ...[
    "IMPORT std/math\n",
    "IMPORT shapes.ttvm\n",
    "IMPORT round.ttvm\n",
    "std/process",
    "abs",
    "circle_area",
  ],
  ...["__proto__", "constructor", "toString", "TRY\nCATCH\nEND_TRY\n", "JMP a\n", "LABEL a\n", 'PUSH_STR "'],
];

/** Any text: characters, bytes read as text, and pieces of the language in any order. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 200 }),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("utf8")),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join("")),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join(" ")),
);

/** A change whose place is a fraction of the text, so that it fits any text. */
export const anyEdit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(40)),
  text: fc.oneof(
    fc.constantFrom("", ...PIECES),
    fc.string({ unit: anyCharacter, maxLength: 5 }),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((pieces) => pieces.join(" ")),
  ),
});

/** Where a change falls in a text. */
export function placeEdit(
  text: string,
  { at, length, text: inserted }: { at: number; length: number; text: string },
): Edit {
  const start = Math.floor(at * text.length);
  return { start, end: Math.min(text.length, start + length), text: inserted };
}

/** A text that was a program before it was edited. */
export function editedProgram(programs: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...programs), fc.array(anyEdit, { minLength: 1, maxLength: 4 }))
    .map(([program, edits]) => edits.reduce((text, edit) => applyEdit(text, placeEdit(text, edit)), program));
}

const LABELS = ["a", "b", "my loop", "end"];

const literal = fc.oneof(
  { weight: 4, arbitrary: fc.oneof(fc.integer(), fc.nat(3)).map((value) => `PUSH_INT ${value}`) },
  {
    weight: 1,
    arbitrary: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => `PUSH_INT ${value}`),
  },
  {
    weight: 2,
    arbitrary: fc.double().map((value) => `PUSH_FLOAT ${String(value).replace("Infinity", "inf")}`),
  },
  {
    weight: 2,
    arbitrary: fc.string({ unit: "grapheme", maxLength: 6 }).map((value) => `PUSH_STR ${writeString(value)}`),
  },
  { weight: 2, arbitrary: fc.constantFrom("TRUE", "FALSE", "NULL", "PUSH_BOOL true") },
);

const operator = fc.constantFrom(
  ...["ADD", "SUB", "MUL", "DIV", "MOD", "NEG", "NOT", "AND", "EQ", "LT", "CONCAT", "ADD_F", "BXOR", "SHL"],
  ...["COMPARE", "BNOT", "ADD ignored"],
);

const target = fc.constantFrom(...LABELS).map((name) => writeString(name));

const transfer = fc.oneof(
  fc.constantFrom("HALT", "RET", "THROW"),
  fc
    .tuple(
      fc.constantFrom("JMP", "JZ", "JNZ", "TRY", "CALL", "MAKE_FUNCTION", "TAIL_CALL", "SUPERVISE_CHILD"),
      target,
    )
    .map(([word, name]) => `${word} ${name}`),
);

const other = fc.constantFrom(
  "PRINT",
  "POP",
  "DUP",
  "STORE x",
  "LOAD x",
  "CATCH e",
  "END_TRY",
  "NEW_LIST",
  "MAKE_LIST 1",
);

const layout = fc.constantFrom("", "", "", " ; why", "\n", "\n; alone", "  ");

/**
 * A text that assembles, and in which constants meet and code is never reached. `addresses`: it may name
 * instructions by number. `structured`: it may hold TRY … CATCH … END_TRY.
 */
export function assemblableText(options: { addresses: boolean; structured: boolean }): fc.Arbitrary<string> {
  const block = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(literal, literal, operator).map((lines) => lines.join("\n    ")) },
    { weight: 3, arbitrary: literal },
    { weight: 2, arbitrary: operator },
    { weight: 3, arbitrary: transfer },
    { weight: 3, arbitrary: other },
    ...(options.addresses ? [{ weight: 1, arbitrary: fc.nat(4).map((address) => `JMP ${address}`) }] : []),
    ...(options.structured
      ? [
          {
            weight: 1,
            arbitrary: fc.constantFrom("TRY\nCATCH\nEND_TRY", "TRY\nHALT\nPRINT\nCATCH\nHALT\nEND_TRY"),
          },
        ]
      : []),
  );
  const line = fc.tuple(block, layout).map(([text, end]) => `    ${text}${end}`);
  return fc
    .tuple(
      fc.array(line, { minLength: 1, maxLength: 14 }),
      fc.array(fc.nat(14), { minLength: 4, maxLength: 4 }),
      fc.constantFrom("\n", "\r\n"),
      fc.boolean(),
      fc.boolean(),
    )
    .map(([lines, places, newline, mark, last]) => {
      const placed = [...lines];
      for (const [i, name] of LABELS.entries()) {
        placed.splice(Math.min(places[i], placed.length), 0, `LABEL ${writeString(name)}`);
      }
      const text = placed.join("\n").replaceAll("\n", newline);
      return (mark ? "\ufeff" : "") + text + (last ? newline : "");
    });
}
