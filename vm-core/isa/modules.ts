/** Rows of modules, native functions, and the end of the run. */
import { rows } from "./row.ts";

export const MODULES = rows({
  IMPORT: {
    code: 0x140,
    group: "modules",
    operands: { path: "path:module" },
    stack: "--",
    effects: ["runs-code", "binds-names", "waits"],
    faults: ["FileError", "ParseError", "CircularImport", "PermissionDenied"],
    doc: "Run the module at `path` unless this process has it already, and bind the names that it exports in the current frame. The path is looked for beside the importing file, then in the working directory, then in the standard library.",
    example: "IMPORT std/math\nPUSH_INT -3\nLOAD abs\nCALL_FUNCTION\nPRINT ; expect: 3",
  },
  EXPORT: {
    code: 0x141,
    group: "modules",
    operands: { name: "name:export" },
    stack: "--",
    effects: ["exports"],
    faults: ["UndefinedVariable"],
    doc: "Offer the current value of variable `name` to those who import this module; in the main program it has no effect.",
    example: "PUSH_INT 42\nSTORE answer\nEXPORT answer\nLOAD answer\nPRINT ; expect: 42",
  },
  NATIVE: {
    code: 0x142,
    group: "modules",
    operands: { name: "name:native" },
    stack: "argument:any... -- result:any...",
    inspects: true,
    effects: ["random", "waits"],
    faults: ["NotEnoughItems", "TypeMismatch", "DataError", "Unsupported"],
    doc: "Call the native function `name` of the standard library with the topmost values.",
    example: 'PUSH_STR "abc"\nNATIVE string.upper\nPRINT ; expect: ABC',
  },
  EXIT: {
    code: 0x143,
    group: "system",
    stack: "code:int --",
    effects: ["ends-run"],
    flow: "end",
    faults: ["TypeMismatch"],
    doc: "End the whole run at once; the exit code is the low byte of `code`.",
    example: 'PUSH_STR "bye"\nPRINT ; expect: bye\nPUSH_INT 0\nEXIT',
  },
});
