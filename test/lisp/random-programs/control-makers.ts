/** Expressions about several values, escapes, winds, exceptions, promises and parameters. */
import type { Form } from "../direct-evaluator/index.ts";
import type { RandomPrograms } from "./index.ts";
import type { Maker } from "./makers.ts";
import { type Known, local, type Scope, type Type, visible } from "./scope.ts";

const thunk = (...body: Form[]): Form => ["lambda", [], ...body];

const pair = (scope: Scope): Scope => [...scope, local("x", "int"), local("y", "int")];

/** Two values, or one of another number once in a while. */
const two = (make: RandomPrograms, scope: Scope, fuel: number): Form =>
  make.below(40) === 0
    ? ["values", make.int(scope, fuel)]
    : ["values", make.int(scope, fuel), make.int(scope, fuel)];

/** What was raised, as a number. */
const asInt = (name: string): Form => ["if", ["int?", name], name, ["if", ["string?", name], -2, -3]];

export const CONTROL_MAKERS: Readonly<Partial<Record<Type, readonly Maker[]>>> = {
  int: [
    (make, scope, fuel) => [
      "call-with-values",
      thunk(two(make, scope, fuel)),
      ["lambda", ["x", "y"], make.int(pair(scope), fuel)],
    ],
    (make, scope, fuel) => [
      "let-values",
      [
        [["x", "y"], two(make, scope, fuel)],
        [["n", ".", "t"], two(make, scope, fuel)],
      ],
      make.int([...pair(scope), local("n", "int"), local("t", "list")], fuel),
    ],
    (make, scope, fuel) => [
      "receive-values",
      ["x", "y"],
      two(make, scope, fuel),
      make.int(pair(scope), fuel),
    ],
    (make, scope, fuel) => {
      // The names are not known to their values.
      const outer = scope.filter(({ name }) => name !== "low" && name !== "high");
      return [
        "let",
        [],
        ["define-values", ["low", "high"], ["values", make.int(outer, fuel), make.int(outer, fuel)]],
        make.int([...scope, local("low", "int"), local("high", "int")], fuel),
      ];
    },
    (make, scope, fuel) => ["force", ["delay", make.int(scope, fuel)]],
    (make, scope, fuel) => ["force", ["delay-force", ["delay", make.int(scope, fuel)]]],
    (make, scope, fuel) => [
      "let",
      [["later", ["delay", ["begin", make.effect(scope, fuel - 1), make.int(scope, fuel)]]]],
      ["+", ["force", "later"], ["force", "later"]],
    ],
    () => ["level"],
    () => ["doubled"],
    (make, scope, fuel) => [choice(make, scope, fuel), make.int(scope, fuel)],
    (make, scope, fuel) => [choice(make, scope, fuel), make.int(scope, fuel), make.int(scope, fuel)],
    (make, scope, fuel) => [
      [
        "named-lambda",
        ["again", "n"],
        ["if", ["<", "n", 1], make.int(scope, fuel), ["again", ["-", "n", 1]]],
      ],
      make.below(4),
    ],
    (make, scope, fuel) => [
      "guard",
      [
        "e",
        [
          [
            "assv",
            "e",
            [
              "quote",
              [
                [0, 5],
                [1, 6],
                [2, 7],
              ],
            ],
          ],
          "=>",
          "cadr",
        ],
        ["else", asInt("e")],
      ],
      make.make("int", scope, fuel),
    ],
  ],
  list: [(make, scope, fuel) => ["call-with-values", thunk(two(make, scope, fuel)), "list"]],
};

/** A function of one or of two arguments. */
function choice(make: RandomPrograms, scope: Scope, fuel: number): Form {
  return [
    "case-lambda",
    [["x"], make.int([...scope, local("x", "int")], fuel)],
    [["x", "y"], make.int(pair(scope), fuel)],
    ...(make.below(2) === 0
      ? []
      : [[["x", ".", "more"], make.int([...scope, local("x", "int"), local("more", "list")], fuel)]]),
  ];
}

export const CONTROL_EFFECTS: readonly Maker[] = [
  (make, scope, fuel) => [
    "dynamic-wind",
    thunk(make.effect(scope, fuel - 1)),
    thunk(make.effect(scope, fuel - 1)),
    thunk(make.effect(scope, fuel - 1)),
  ],
  (make, scope, fuel) => [
    "parameterize",
    [[make.one(["level", "doubled"]), make.int(scope, fuel)]],
    make.effect(scope, fuel - 1),
  ],
];

/** Something of a type that is raised, or that leaves. */
function raised(make: RandomPrograms, scope: Scope, fuel: number): Form {
  return make.one<() => Form>([
    () => ["raise", make.int(scope, fuel)],
    () => ["raise", make.int(scope, fuel)],
    () => ["raise", make.string(scope, fuel)],
    () => ["raise", make.make("record", scope, fuel)],
    () => ["error", { text: "bad" }, make.int(scope, fuel)],
    () => ["error", { text: "worse" }],
    () => ["throw", make.int(scope, fuel)],
  ])();
}

/** Forms of any type around others of it. */
export const CONTROL_AROUND: readonly ((
  make: RandomPrograms,
  type: Type,
  scope: Scope,
  fuel: number,
) => Form)[] = [
  (make, type, scope, fuel) => [
    "dynamic-wind",
    thunk(make.effect(scope, fuel)),
    thunk(make.make(type, scope, fuel)),
    thunk(make.effect(scope, fuel)),
  ],
  (make, type, scope, fuel) => [
    "parameterize",
    [
      ["level", make.int(scope, fuel)],
      ["doubled", make.int(scope, fuel)],
    ],
    make.make(type, scope, fuel),
  ],
  guarded,
  guarded,
  (make, type, scope, fuel) =>
    make.features.escapes ? escaping(make, type, scope, fuel) : guarded(make, type, scope, fuel),
  (make, type, scope, fuel) =>
    make.features.escapes ? escaping(make, type, scope, fuel) : guarded(make, type, scope, fuel),
  (make, type, scope, fuel) =>
    make.features.handlers ? handled(make, type, scope, fuel) : guarded(make, type, scope, fuel),
  leaving,
];

function guarded(make: RandomPrograms, type: Type, scope: Scope, fuel: number): Form {
  const value = (inner: Scope = scope): Form => make.make(type, inner, fuel);
  const clauses: Form[] = [
    [["int?", "e"], value([...scope, local("e", "int")])],
    [["string?", "e"], value([...scope, local("e", "string")])],
    [["spot?", "e"], value([...scope, local("e", "record")])],
    ["else", value()],
  ];
  const first = make.below(3);
  const body = make.below(3) === 0 ? [make.effect(scope, fuel), raised(make, scope, fuel)] : [value()];
  return ["guard", ["e", ...clauses.slice(first, make.below(4) === 0 ? 3 : 4)], ...body];
}

function escaping(make: RandomPrograms, type: Type, scope: Scope, fuel: number): Form {
  const known: Known = { name: "k", type: { leaves: type }, changes: false };
  const body = make.make(type, [...scope, known], fuel);
  const inner = make.below(2) === 0 ? body : ["begin", make.effect([...scope, known], fuel), body];
  return make.one<Form>([
    ["let/cc", "k", inner],
    ["call/ec", ["lambda", ["k"], inner]],
    ["call/cc", ["lambda", ["k"], inner]],
  ]);
}

/** Leaves for a continuation of a type that is known, or raises something; else a value. */
function leaving(make: RandomPrograms, type: Type, scope: Scope, fuel: number): Form {
  const value = (inner: Scope = scope): Form => make.make(type, inner, fuel);
  const known = visible(scope).flatMap(({ name, type }) =>
    typeof type === "object" ? [{ name, ...type }] : [],
  );
  if (known.length === 0 || make.below(4) === 0) {
    return ["if", make.condition(scope, fuel), raised(make, scope, fuel), value()];
  }
  const { name, leaves } = make.one(known);
  const leave: Form = [name, make.make(leaves, scope, fuel)];
  return make.one<Form>([
    leave,
    ["if", make.condition(scope, fuel), leave, value()],
    [
      "begin",
      ["vector-for-each", ["lambda", ["x"], ["when", ["<", 1, "x"], leave]], ["vector", 1, 2]],
      value(),
    ],
    ["try", leave, ["catch", "e", value()]],
    ["try", leave, ["finally", make.effect(scope, fuel)]],
    ["guard", ["e", ["#t", value()]], leave],
  ]);
}

/** A handler that gives a value, leaves, or raises something itself. */
function handled(make: RandomPrograms, type: Type, scope: Scope, fuel: number): Form {
  const inner: Scope = [...scope, local("v", "int")];
  const seen = (...body: Form[]): Form => ["lambda", ["e"], ["let", [["v", asInt("e")]], ...body]];
  const value = (): Form => make.make(type, scope, fuel);
  const plain: Form = [
    "with-exception-handler",
    seen(make.effect(inner, fuel), make.int(inner, fuel)),
    thunk(
      make.below(2) === 0
        ? ["begin", ["print", ["raise-continuable", make.int(scope, fuel)]], value()]
        : value(),
    ),
  ];
  if (!make.features.escapes || make.below(3) === 0) return plain;
  return [
    "call/ec",
    [
      "lambda",
      ["k"],
      [
        "with-exception-handler",
        seen(["k", make.make(type, inner, fuel)]),
        thunk(make.below(2) === 0 ? value() : raised(make, scope, fuel)),
      ],
    ],
  ];
}
