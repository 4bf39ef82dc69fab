import { testPass } from "./pass.ts";

testPass("memory-layout", [
  {
    name: "forwards a store to its load",
    before: "SELF | STORE a | LOAD a | PRINT | LOAD a | PRINT",
    after: "SELF | DUP | STORE a | PRINT | LOAD a | PRINT",
  },
  {
    name: "forgets a variable that nobody else sees",
    before: "SELF | STORE a | LOAD a | PRINT",
    after: "SELF | PRINT",
  },
  {
    name: "keeps a value below another",
    before: "SELF | STORE a | PUSH_INT 5 | LOAD a | SUB | PRINT",
    after: "SELF | PUSH_INT 5 | SWAP | SUB | PRINT",
  },
  {
    name: "keeps a value below two others",
    before: "SELF | STORE a | NULL | TRUE | LOAD a | MAKE_LIST 3 | PRINT",
    after: "SELF | NULL | TRUE | ROT | MAKE_LIST 3 | PRINT",
  },
  {
    name: "moves a store next to its load",
    before: 'SELF | STORE a | PUSH_STR "x" | PRINT | LOAD a | PRINT',
    after: 'SELF | PUSH_STR "x" | PRINT | PRINT',
  },
  {
    name: "keeps what a call may see",
    before: "SELF | STORE a | CALL f | LOAD a | PRINT | HALT | f: | LOAD a | PRINT | RET",
  },
  {
    name: "keeps what is around a fault",
    before: "SELF | STORE a | LOAD n | NOT | PRINT | LOAD a | PRINT",
  },
  { name: "keeps the fault of a store on an empty stack", before: "STORE a | LOAD a | PRINT" },
  {
    name: "keeps what DUMP_SCOPE shows",
    before: "SELF | STORE a | NULL | LOAD a | MAKE_LIST 2 | PRINT | DUMP_SCOPE",
  },
]);
