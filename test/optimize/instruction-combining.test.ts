import { testPass } from "./pass.ts";

testPass("instruction-combining", [
  {
    name: "removes a branch that never jumps",
    before: "PUSH_INT 1 | JZ on | NULL | PRINT | on:",
    after: "NULL | PRINT | on:",
  },
  {
    name: "makes a jump of one that always does",
    before: "NULL | JZ on | NULL | PRINT | on:",
    after: "JMP on | NULL | PRINT | on:",
  },
  {
    name: "knows that 0.0 is no zero to a branch",
    before: "PUSH_FLOAT 0 | JNZ on | NULL | PRINT | on:",
    after: "JMP on | NULL | PRINT | on:",
  },
  {
    name: "loads once",
    before: "SELF | STORE a | LOAD a | LOAD a | ADD | PRINT",
    after: "SELF | STORE a | LOAD a | DUP | ADD | PRINT",
  },
  { name: "does not copy what is dropped", before: "SELF | DUP | POP | PRINT", after: "SELF | PRINT" },
  { name: "keeps the fault of a DUP on an empty stack", before: "DUP | POP" },
  { name: "stores without a copy", before: "SELF | DUP | STORE a | POP", after: "SELF | STORE a" },
  {
    name: "drops below a constant",
    before: "SELF | NULL | SWAP | POP | PRINT",
    after: "SELF | POP | NULL | PRINT",
  },
]);
