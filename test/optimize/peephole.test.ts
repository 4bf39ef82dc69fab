import { testPass } from "./pass.ts";

/** Pushes an Int that no analysis knows to be one. */
const UNKNOWN = "PUSH_INT 7 | MAKE_LIST 1 | PUSH_INT 0 | INDEX";

testPass("peephole", [
  {
    name: "removes a jump to the next instruction",
    before: "JMP on | on: | NULL | PRINT",
    after: "on: | NULL | PRINT",
  },
  {
    name: "removes NOT NOT on a Bool",
    before: "SELF | TO_BOOL | NOT | NOT | PRINT",
    after: "SELF | TO_BOOL | PRINT",
  },
  {
    name: "keeps NOT NOT on what may be an Int",
    before: "SELF | NOT | NOT | PRINT",
    after: "SELF | NOT | NOT | PRINT",
  },
  {
    name: "turns a branch around",
    before: "SELF | TO_BOOL | NOT | JZ on | NULL | PRINT | on:",
    after: "SELF | TO_BOOL | JNZ on | NULL | PRINT | on:",
  },
  {
    name: "removes SWAP SWAP",
    before: "SELF | NULL | DUP | SWAP | SWAP | POP | PRINT | POP",
    after: "SELF | NULL | DUP | POP | PRINT | POP",
  },
  { name: "keeps SWAP SWAP where the stack may be short", before: "SELF | SWAP | SWAP" },
  {
    name: "adds 0 to an Int",
    before: `${UNKNOWN} | TO_INT | PUSH_INT 0 | ADD | PRINT`,
    after: `${UNKNOWN} | TO_INT | PRINT`,
  },
  { name: "does not add 0 to a Float", before: "PUSH_FLOAT -0 | PUSH_INT 0 | ADD | PRINT" },
  { name: "does not add 0 to what may be a text", before: `${UNKNOWN} | PUSH_INT 0 | ADD | PRINT` },
  { name: "knows what a pid is", before: "SELF | PUSH_INT 0 | ADD | TO_INT | PRINT", after: "SELF | PRINT" },
  {
    name: "does not convert twice",
    before: "SELF | TO_STR | TO_STR | PRINT",
    after: "SELF | TO_STR | PRINT",
  },
  {
    name: "swaps the comparison, not the values",
    before: "SELF | PUSH_INT 4 | SWAP | LT | PRINT",
    after: "SELF | PUSH_INT 4 | GT | PRINT",
  },
]);
