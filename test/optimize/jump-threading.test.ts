import { testPass } from "./pass.ts";

testPass("jump-threading", [
  {
    name: "goes to the end of a chain",
    before: "SELF | JZ a | HALT | a: | JMP b | b: | JMP c | NULL | PRINT | c: | NULL | PRINT",
    after: "SELF | JZ c | HALT | a: | JMP c | b: | JMP c | NULL | PRINT | c: | NULL | PRINT",
  },
  { name: "leaves a circle", before: "SELF | JNZ out | a: | JMP b | b: | JMP a | out:" },
  {
    name: "inverts a branch over a jump",
    before: "SELF | JZ a | JMP b | a: | NULL | PRINT | b:",
    after: "SELF | JNZ b | a: | NULL | PRINT | b:",
  },
  {
    name: "keeps a jump that is a target itself",
    before: "SELF | JZ a | j: | JMP b | a: | MAKE_FUNCTION j | POP | b:",
  },
  {
    name: "returns at once",
    before: "CALL f | HALT | f: | SELF | JZ a | JMP end | a: | NULL | PRINT | end: | RET",
    after: "CALL f | HALT | f: | SELF | JNZ end | a: | NULL | PRINT | end: | RET",
  },
  {
    name: "keeps handlers and functions where they are",
    before: "TRY h | CALL f | h: | JMP g | f: | JMP g | g: | HALT",
    after: "TRY h | CALL f | h: | HALT | f: | HALT | g: | HALT",
  },
]);
