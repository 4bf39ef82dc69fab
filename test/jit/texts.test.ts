/** Operations on texts in generated code: what they give, and where they end slices. */
import { describe, it } from "node:test";
import { compareMachines, GENERATED } from "../ir/compare.ts";

/** The end of a loop that counts down. */
const AGAIN = `LOAD n
    PUSH_INT 1
    SUB
    STORE n
    LOAD n
    JNZ next`;

/** Reads a text again and again at positions within it, and compares what it finds with others. */
function reading(text: string, rounds: number, doublings: number): string {
  return `PUSH_STR "${text}"
    STORE text
    PUSH_INT ${doublings}
    STORE k
LABEL longer
    LOAD k
    JZ long
    LOAD text
    LOAD text
    CONCAT
    STORE text
    LOAD k
    PUSH_INT 1
    SUB
    STORE k
    JMP longer
LABEL long
    LOAD text
    PUSH_STR "x"
    CONCAT
    STORE other
    PUSH_INT ${rounds}
    STORE n
    PUSH_INT 0
    STORE found
LABEL next
    LOAD text
    LOAD n
    LOAD text
    NATIVE string.strlen
    MOD
    CHAR_AT
    DUP
    PUSH_STR "a"
    EQUALS
    LOAD found
    ADD
    STORE found
    LOAD text
    LOAD other
    EQUALS
    LOAD text
    LOAD other
    EQ
    ADD
    LOAD found
    ADD
    STORE found
    LOAD n
    TO_STR
    CONCAT
    LOAD text
    NATIVE value.same
    JNZ never
    ${AGAIN}
LABEL never
    LOAD found
    PRINT
    LOAD text
    PUSH_INT -1
    CHAR_AT
    PRINT`;
}

/** Takes parts of a text between positions from before its start to behind its end, the second one before the first among them. */
function cutting(text: string, rounds: number): string {
  return `PUSH_INT ${rounds}
    STORE n
    PUSH_STR ""
    STORE found
LABEL next
    PUSH_STR "${text}"
    LOAD n
    PUSH_INT 31
    MUL
    PUSH_INT ${text.length + 7}
    MOD
    PUSH_INT 3
    SUB
    LOAD n
    PUSH_INT ${text.length + 5}
    MOD
    PUSH_INT 1
    SUB
    SLICE
    LOAD found
    CONCAT
    PUSH_INT 0
    PUSH_INT 50
    SLICE
    STORE found
    ${AGAIN}
    LOAD found
    PRINT
    PUSH_INT 1
    PUSH_INT 2
    MAKE_LIST 2
    PUSH_INT 0
    PUSH_INT 1
    SLICE
    PRINT`;
}

describe("Texts in generated code", () => {
  const texts = {
    "short ones": reading("banana", 2_000, 0),
    "ones with characters of two code units": reading("ban🙂ana", 2_000, 1),
    "ones of some hundred characters": reading("banana", 2_000, 6),
    "ones that take an index": reading("ban🙂ana", 500, 8),
    "long ones": reading("banana", 500, 14),
    "parts of short ones": cutting("banana", 2_000),
    "parts of ones of some hundred characters": cutting("a bandana and a banana. ".repeat(10), 2_000),
    "parts of ones with characters of two code units": cutting("ban🙂ana and a banana. ".repeat(10), 2_000),
  };
  for (const [name, source] of Object.entries(texts)) {
    it(`are read and compared as in the interpreter, and slices end where they end there: ${name}`, async () => {
      for (const isUnwatched of [false, true]) {
        await compareMachines(source, { isUnwatched, limits: {} }, [GENERATED, { jit: "auto" }]);
      }
    });
  }
});
