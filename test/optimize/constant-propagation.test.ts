import { testPass } from "./pass.ts";

testPass("constant-propagation", [
  {
    name: "replaces loads of a constant",
    before: "PUSH_INT 5 | STORE a | LOAD a | PRINT",
    after: "PUSH_INT 5 | STORE a | PUSH_INT 5 | PRINT",
  },
  {
    name: "goes through branches that agree",
    before:
      "SELF | JZ no | PUSH_INT 1 | STORE a | JMP on | no: | PUSH_INT 1 | STORE a | on: | LOAD a | PRINT",
    after:
      "SELF | JZ no | PUSH_INT 1 | STORE a | JMP on | no: | PUSH_INT 1 | STORE a | on: | PUSH_INT 1 | PRINT",
  },
  {
    name: "knows nothing where branches differ",
    before:
      "SELF | JZ no | PUSH_INT 1 | STORE a | JMP on | no: | PUSH_INT 2 | STORE a | on: | LOAD a | PRINT",
  },
  {
    name: "tells 0 and -0.0 apart",
    before:
      "SELF | JZ no | PUSH_FLOAT 0 | STORE a | JMP on | no: | PUSH_FLOAT -0 | STORE a | on: | LOAD a | PRINT",
  },
  {
    name: "knows nothing in a loop that stores",
    before:
      "PUSH_INT 3 | STORE n | loop: | LOAD n | JZ end | LOAD n | PUSH_INT 1 | SUB | STORE n | JMP loop | end:",
  },
  {
    name: "goes through loops that do not store",
    before:
      "TRUE | STORE on | PUSH_INT 2 | STORE n | loop: | LOAD on | PRINT | LOAD n | PUSH_INT 1 | SUB | DUP | STORE n | JNZ loop",
    after:
      "TRUE | STORE on | PUSH_INT 2 | STORE n | loop: | TRUE | PRINT | LOAD n | PUSH_INT 1 | SUB | DUP | STORE n | JNZ loop",
  },
  {
    name: "knows nothing in a handler",
    before:
      "PUSH_INT 1 | STORE a | TRY h | PUSH_INT 2 | STORE a | NULL | THROW | h: | CATCH e | LOAD a | PRINT",
  },
  {
    name: "does not mistake a global for a variable of the frame",
    before: "PUSH_INT 1 | STORE a | CALL f | HALT | f: | LOAD a | PRINT | RET",
  },
  { name: "stops at DELETE", before: "PUSH_INT 1 | STORE a | DELETE a | LOAD a | PRINT" },
  {
    name: "stops at IMPORT",
    before: 'PUSH_INT 1 | STORE abs | IMPORT "std/math" | LOAD abs | POP',
  },
  {
    name: "leaves globals that functions store to",
    before: "PUSH_INT 1 | STORE a | CALL f | LOAD a | PRINT | HALT | f: | PUSH_INT 2 | STORE_GLOBAL a | RET",
  },
]);
