/** Rows that languages above the machine need: variables that closures share, calls that are checked, numbers of any type. */
import type { InstructionRow } from "./row.ts";

export const DYNAMIC = {
  STORE_GLOBAL: {
    code: 0x1f0,
    group: "variables",
    operands: { name: "name" },
    stack: "value --",
    doc: "Store the top value in the global `name` of the module that the code stands in, from any function of it.",
    example:
      "PUSH_INT 1\nSTORE count\nCALL raise\nLOAD count\nPRINT ; expect: 2\nHALT\nLABEL raise\nLOAD count\nPUSH_INT 1\nADD\nSTORE_GLOBAL count\nRET",
  },
  MAKE_CELL: {
    code: 0x1f1,
    group: "variables",
    stack: "value -- cell",
    doc: "Push a new cell that holds `value`. A cell is the one value that changes: all who hold it see the change. A process that is sent one, or started with one, has a copy.",
    example: "PUSH_INT 3\nMAKE_CELL\nCELL_GET\nPRINT ; expect: 3",
  },
  CELL_GET: {
    code: 0x1f2,
    group: "variables",
    stack: "cell -- value",
    faults: ["TypeMismatch"],
    doc: "What a cell holds.",
    example: "PUSH_INT 3\nMAKE_CELL\nCELL_GET\nPRINT ; expect: 3",
  },
  CELL_SET: {
    code: 0x1f3,
    group: "variables",
    stack: "cell value --",
    faults: ["TypeMismatch"],
    doc: "Let a cell hold `value`.",
    example: "PUSH_INT 3\nMAKE_CELL\nDUP\nPUSH_INT 4\nCELL_SET\nCELL_GET\nPRINT ; expect: 4",
  },

  CALL_WITH: {
    code: 0x1f4,
    group: "functions",
    operands: { count: "count" },
    stack: "argument*count function -- result...",
    flow: "call",
    faults: ["TypeMismatch", "NotEnoughItems", "ResourceLimit"],
    doc: "`CALL_FUNCTION` with exactly `count` arguments: a function that takes another number of them is a fault. A last parameter whose name begins with `...` takes the list of all that are left over.",
    example:
      "PUSH_INT 1\nPUSH_INT 2\nMAKE_FUNCTION list ...items\nCALL_WITH 2\nPRINT ; expect: [1, 2]\nHALT\nLABEL list\nLOAD ...items\nRET",
  },
  TAIL_CALL_WITH: {
    code: 0x1f5,
    group: "functions",
    operands: { count: "count" },
    stack: "argument*count function -- result...",
    flow: "tail-call",
    faults: ["TypeMismatch", "NotEnoughItems", "NoScope"],
    doc: "`CALL_WITH` and `RET` in one: the new frame replaces the current one.",
    example:
      "CALL outer\nPRINT ; expect: 7\nHALT\nLABEL outer\nPUSH_INT 7\nMAKE_FUNCTION same a\nTAIL_CALL_WITH 1\nLABEL same\nLOAD a\nRET",
  },
  APPLY: {
    code: 0x1f6,
    group: "functions",
    stack: "list function -- result...",
    flow: "call",
    faults: ["TypeMismatch", "ResourceLimit"],
    doc: "Call a function with the items of a list as its arguments, checked as `CALL_WITH` does.",
    example:
      "PUSH_INT 3\nPUSH_INT 4\nMAKE_LIST 2\nMAKE_FUNCTION add a b\nAPPLY\nPRINT ; expect: 7\nHALT\nLABEL add\nLOAD a\nLOAD b\nADD\nRET",
  },

  EQUALS: {
    code: 0x1f7,
    group: "comparison",
    stack: "a b -- int",
    faults: ["TypeMismatch"],
    doc: "1 when two values of one type are equal, else 0: as `EQ`, but Int and Float compare by size, and lists and objects by their contents.",
    example: "PUSH_INT 1\nMAKE_LIST 1\nPUSH_FLOAT 1.0\nMAKE_LIST 1\nEQUALS\nPRINT ; expect: 1",
  },
  LESS: {
    code: 0x1f8,
    group: "comparison",
    stack: "a b -- int",
    faults: ["TypeMismatch"],
    doc: "1 when number `a` is less than number `b`, else 0; Int and Float may be mixed.",
    example: "PUSH_INT 1\nPUSH_FLOAT 1.5\nLESS\nPRINT ; expect: 1",
  },
  GREATER: {
    code: 0x1f9,
    group: "comparison",
    stack: "a b -- int",
    faults: ["TypeMismatch"],
    doc: "1 when number `a` is greater than number `b`, else 0; Int and Float may be mixed.",
    example: "PUSH_INT 2\nPUSH_FLOAT 1.5\nGREATER\nPRINT ; expect: 1",
  },
  AT_MOST: {
    code: 0x1fa,
    group: "comparison",
    stack: "a b -- int",
    faults: ["TypeMismatch"],
    doc: "1 when number `a` is at most number `b`, else 0; Int and Float may be mixed.",
    example: "PUSH_INT 1\nPUSH_FLOAT 1.0\nAT_MOST\nPRINT ; expect: 1",
  },
  AT_LEAST: {
    code: 0x1fb,
    group: "comparison",
    stack: "a b -- int",
    faults: ["TypeMismatch"],
    doc: "1 when number `a` is at least number `b`, else 0; Int and Float may be mixed.",
    example: "PUSH_INT 1\nPUSH_FLOAT 1.5\nAT_LEAST\nPRINT ; expect: 0",
  },
  MATCH: {
    code: 0x1fc,
    group: "processes",
    operands: { patterns: "patterns" },
    stack: "value -- value index",
    doc: "Push the position, from 0 on, of the first of the `patterns` that a value matches, -1 when it matches none. The patterns are those of `RECEIVE_MATCH`.",
    example: 'PUSH_STR "a"\nMATCH int string\nPRINT ; expect: 1\nPRINT ; expect: a',
  },
} as const satisfies Record<string, InstructionRow>;
