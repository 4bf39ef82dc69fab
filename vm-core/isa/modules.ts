/** Rows of modules, native functions, and the end of the run. */
import type { InstructionRow } from "./row.ts";

export const MODULES = {
  IMPORT: {
    code: 0x140,
    group: "modules",
    operands: { path: "path" },
    stack: "--",
    faults: ["FileError", "ParseError", "CircularImport", "PermissionDenied"],
    doc: "Run the module at `path` unless this process has it already, and bind the names that it exports in the current frame. The path is looked for beside the importing file, then in the working directory, then in the standard library.",
    example: "IMPORT std/math\nPUSH_INT -3\nLOAD abs\nCALL_FUNCTION\nPRINT ; expect: 3",
  },
  EXPORT: {
    code: 0x141,
    group: "modules",
    operands: { name: "name" },
    stack: "--",
    faults: ["UndefinedVariable"],
    doc: "Offer the current value of variable `name` to those who import this module; in the main program it has no effect.",
    example: "PUSH_INT 42\nSTORE answer\nEXPORT answer\nLOAD answer\nPRINT ; expect: 42",
  },
  NATIVE: {
    code: 0x142,
    group: "modules",
    operands: { name: "name" },
    stack: "argument... -- result...",
    faults: ["NotEnoughItems", "TypeMismatch", "DataError", "Unsupported"],
    doc: "Call the native function `name` of the standard library with the topmost values.",
    example: 'PUSH_STR "abc"\nNATIVE string.upper\nPRINT ; expect: ABC',
  },
  EXIT: {
    code: 0x143,
    group: "system",
    stack: "code --",
    flow: "end",
    faults: ["TypeMismatch"],
    doc: "End the whole run at once; the exit code is the low byte of `code`.",
    example: 'PUSH_STR "bye"\nPRINT ; expect: bye\nPUSH_INT 0\nEXIT',
  },
} as const satisfies Record<string, InstructionRow>;
