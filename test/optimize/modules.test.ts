/** Optimized modules: displayed addresses, places and frames stay those of the sources. */
import assert from "node:assert/strict";
import test from "node:test";
import { framesOf } from "../../vm-core/run/traces.ts";
import { Fault } from "../../vm-core/value/callable.ts";
import { assembled, runProgram } from "../machine/run-text.ts";

const MAIN = `
    PUSH_INT 1
    PUSH_INT 2
    ADD
    STORE three
    IMPORT shapes.ttvm
    LOAD area
    PRINT
    MAKE_FUNCTION own a
    PRINT
    LOAD three
    LOAD three
    LOAD area
    CALL_FUNCTION
    PRINT
    IMPORT std/math
    LOAD abs
    PRINT
    TRY failed
    LOAD fail
    CALL_FUNCTION
LABEL failed
    CATCH e
    LOAD e
    PRINT
    LOAD e
    GET_FIELD frames
    PRINT
    LOAD own_value
    LOAD fail
    CALL_FUNCTION
    HALT
    PRINT
LABEL own
    RET
`;

const SHAPES = `
    PUSH_INT 2
    PUSH_INT 3
    MUL
    STORE six
    PUSH_INT 1
    STORE unused
    JMP exports
    PUSH_STR "never"
    PRINT
LABEL lost
LABEL area
    PUSH_INT 0
    POP
    LOAD width
    LOAD height
    MUL
    LOAD six
    ADD
    RET
LABEL fail
    NULL
    NOT
    RET
LABEL exports
    MAKE_FUNCTION area width height
    STORE area
    MAKE_FUNCTION fail
    STORE fail
    EXPORT area
    EXPORT fail
    LOAD six
    STORE own_value
    EXPORT own_value
`;

const readModule = async (path: string) =>
  path === "shapes.ttvm"
    ? { name: path, text: SHAPES }
    : new Fault("FileError", `File operation failed on ${path}: No such file or directory (os error 2)`);

test("a program and its modules do the same when all are optimized", async () => {
  const program = assembled(MAIN);
  const plain = await runProgram(program, { readModule });
  const optimized = await runProgram(program, { readModule, optimize: true });
  assert.match(plain.stdout, /function@41 \(width, height\)\nfunction@31 \(a\)\n15\n/);
  assert.deepEqual(
    { ...optimized, failure: optimized.failure && framesOf(optimized.failure) },
    { ...plain, failure: plain.failure && framesOf(plain.failure) },
  );
});
