/** Cases of std/test. */
import { type Case, fn, real } from "../case.ts";

/** What is below on the stack shows that a function leaves nothing. */
export const TEST_CASES: readonly Case[] = [
  ["assert_equal", ["below", 1, 1], 'Str("below")'],
  ["assert_equal", ["below", [1, { a: [null] }], [1, { a: [null] }]], 'Str("below")'],
  ["assert_equal", ["below", { a: 1, b: 2 }, { b: 2, a: 1 }], 'Str("below")'],
  ["assert_equal", [1, 2], "!Thrown expected Int(2) but got Int(1)"],
  ["assert_equal", [1, real(1)], "!Thrown expected Float(1.0) but got Int(1)"],
  ["assert_equal", [[1], [1, 2]], "!Thrown expected List([Int(1), Int(2)]) but got List([Int(1)])"],
  [
    "assert_equal",
    [{ a: 1 }, { b: 1 }],
    '!Thrown expected Object({"b": Int(1)}) but got Object({"a": Int(1)})',
  ],
  ["assert_true", ["below", true], 'Str("below")'],
  ["assert_true", ["below", "x"], 'Str("below")'],
  ["assert_true", [0], "!Thrown expected a true value but got Int(0)"],
  ["assert_true", [null], "!Thrown expected a true value but got Null"],
  ["assert_throws", [fn("quiet")], "!Thrown expected an exception"],
  ["assert_throws", [1], "!TypeMismatch assert_throws expects a function or closure but got Int(1)"],
  ["describe", ["below", "works", fn("quiet")], 'ok works\nStr("below")'],
  ["describe", ["below", "fails", fn("boom")], "!Thrown fails: boom"],
  ["describe", ["below", "fails", fn("dividing")], "!Thrown fails: Division by zero"],
  ["describe", [1, fn("quiet")], "!TypeMismatch describe expects a string but got Int(1)"],
  ["describe", ["a", 1], "!TypeMismatch describe expects a function or closure but got Int(1)"],
];
