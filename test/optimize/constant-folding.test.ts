import { testPass } from "./pass.ts";

testPass("constant-folding", [
  {
    name: "evaluates chains of operators",
    before: "PUSH_INT 2 | PUSH_INT 3 | ADD | PUSH_INT 4 | MUL | PRINT",
    after: "PUSH_INT 20 | PRINT",
  },
  {
    name: "wraps as the machine does",
    before: "PUSH_INT 9223372036854775807 | PUSH_INT 1 | ADD | PRINT",
    after: "PUSH_INT -9223372036854775808 | PRINT",
  },
  {
    name: "converts and asks for types",
    before: 'PUSH_STR "7" | TO_INT | TYPE_OF | PRINT',
    after: 'PUSH_STR "int" | PRINT',
  },
  { name: "sees through DUP", before: "PUSH_INT 5 | DUP | MUL | PRINT", after: "PUSH_INT 25 | PRINT" },
  { name: "leaves a division by zero", before: "PUSH_INT 1 | PUSH_INT 0 | DIV | PRINT" },
  { name: "leaves types that do not fit", before: "PUSH_INT 1 | TRUE | AND | PRINT" },
  {
    name: "does not cross a target",
    before: "PUSH_INT 1 | here: | PUSH_INT 2 | ADD | DUP | PUSH_INT 9 | LT | JNZ here | PRINT",
  },
  {
    name: "crosses a label that nothing names",
    before: "PUSH_INT 1 | here: | PUSH_INT 2 | ADD | PRINT",
    after: "PUSH_INT 3 | here: | PRINT",
  },
]);
