/** Forms of control: `begin if cond case when unless and or while try`. */
import type { Analyser } from "./analyser.ts";
import { quoted } from "./data-forms.ts";
import { type Datum, type ListDatum, list, symbol } from "./datum.ts";
import type { FormTable } from "./form.ts";
import type { Node, Variable } from "./nodes.ts";
import { primitiveNode } from "./primitives.ts";
import { libraryCall } from "./references.ts";
import { type Environment, Scope } from "./scope.ts";

export const CONTROL_FORMS: FormTable = {
  begin: {
    group: "control",
    colour: "control",
    shapes: ["(begin body…)"],
    doc: "Does one thing after the other; its value is that of the last.",
    analyse: (analyser, { items, span }, environment) => block(analyser, items.slice(1), environment, span),
  },

  if: {
    group: "control",
    colour: "control",
    shapes: ["(if test then else)"],
    doc: "`then` when the test is true, else `else`, which may be left out. 0, false and null count as false.",
    example: '(define n 5)\n(print (if (> n 0) "positive" "not positive"))',
    analyse: (analyser, form, environment) => {
      const [, test, consequent, otherwise] = form.items;
      if (form.items.length < 3 || form.items.length > 4) {
        return analyser.malformedForm(form, "(if test then else)", environment);
      }
      return {
        kind: "if",
        test: analyser.analyse(test, { ...environment, tail: false }),
        consequent: analyser.analyse(consequent, environment),
        otherwise:
          otherwise === undefined ? analyser.nothing(form.span) : analyser.analyse(otherwise, environment),
        span: form.span,
      };
    },
  },

  when: {
    group: "control",
    colour: "control",
    shapes: ["(when test body…)"],
    doc: "The body when the test is true, else null.",
    analyse: (analyser, form, environment) => guarded(analyser, form, environment, false),
  },

  unless: {
    group: "control",
    colour: "control",
    shapes: ["(unless test body…)"],
    doc: "The body when the test is false, else null.",
    analyse: (analyser, form, environment) => guarded(analyser, form, environment, true),
  },

  and: {
    group: "control",
    colour: "control",
    shapes: ["(and value…)"],
    doc: "The first value that is false, else the last one. What follows is not computed.",
    analyse: (analyser, form, environment) => ({
      kind: "and",
      items: allButLastPlain(analyser, form, environment),
      span: form.span,
    }),
  },

  or: {
    group: "control",
    colour: "control",
    shapes: ["(or value…)"],
    doc: "The first value that is true, else the last one. What follows is not computed.",
    analyse: (analyser, form, environment) => ({
      kind: "or",
      items: allButLastPlain(analyser, form, environment),
      span: form.span,
    }),
  },

  while: {
    group: "control",
    colour: "control",
    shapes: ["(while test body…)"],
    doc: "Does the body again and again, as long as the test is true.",
    analyse: (analyser, form, environment) => {
      const [, test, ...body] = form.items;
      if (test === undefined) return analyser.malformed(form.span, "(while test body…)");
      const inner = { ...environment, tail: false };
      const condition = analyser.analyse(test, inner);
      return {
        kind: "while",
        test: condition,
        body: block(analyser, body, inner, form.span),
        span: form.span,
      };
    },
  },

  cond: {
    group: "control",
    colour: "control",
    shapes: ["(cond (test body…)… (else body…))"],
    doc: "The body after the first test that is true. `(test => function)` calls the function with what the test gave.",
    example: "(define n 5)\n(cond ((< n 0) -1)\n      ((= n 0) 0)\n      (else 1))",
    words: {
      else: "The last clause of `cond` and `case`: taken when no other is.",
      "=>": "In `cond`: the function after it is called with what the test gave.",
    },
    analyse: (analyser, form, environment) => {
      const clauses: { test: Datum; body: readonly Datum[]; span: Datum["span"] }[] = [];
      for (const clause of form.items.slice(1)) {
        if (clause.kind !== "list" || clause.items.length === 0) {
          analyser.malformed(clause.span, "(test body…)");
          continue;
        }
        clauses.push({ test: clause.items[0], body: clause.items.slice(1), span: clause.span });
      }
      const from = (index: number): Node => {
        if (index === clauses.length) return analyser.nothing(form.span);
        const { test, body, span } = clauses[index];
        if (isWord(analyser, test, "else", environment)) {
          if (index < clauses.length - 1) {
            return analyser.problem(test.span, { kind: "misplaced-else" });
          }
          return block(analyser, body, environment, span);
        }
        const condition = analyser.analyse(test, { ...environment, tail: false });
        if (body.length === 0) return { kind: "or", items: [condition, from(index + 1)], span };
        if (isWord(analyser, body[0], "=>", environment))
          return arrow(analyser, condition, body, environment, span, () => from(index + 1));
        const consequent = block(analyser, body, environment, span);
        return { kind: "if", test: condition, consequent, otherwise: from(index + 1), span };
      };
      return from(0);
    },
  },

  case: {
    group: "control",
    colour: "control",
    shapes: ["(case key ((value…) body…)… (else body…))"],
    doc: "The body after the first list that holds a value equal to the key. The values are data, not expressions.",
    example: '(define n 5)\n(case n\n  ((1 2 3) "small")\n  (else "large"))',
    analyse: (analyser, form, environment) => {
      const [, key, ...clauses] = form.items;
      if (key === undefined)
        return analyser.malformed(form.span, "(case key ((value…) body…)… (else body…))");
      const value = analyser.analyse(key, { ...environment, tail: false });
      const variable = temporary(analyser, "key", environment, form.span);
      const from = (index: number): Node => {
        const clause = clauses[index];
        if (clause === undefined) return analyser.nothing(form.span);
        const [choices, ...body] = clause.kind === "list" ? clause.items : [];
        if (choices === undefined) return analyser.malformed(clause.span, "((value…) body…)");
        const consequent = caseBody(analyser, body, variable, environment, clause.span);
        if (isWord(analyser, choices, "else", environment)) return consequent;
        const values = choices.kind === "list" ? choices.items : [choices];
        const items = values.map((choice): Node => {
          const key: Node = { kind: "variable", variable, span: choice.span };
          return primitiveNode("equal?", [key, quoted(analyser, choice, environment)], choice.span);
        });
        return {
          kind: "if",
          test: { kind: "or", items, span: choices.span },
          consequent,
          otherwise: from(index + 1),
          span: clause.span,
        };
      };
      return { kind: "let", bindings: [{ variable, value }], body: from(0), span: form.span };
    },
  },

  try: {
    group: "control",
    colour: "control",
    shapes: ["(try body… (catch name body…) (finally body…))"],
    doc: "Does the body. An exception in it goes to the `catch`, which names it; `finally` is done in every case. One of the two may be left out.",
    example: '(try (throw "no")\n     (catch e (print (get e :message))))',
    words: {
      catch: "In `try`: `(catch name body…)` is done when the body raises an exception.",
      finally: "In `try`: `(finally body…)` is done in every case.",
    },
    analyse: tryForm,
  },
};

/** A variable that no program can name. */
export function temporary(
  analyser: Analyser,
  name: string,
  environment: Environment,
  span: Node["span"],
): Variable {
  const variable = analyser.variable(symbol(`~${name}`, span), "local", environment.code);
  variable.initializedAt = analyser.tick();
  return variable;
}

/** The body of a clause of `case`, or `=> function`, which is called with the key. */
function caseBody(
  analyser: Analyser,
  body: readonly Datum[],
  key: Variable,
  environment: Environment,
  span: Node["span"],
): Node {
  if (body.length === 0 || !isWord(analyser, body[0], "=>", environment))
    return block(analyser, body, environment, span);
  if (body.length !== 2) return analyser.malformed(span, "((value…) => function)");
  const callee = analyser.analyse(body[1], { ...environment, tail: false });
  return { kind: "call", callee, items: [{ kind: "variable", variable: key, span }], span };
}

/** Forms one after the other, in the scope that they are in. */
export function block(
  analyser: Analyser,
  forms: readonly Datum[],
  environment: Environment,
  span: Node["span"],
): Node {
  if (forms.length === 0) return analyser.nothing(span);
  const items = forms.map((form, index) =>
    analyser.analyse(form, { ...environment, tail: environment.tail && index === forms.length - 1 }),
  );
  return items.length === 1 ? items[0] : { kind: "sequence", items, span };
}

/** Whether a datum is a word of the language, which nothing has given another meaning. */
export function isWord(analyser: Analyser, datum: Datum, word: string, { scope }: Environment): boolean {
  const isIt = datum.kind === "symbol" && datum.name === word && scope.find(datum) === undefined;
  if (isIt) analyser.note(datum, { kind: "word", name: word });
  return isIt;
}

function guarded(analyser: Analyser, form: ListDatum, environment: Environment, negated: boolean): Node {
  const [head, test, ...body] = form.items;
  const name = head.kind === "symbol" ? head.name : "when";
  if (test === undefined) return analyser.malformed(form.span, `(${name} test body…)`);
  const condition = analyser.analyse(test, { ...environment, tail: false });
  const consequent = block(analyser, body, environment, form.span);
  const otherwise = analyser.nothing(form.span);
  return negated
    ? { kind: "if", test: condition, consequent: otherwise, otherwise: consequent, span: form.span }
    : { kind: "if", test: condition, consequent, otherwise, span: form.span };
}

function allButLastPlain(analyser: Analyser, form: ListDatum, environment: Environment): Node[] {
  const data = form.items.slice(1);
  return data.map((datum, index) =>
    analyser.analyse(datum, { ...environment, tail: environment.tail && index === data.length - 1 }),
  );
}

/** `(test => function)`: the function is called with the value of the test. */
function arrow(
  analyser: Analyser,
  condition: Node,
  body: readonly Datum[],
  environment: Environment,
  span: Node["span"],
  otherwise: () => Node,
): Node {
  if (body.length !== 2) return analyser.malformed(span, "(test => function)");
  const variable = temporary(analyser, "test", environment, span);
  const value: Node = { kind: "variable", variable, span };
  const callee = analyser.analyse(body[1], { ...environment, tail: false });
  const call: Node = { kind: "call", callee, items: [value], span };
  const choice: Node = { kind: "if", test: value, consequent: call, otherwise: otherwise(), span };
  return { kind: "let", bindings: [{ variable, value: condition }], body: choice, span };
}

/** An escape is an exception that only the place which it goes to catches. */
function passEscapes(
  analyser: Analyser,
  variable: Variable,
  handler: Node,
  environment: Environment,
  span: Node["span"],
): Node {
  const caught = (): Node => {
    analyser.addUse(variable, { from: environment.code, span, callOf: undefined, tail: false });
    return { kind: "variable", variable, span };
  };
  const test = libraryCall(analyser, "%escape?", [caught()], span, environment);
  const again = primitiveNode("throw", [caught()], span);
  return { kind: "if", test, consequent: again, otherwise: handler, span };
}

/** `(try body… (catch name body…) (finally body…))` */
function tryForm(analyser: Analyser, form: ListDatum, environment: Environment): Node {
  const body: Datum[] = [];
  let caught: ListDatum | undefined;
  let cleanup: ListDatum | undefined;
  for (const item of form.items.slice(1)) {
    const head = item.kind === "list" ? item.items[0] : undefined;
    if (head !== undefined && item.kind === "list" && isWord(analyser, head, "catch", environment))
      caught = item;
    else if (head !== undefined && item.kind === "list" && isWord(analyser, head, "finally", environment))
      cleanup = item;
    else body.push(item);
  }
  const shape = "(try body… (catch name body…) (finally body…))";
  if (caught === undefined && cleanup === undefined) return analyser.malformedForm(form, shape, environment);
  const inner = { ...environment, tail: false };
  const tried = analyser.body(body.length > 0 ? body : [list([], form.span)], inner, form.span);
  let variable: Variable | undefined;
  let handler: Node | undefined;
  if (caught !== undefined) {
    const name = caught.items[1];
    if (name?.kind !== "symbol") return analyser.malformed(caught.span, "(catch name body…)");
    const scope = new Scope(environment.scope);
    const rest = caught.items.slice(2);
    analyser.noteScope(scope, "catch", rest, caught.span, environment);
    variable = analyser.bindLocal(name, scope, environment.code);
    const tail = environment.tail && cleanup === undefined;
    handler =
      rest.length === 0
        ? analyser.nothing(caught.span)
        : analyser.body(rest, { ...environment, scope, tail }, caught.span);
  }
  if (variable !== undefined && handler !== undefined && analyser.hasEscapes && !analyser.isInLibrary) {
    handler = passEscapes(analyser, variable, handler, environment, form.span);
  }
  const last =
    cleanup === undefined ? undefined : block(analyser, cleanup.items.slice(1), inner, cleanup.span);
  const { span } = form;
  const parts = { body: tried, variable, handler, cleanup: last };
  return analyser.hasHandlers && !analyser.isInLibrary
    ? hidingHandlers(analyser, parts, environment, span)
    : { kind: "try", ...parts, span };
}

interface TryParts {
  readonly body: Node;
  readonly variable: Variable | undefined;
  readonly handler: Node | undefined;
  readonly cleanup: Node | undefined;
}

/**
 * A `catch` is nearer than the handlers of `with-exception-handler` around it: they are none in the body. They are there
 * again for its code and for that of `finally`, from wherever the body was left.
 */
function hidingHandlers(
  analyser: Analyser,
  { body, variable, handler, cleanup }: TryParts,
  environment: Environment,
  span: Node["span"],
): Node {
  const before = temporary(analyser, "handlers", environment, span);
  const set = (value: Node): Node => primitiveNode("%set-handlers!", [value], span);
  const handlers = (): Node => primitiveNode("%handlers", [], span);
  const restore = (): Node => set({ kind: "variable", variable: before, span });
  const sequence = (...items: Node[]): Node => ({ kind: "sequence", items, span });
  /** Does something after a value is there, which stays the value. */
  const keeping = (name: string, value: Node, rest: (kept: Node) => Node): Node => {
    const kept = temporary(analyser, name, environment, span);
    const inner = rest({ kind: "variable", variable: kept, span });
    return { kind: "let", bindings: [{ variable: kept, value }], body: inner, span };
  };
  const hidden = (): Node =>
    sequence(
      set({ kind: "list", items: [], span }),
      keeping("result", body, (result) => sequence(restore(), result)),
    );
  const parts = {
    body: handler === undefined ? body : hidden(),
    variable,
    handler: handler && sequence(restore(), handler),
    cleanup: cleanup && keeping("now", handlers(), (now) => sequence(restore(), cleanup, set(now))),
  };
  return {
    kind: "let",
    bindings: [{ variable: before, value: handlers() }],
    body: { kind: "try", ...parts, span },
    span,
  };
}
