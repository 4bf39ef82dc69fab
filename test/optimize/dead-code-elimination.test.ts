import { testPass } from "./pass.ts";

testPass("dead-code-elimination", [
  {
    name: "removes what is never reached",
    before: "JMP on | PUSH_INT 1 | PRINT | on: | PUSH_INT 2 | PRINT",
    after: "JMP on | on: | PUSH_INT 2 | PRINT",
  },
  {
    name: "removes functions that nobody calls",
    before: "CALL f | HALT | g: | CALL g | RET | f: | RET",
    after: "CALL f | HALT | g: | f: | RET",
  },
  {
    name: "keeps functions that have become values, handlers and children",
    before:
      "MAKE_FUNCTION f | PRINT | TRY h | NULL | THROW | f: | RET | h: | CATCH | POP | SUPERVISE_CHILD c | POP | HALT | c: | RET",
  },
  {
    name: "removes dropped values with what makes them",
    before: "PUSH_INT 1 | PUSH_INT 2 | ADD | POP | NULL | PRINT",
    after: "NULL | PRINT",
  },
  { name: "keeps what faults", before: "PUSH_INT 1 | TRUE | ADD | POP" },
  { name: "keeps a load that may fault", before: "LOAD a | POP" },
  {
    name: "removes stores that nobody reads",
    before: "PUSH_INT 1 | STORE a | PUSH_INT 2 | STORE a | LOAD a | PRINT",
    after: "PUSH_INT 2 | STORE a | LOAD a | PRINT",
  },
  {
    name: "keeps stores that a function reads",
    before: "PUSH_INT 1 | STORE a | CALL f | HALT | f: | LOAD a | PRINT | RET",
  },
  { name: "keeps stores that DUMP_SCOPE shows", before: "PUSH_INT 1 | STORE a | DUMP_SCOPE" },
  {
    name: "keeps stores that closures capture",
    before:
      "PUSH_INT 1 | STORE a | CAPTURE a | MAKE_LAMBDA f | CALL_FUNCTION | HALT | f: | LOAD a | PRINT | RET",
  },
  { name: "keeps stores that DELETE looks for", before: "PUSH_INT 1 | STORE a | DELETE a" },
  { name: "keeps stores that are exported", before: "PUSH_INT 1 | STORE a | EXPORT a" },
  {
    name: "keeps stores that a handler reads",
    before:
      "PUSH_INT 0 | STORE a | TRY h | PUSH_INT 1 | STORE a | NULL | THROW | h: | CATCH e | LOAD a | PRINT",
  },
  { name: "keeps an underflow", before: "POP" },
  {
    name: "keeps the parts of a structured TRY together",
    before: "TRY | NULL | THROW | CATCH e | LOAD e | THROW | END_TRY",
  },
]);
