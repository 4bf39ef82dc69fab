/**
 * Random Lisp programs that are mostly free of faults: every expression is made for a type.
 *
 * They end: loops count, functions call themselves with less, and variables of functions never change.
 */
import type { Form } from "./direct-evaluator.ts";

type Type = "int" | "string" | "list" | "object" | "function" | "variadic";

interface Known {
  readonly name: string;
  readonly type: Type;
  /** `set!` may change it. */
  readonly changes: boolean;
}

type Scope = readonly Known[];

/** Definitions that all programs begin with; the evaluator knows them. */
export const MACROS = `
(define-syntax either-of (syntax-rules () ((_ a b) (let ((t a)) (if t t b)))))
(define-macro (or-else x y) (let ((g (gensym))) \`(let ((,g ,x)) (if (and (int? ,g) (= ,g 0)) ,y ,g))))
(define-syntax swap! (syntax-rules () ((_ a b) (let ((x a)) (set! a b) (set! b x)))))
(define-macro (repeat n . body)
  (let ((i (gensym))) \`(let loop ((,i 0)) (when (< ,i ,n) ,@body (loop (+ ,i 1))))))
`;

const NAMES = ["x", "y", "n", "t", "loop"];
const WORDS = ["", "a", "two words", "é😀", 'q"\\'];

export class RandomPrograms {
  constructor(private readonly random: () => number) {}

  /** The top-level forms of a program. */
  program(): Form[] {
    const forms: Form[] = [];
    let scope: Scope = [];
    for (const [name, type] of [
      ["x", "int"],
      ["items", "list"],
      ["word", "string"],
      ["point", "object"],
    ] as const) {
      forms.push(["define", name, this.make(type, scope, 2)]);
      scope = [...scope, { name, type, changes: true }];
    }
    const parameter: Known = { name: "p", type: "int", changes: true };
    forms.push(["define", ["f", "p"], ...this.block("int", [...scope, parameter], 3)]);
    scope = [...scope, { name: "f", type: "function", changes: false }];
    forms.push([
      "define",
      ["g", "p", ".", "more"],
      this.make("int", [...scope, parameter, local("more", "list")], 3),
    ]);
    scope = [...scope, { name: "g", type: "variadic", changes: false }];
    const types = ["int", "list", "string", "object"] as const;
    for (let i = 0; i < 4; i++) {
      const print: Form = ["print", this.make(this.one(types), scope, 4)];
      // Most continue after a fault.
      forms.push(
        this.below(12) === 0 ? print : ["try", print, ["catch", "e", ["print", { text: "failed" }]]],
      );
    }
    forms.push(["print", "x", "items", "word", "point"]);
    return forms;
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private one<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)];
  }

  /** An expression of a type; once in a while of another. */
  private make(type: Type, scope: Scope, fuel: number): Form {
    if (this.below(250) === 0 && type !== "function" && type !== "variadic")
      return this.leaf("string", scope);
    if (fuel <= 0) return this.leaf(type, scope);
    return this.below(5) === 0
      ? this.around(type, scope, fuel - 1)
      : this.one(MAKERS[type])(this, scope, fuel - 1);
  }

  private leaf(type: Type, scope: Scope): Form {
    const known = visible(scope).filter((each) => each.type === type);
    if (known.length > 0 && this.below(3) > 0) return this.one(known).name;
    switch (type) {
      case "int":
        return this.below(11) - 5;
      case "string":
        return { text: this.one(WORDS) };
      case "list":
        return this.one<Form>([["quote", [1, 2, 3]], ["list"], ["list", this.below(5)]]);
      case "object":
        return ["object", ":a", this.below(9), ":b", 2];
      case "function":
        return ["lambda", ["x"], ["+", "x", this.below(4)]];
      case "variadic":
        return ["lambda", ["x", ".", "more"], ["+", "x", ["length", "more"]]];
    }
  }

  int = (scope: Scope, fuel: number): Form => this.make("int", scope, fuel);
  list = (scope: Scope, fuel: number): Form => this.make("list", scope, fuel);
  string = (scope: Scope, fuel: number): Form => this.make("string", scope, fuel);
  object = (scope: Scope, fuel: number): Form => this.make("object", scope, fuel);
  function = (scope: Scope, fuel: number): Form => this.make("function", scope, fuel);

  condition(scope: Scope, fuel: number): Form {
    const a = (): Form => this.int(scope, fuel - 1);
    const b = (): Form => (fuel > 0 ? this.condition(scope, fuel - 1) : this.one(["#t", "#f"]));
    return this.one<() => Form>([
      () => ["<", a(), a()],
      () => ["=", a(), a()],
      () => ["not", b()],
      () => ["and", b(), b()],
      () => ["or", b(), b()],
      a,
    ])();
  }

  /** Forms around an expression of any type. */
  private around(type: Type, scope: Scope, fuel: number): Form {
    const value = (inner: Scope = scope): Form => this.make(type, inner, fuel);
    const test = (): Form => this.condition(scope, fuel);
    const effect = (): Form => this.effect(scope, fuel);
    return this.one<() => Form>([
      () => ["if", test(), value(), value()],
      () => ["cond", [test(), value()], [test(), value()], ["else", value()]],
      () => ["case", this.int(scope, fuel), [[0, 1], value()], [[2], value()], ["else", value()]],
      () => ["case", this.string(scope, fuel), [["a", { text: "" }], value()], ["else", value()]],
      () => ["begin", effect(), value()],
      () => this.bindings(scope, fuel, value),
      () => ["try", value(), ["catch", "e", value()]],
      () => ["try", value(), ["finally", effect()]],
      () => [
        "try",
        ["begin", effect(), ["throw", this.int(scope, fuel)]],
        ["catch", "e", value()],
        ["finally", effect()],
      ],
      () => ["let", [], ...this.block(type, scope, fuel)],
    ])();
  }

  private bindings(scope: Scope, fuel: number, value: (inner: Scope) => Form): Form {
    const [first, second] = this.below(2) === 0 ? (["x", "y"] as const) : ([this.one(NAMES), "z"] as const);
    const [one, two] = [this.anyType(), this.anyType()];
    const inner = [...scope, local(first, one)];
    if (this.below(2) === 0) {
      const bindings = [
        [first, this.make(one, scope, fuel)],
        [second, this.make(two, scope, fuel)],
      ];
      return ["let", bindings, value([...inner, local(second, two)])];
    }
    const bindings = [
      [first, this.make(one, scope, fuel)],
      [second, this.make(two, inner, fuel)],
    ];
    return ["let*", bindings, value([...inner, local(second, two)])];
  }

  anyType(): Type {
    return this.one(["int", "int", "int", "list", "string", "object", "function", "variadic"]);
  }

  /** Forms of a body, which may define functions that call each other with less. */
  block(type: Type, scope: Scope, fuel: number): Form[] {
    if (this.below(3) > 0) return [this.make(type, scope, fuel)];
    const counted = [...scope, { name: "n", type: "int", changes: false } as const, local("acc", "int")];
    const step = (name: string): Form => [name, ["-", "n", 1], this.int(counted, fuel - 2)];
    const body = (other: string): Form => {
      const end = this.int(counted, fuel - 2);
      return ["if", ["<", "n", 1], end, this.one<Form>([step(other), ["+", 1, step(other)]])];
    };
    return [
      ["define", ["even", "n", "acc"], body("odd")],
      ["define", ["odd", "n", "acc"], body("even")],
      ["print", ["even", this.below(4), this.int(scope, fuel - 2)]],
      this.make(type, scope, fuel),
    ];
  }

  /** A form whose value does not matter. */
  effect(scope: Scope, fuel: number): Form {
    if (fuel <= 0) return ["print", this.leaf("int", scope)];
    const changing = visible(scope).filter(({ changes }) => changes);
    const ints = changing.filter(({ type }) => type === "int");
    const inner = (): Form => this.effect(scope, fuel - 1);
    const choices: (() => Form)[] = [
      () => ["print", this.int(scope, fuel - 1)],
      () => ["when", this.condition(scope, fuel - 1), inner()],
      () => ["unless", this.condition(scope, fuel - 1), inner()],
      () => ["begin", inner(), inner()],
      () => ["repeat", this.below(4), inner()],
      () => this.doLoop(scope, fuel - 1),
    ];
    if (changing.length > 0) {
      const set = (): Form => {
        const { name, type } = this.one(changing);
        return ["set!", name, this.make(type, scope, fuel - 1)];
      };
      choices.push(set, set, set);
    }
    if (ints.length > 1) choices.push(() => ["swap!", ints[0].name, this.one(ints).name]);
    return this.one(choices)();
  }

  doLoop(scope: Scope, fuel: number): Form {
    const inner: Scope = [...scope, { name: "i", type: "int", changes: false }, local("acc", "int")];
    const variables = [
      ["i", 0, ["+", "i", 1]],
      ["acc", this.int(scope, fuel), this.int(inner, fuel)],
    ];
    return ["do", variables, [[">=", "i", this.below(4)], this.int(inner, fuel)], this.effect(inner, fuel)];
  }

  /** A loop at its own end, or one that continues with what it gave. */
  namedLet(scope: Scope, fuel: number): Form {
    const inner: Scope = [...scope, { name: "i", type: "int", changes: false }, local("acc", "int")];
    const again: Form = ["loop", ["+", "i", 1], this.int(inner, fuel)];
    const go = this.one<Form>([again, again, ["+", "acc", again], ["let", [["k", again]], "k"]]);
    const variables = [
      ["i", 0],
      ["acc", this.int(scope, fuel)],
    ];
    return ["let", "loop", variables, ["if", ["<", "i", this.below(4)], go, this.int(inner, fuel)]];
  }
}

function local(name: string, type: Type): Known {
  return { name, type, changes: type !== "function" && type !== "variadic" };
}

/** Without those that others hide. */
function visible(scope: Scope): Known[] {
  return [...new Map(scope.map((known) => [known.name, known])).values()];
}

type Maker = (make: RandomPrograms, scope: Scope, fuel: number) => Form;

const MAKERS: Readonly<Record<Type, readonly Maker[]>> = {
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

/** A form as the language has it. */
export function write(form: Form): string {
  if (typeof form === "number") return String(form);
  if (typeof form === "string") return form;
  if ("text" in form) return JSON.stringify(form.text);
  const [head, ...rest] = form;
  if (head === "object") return `{${rest.map(write).join(" ")}}`;
  if (head === "quote") return `'${write(rest[0])}`;
  if (head === "quasiquote") return `\`${write(rest[0])}`;
  if (head === "unquote") return `,${write(rest[0])}`;
  if (head === "unquote-splicing") return `,@${write(rest[0])}`;
  return `(${form.map(write).join(" ")})`;
}
