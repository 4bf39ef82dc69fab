/** Expressions by the type of their value. */
import type { Form } from "../direct-evaluator/index.ts";
import { CHANGING_MAKERS } from "./changing-makers.ts";
import { CONTROL_MAKERS } from "./control-makers.ts";
import type { RandomPrograms } from "./index.ts";
import { local, type Scope, type Type } from "./scope.ts";

export type Maker = (make: RandomPrograms, scope: Scope, fuel: number) => Form;

const PLAIN: Readonly<Partial<Record<Type, readonly Maker[]>>> = {
  int: [
    (make, scope, fuel) => ["+", make.int(scope, fuel), make.int(scope, fuel)],
    (make, scope, fuel) => ["-", make.int(scope, fuel), make.int(scope, fuel)],
    (make, scope, fuel) => ["+", make.int(scope, fuel), make.int(scope, fuel), make.int(scope, fuel)],
    (make, scope, fuel) => [make.function(scope, fuel), make.int(scope, fuel)],
    (make, scope, fuel) => [make.function(scope, fuel), make.int(scope, fuel)],
    (make, scope, fuel) => [
      "apply",
      ["lambda", ["x", ".", "y"], make.int([...scope, local("x", "int"), local("y", "list")], fuel)],
      ["cons", 1, make.list(scope, fuel)],
    ],
    (make, scope, fuel) => make.namedLet(scope, fuel),
    (make, scope, fuel) => make.doLoop(scope, fuel),
    (make, scope, fuel) => [
      "cond",
      [make.int(scope, fuel), "=>", make.function(scope, fuel)],
      ["else", make.int(scope, fuel)],
    ],
    (make, scope, fuel) => ["either-of", make.int(scope, fuel), make.int(scope, fuel)],
    (make, scope, fuel) => ["or-else", make.int(scope, fuel), make.int(scope, fuel)],
    (make, scope, fuel) => ["length", make.list(scope, fuel)],
    (make, scope, fuel) => ["car", ["cons", make.int(scope, fuel), make.list(scope, fuel)]],
    (make, scope, fuel) => ["car", make.list(scope, fuel)],
    (make, scope, fuel) => [
      "try",
      ["nth", make.list(scope, fuel), ["length", make.list(scope, fuel)]],
      ["catch", "e", make.int(scope, fuel)],
    ],
    (make, scope, fuel) => [
      "reduce",
      ["lambda", ["x", "y"], make.int([...scope, local("x", "int"), local("y", "int")], fuel)],
      make.int(scope, fuel),
      make.list(scope, fuel),
    ],
    (make, scope, fuel) => ["string-length", make.string(scope, fuel)],
    (make, scope, fuel) => ["get", make.object(scope, fuel), ":a"],
    (make, scope, fuel) => [
      "try",
      make.int(scope, fuel),
      ["catch", "e", ["let", [["v", ["get", "e", ":value"]]], ["if", ["int?", "v"], "v", -1]]],
    ],
  ],
  string: [
    (make, scope, fuel) => ["string-append", make.string(scope, fuel), make.string(scope, fuel)],
    (make, scope, fuel) => ["str", make.int(scope, fuel)],
    (make, scope, fuel) => ["str", make.list(scope, fuel)],
    () => ["quote", "symbol"],
  ],
  list: [
    (make, scope, fuel) => ["list", make.int(scope, fuel), make.int(scope, fuel)],
    (make, scope, fuel) => ["cons", make.int(scope, fuel), make.list(scope, fuel)],
    (make, scope, fuel) => ["append", make.list(scope, fuel), make.list(scope, fuel)],
    (make, scope, fuel) => ["cdr", ["cons", make.int(scope, fuel), make.list(scope, fuel)]],
    (make, scope, fuel) => ["reverse", make.list(scope, fuel)],
    (make, scope, fuel) => ["map", make.function(scope, fuel), make.list(scope, fuel)],
    (make, scope, fuel) => [
      "filter",
      ["lambda", ["x"], make.condition([...scope, local("x", "int")], fuel)],
      make.list(scope, fuel),
    ],
    (make, scope, fuel) => [
      "quasiquote",
      [1, ["unquote", make.int(scope, fuel)], ["unquote-splicing", make.list(scope, fuel)], 4],
    ],
  ],
  object: [
    (make, scope, fuel) => ["object", ":a", make.int(scope, fuel), ":b", make.int(scope, fuel)],
    (make, scope, fuel) => ["put", make.object(scope, fuel), ":a", make.int(scope, fuel)],
    (make, scope, fuel) => ["put", make.object(scope, fuel), ":c", make.int(scope, fuel)],
  ],
  function: [
    (make, scope, fuel) => ["lambda", ["x"], ...make.block("int", [...scope, local("x", "int")], fuel)],
    (make, scope, fuel) => ["lambda", ["y"], make.int([...scope, local("y", "int")], fuel)],
    // A closure that keeps a count.
    (make, scope, fuel) => [
      "let",
      [["n", make.int(scope, fuel)]],
      [
        "lambda",
        ["x"],
        [
          "begin",
          ["set!", "n", ["+", "n", "x"]],
          make.int([...scope, local("n", "int"), local("x", "int")], fuel),
        ],
      ],
    ],
  ],
  variadic: [
    (make, scope, fuel) => [
      "lambda",
      ["x", ".", "more"],
      make.int([...scope, local("x", "int"), local("more", "list")], fuel),
    ],
  ],
};

/** All makers of a type. */
export function makersOf(type: Type): readonly Maker[] {
  return MAKERS[type];
}

const of = (type: Type): readonly Maker[] =>
  [PLAIN, CHANGING_MAKERS, CONTROL_MAKERS].flatMap((makers) => makers[type] ?? []);

const MAKERS: Readonly<Record<Type, readonly Maker[]>> = {
  int: of("int"),
  string: of("string"),
  list: of("list"),
  object: of("object"),
  record: of("record"),
  vector: of("vector"),
  table: of("table"),
  function: of("function"),
  variadic: of("variadic"),
};
