import { testPass } from "./pass.ts";

testPass("tail-call", [
  {
    name: "replaces the frame",
    before: "NULL | CALL f a | HALT | f: | LOAD a | CALL g b | RET | g: | LOAD b | PRINT | RET",
    after: "NULL | CALL f a | HALT | f: | LOAD a | TAIL_CALL g b | g: | LOAD b | PRINT | RET",
  },
  { name: "not at the top level", before: "CALL f | RET | f: | RET" },
  {
    name: "not while a handler is open",
    before: "CALL f | HALT | f: | TRY h | CALL g | RET | h: | CATCH | PRINT | RET | g: | NULL | THROW",
  },
  {
    name: "after a handler that is closed",
    before: "CALL f | HALT | f: | TRY h | END_TRY | CALL g | RET | h: | RET | g: | RET",
    after: "CALL f | HALT | f: | TRY h | END_TRY | TAIL_CALL g | h: | RET | g: | RET",
  },
  {
    name: "of function values that are known to be some",
    before: "CALL f | HALT | f: | MAKE_FUNCTION g | CALL_FUNCTION | RET | g: | RET",
    after: "CALL f | HALT | f: | MAKE_FUNCTION g | TAIL_CALL_FUNCTION | g: | RET",
  },
  {
    name: "not of what may be no function",
    before: "NULL | CALL f g | HALT | f: | LOAD g | CALL_FUNCTION | RET",
  },
]);
