/**
 * Random Lisp programs that are mostly free of faults: every expression is made for a type.
 *
 * They end: loops count, functions call themselves with less, and variables of functions never change.
 */
import type { Form } from "../direct-evaluator/index.ts";
import { CHANGING_EFFECTS, CHANGING_LEAVES, RECORDS } from "./changing-makers.ts";
import { CONTROL_AROUND, CONTROL_EFFECTS } from "./control-makers.ts";
import { makersOf } from "./makers.ts";
import { type Features, type Known, local, type Scope, type Type, visible } from "./scope.ts";

export type { Features } from "./scope.ts";
export { suffixed, write } from "./write.ts";

/** Definitions that all programs begin with; the evaluator knows them. */
export const MACROS = `
(define-syntax either-of (syntax-rules () ((_ a b) (let ((t a)) (if t t b)))))
(define-macro (or-else x y) (let ((g (gensym))) \`(let ((,g ,x)) (if (and (int? ,g) (= ,g 0)) ,y ,g))))
(define-syntax swap! (syntax-rules () ((_ a b) (let ((x a)) (set! a b) (set! b x)))))
(define-macro (repeat n . body)
  (let ((i (gensym)) (loop (gensym))) \`(let ,loop ((,i 0)) (when (< ,i ,n) ,@body (,loop (+ ,i 1))))))
`;

/** The names that a program defines at its top level. */
export const GLOBALS: ReadonlySet<string> = new Set([
  ...["x", "items", "word", "point", "spots", "row", "book", "f", "g", "level", "doubled"],
  ...RECORDS.flatMap(namesOfRecord),
]);

/** What a record defines; not its fields, which print. */
function namesOfRecord(form: Form): string[] {
  const [, type, [maker], predicate, ...fields] = form as readonly (readonly string[])[];
  return [type, maker, predicate, ...fields.flatMap((field) => field.slice(1))].map(String);
}

const NAMES = ["x", "y", "n", "t", "loop"];
const WORDS = ["", "a", "two words", "é😀", 'q"\\'];

export class RandomPrograms {
  constructor(
    private readonly random: () => number,
    readonly features: Features = { escapes: true, handlers: true },
  ) {}

  /** The top-level forms of a program. */
  program(): Form[] {
    const forms: Form[] = [
      ...RECORDS,
      ["define", "level", ["make-parameter", 1]],
      ["define", "doubled", ["make-parameter", 2, ["lambda", ["v"], ["+", "v", "v"]]]],
    ];
    let scope: Scope = [];
    for (const [name, type] of [
      ["x", "int"],
      ["items", "list"],
      ["word", "string"],
      ["point", "object"],
      ["spots", "record"],
      ["row", "vector"],
      ["book", "table"],
    ] as const) {
      forms.push(["define", name, this.definition(type, scope)]);
      scope = [...scope, { name, type, changes: true }];
    }
    const parameter: Known = { name: "p", type: "int", changes: true };
    forms.push(["define", ["f", "p"], ...this.block("int", [...scope, parameter], 2 + this.below(2))]);
    scope = [...scope, { name: "f", type: "function", changes: false }];
    forms.push([
      "define",
      ["g", "p", ".", "more"],
      this.make("int", [...scope, parameter, local("more", "list")], 2 + this.below(2)),
    ]);
    scope = [...scope, { name: "g", type: "variadic", changes: false }];
    const types = ["int", "list", "string", "object", "record", "vector", "table"] as const;
    for (let i = 0; i < 3; i++) {
      const print: Form = ["print", this.make(this.one(types), scope, 2 + this.below(2))];
      // Most continue after a fault.
      forms.push(
        this.below(16) === 0 ? print : ["try", print, ["catch", "e", ["print", { text: "failed" }]]],
      );
    }
    forms.push(["print", "x", "items", "word", "point", "spots", "row", "book"]);
    return forms;
  }

  /** The value of a global variable; most have one after a fault, too. */
  private definition(type: Type, scope: Scope): Form {
    const value = this.make(type, scope, 1 + this.below(2));
    if (this.below(4) === 0) return value;
    const otherwise = this.leaf(type, scope);
    return this.one<Form>([
      ["try", value, ["catch", "e", otherwise]],
      ["guard", ["e", ["#t", otherwise]], value],
    ]);
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  one<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)];
  }

  /** An expression of a type; once in a while of another. */
  make(type: Type, scope: Scope, fuel: number): Form {
    if (this.below(250) === 0 && type !== "function" && type !== "variadic")
      return this.leaf("string", scope);
    if (fuel <= 0) return this.leaf(type, scope);
    return this.below(5) === 0
      ? this.around(type, scope, fuel - 1)
      : this.one(makersOf(type))(this, scope, fuel - 1);
  }

  private leaf(type: Type, scope: Scope, fuel = 0): Form {
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
      default:
        return CHANGING_LEAVES[type]?.(this, scope, fuel) ?? "null";
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
    if (this.below(2) === 0) return this.one(CONTROL_AROUND)(this, type, scope, fuel);
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
    return this.one([
      "int",
      "int",
      "int",
      "list",
      "string",
      "object",
      "function",
      "variadic",
      "record",
      "vector",
      "table",
    ]);
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
    if (this.below(3) === 0)
      return this.one([...CHANGING_EFFECTS, ...CONTROL_EFFECTS])(this, scope, fuel - 1);
    if (changing.length > 0) {
      const set = (): Form => {
        const { name, type } = this.one(changing);
        return ["set!", name, this.make(type as Type, scope, fuel - 1)];
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
