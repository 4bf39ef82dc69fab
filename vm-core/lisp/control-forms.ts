/** Forms of control: `begin if cond case when unless and or while try assert`. */
import type { Analyser } from "./analyser.ts";
import { quoted } from "./data-forms.ts";
import { constant, type Datum, type ListDatum, list, symbol } from "./datum.ts";
import type { FormTable } from "./form.ts";
import type { Node, Variable } from "./nodes.ts";
import { type Primitive, primitiveNode } from "./primitives.ts";
import { libraryCall } from "./references.ts";
import { type Place, Scope } from "./scope.ts";

export const CONTROL_FORMS: FormTable = {
  begin: {
    group: "control",
    colour: "control",
    shapes: ["(begin body…)"],
    doc: "Does one thing after the other; its value is that of the last.",
    analyse: (analyser, { items, span }, place) => block(analyser, items.slice(1), place, span),
  },

  if: {
    group: "control",
    colour: "control",
    shapes: ["(if test then else)"],
    doc: "`then` when the test is true, else `else`, which may be left out. 0, false and null count as false.",
    example: '(if (> n 0) "positive" "not positive")',
    analyse: (analyser, form, place) => {
      const [, test, consequent, otherwise] = form.items;
      if (form.items.length < 3 || form.items.length > 4) {
        return analyser.malformedForm(form, "(if test then else)", place);
      }
      return {
        kind: "if",
        test: analyser.analyse(test, { ...place, tail: false }),
        consequent: analyser.analyse(consequent, place),
        otherwise: otherwise === undefined ? analyser.nothing(form.span) : analyser.analyse(otherwise, place),
        span: form.span,
      };
    },
  },

  when: {
    group: "control",
    colour: "control",
    shapes: ["(when test body…)"],
    doc: "The body when the test is true, else null.",
    analyse: (analyser, form, place) => guarded(analyser, form, place, false),
  },

  unless: {
    group: "control",
    colour: "control",
    shapes: ["(unless test body…)"],
    doc: "The body when the test is false, else null.",
    analyse: (analyser, form, place) => guarded(analyser, form, place, true),
  },

  and: {
    group: "control",
    colour: "control",
    shapes: ["(and value…)"],
    doc: "The first value that is false, else the last one. What stands behind is not computed.",
    analyse: (analyser, form, place) => ({
      kind: "and",
      items: allButLastPlain(analyser, form, place),
      span: form.span,
    }),
  },

  or: {
    group: "control",
    colour: "control",
    shapes: ["(or value…)"],
    doc: "The first value that is true, else the last one. What stands behind is not computed.",
    analyse: (analyser, form, place) => ({
      kind: "or",
      items: allButLastPlain(analyser, form, place),
      span: form.span,
    }),
  },

  while: {
    group: "control",
    colour: "control",
    shapes: ["(while test body…)"],
    doc: "Does the body again and again, as long as the test is true.",
    analyse: (analyser, form, place) => {
      const [, test, ...body] = form.items;
      if (test === undefined) return analyser.malformed(form.span, "(while test body…)");
      const inner = { ...place, tail: false };
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
    doc: "The body behind the first test that is true. `(test => function)` calls the function with what the test gave.",
    example: "(cond ((< n 0) -1)\n      ((= n 0) 0)\n      (else 1))",
    words: {
      else: "The last clause of `cond` and `case`: taken when no other is.",
      "=>": "In `cond`: the function behind it is called with what the test gave.",
    },
    analyse: (analyser, form, place) => {
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
        if (isWord(analyser, test, "else", place)) {
          if (index < clauses.length - 1) {
            return analyser.problem(test.span, "misplaced-else", "`else` is the last clause");
          }
          return block(analyser, body, place, span);
        }
        const condition = analyser.analyse(test, { ...place, tail: false });
        if (body.length === 0) return { kind: "or", items: [condition, from(index + 1)], span };
        if (isWord(analyser, body[0], "=>", place))
          return arrow(analyser, condition, body, place, span, () => from(index + 1));
        const consequent = block(analyser, body, place, span);
        return { kind: "if", test: condition, consequent, otherwise: from(index + 1), span };
      };
      return from(0);
    },
  },

  case: {
    group: "control",
    colour: "control",
    shapes: ["(case key ((value…) body…)… (else body…))"],
    doc: "The body behind the first list that holds a value equal to the key. The values are data, not expressions.",
    example: '(case n\n  ((1 2 3) "small")\n  (else "large"))',
    analyse: (analyser, form, place) => {
      const [, key, ...clauses] = form.items;
      if (key === undefined)
        return analyser.malformed(form.span, "(case key ((value…) body…)… (else body…))");
      const value = analyser.analyse(key, { ...place, tail: false });
      const variable = temporary(analyser, "key", place, form.span);
      const from = (index: number): Node => {
        const clause = clauses[index];
        if (clause === undefined) return analyser.nothing(form.span);
        const [choices, ...body] = clause.kind === "list" ? clause.items : [];
        if (choices === undefined) return analyser.malformed(clause.span, "((value…) body…)");
        const consequent = caseBody(analyser, body, variable, place, clause.span);
        if (isWord(analyser, choices, "else", place)) return consequent;
        const values = choices.kind === "list" ? choices.items : [choices];
        const items = values.map((choice): Node => {
          const key: Node = { kind: "variable", variable, span: choice.span };
          return primitiveNode("equal?", [key, quoted(analyser, choice)], choice.span);
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

  assert: {
    group: "control",
    colour: "control",
    shapes: ["(assert condition message)"],
    doc: "Raises an exception with the message when the condition is false. The message may be left out.",
    analyse: (analyser, form, place) => {
      const [, condition, message] = form.items;
      if (condition === undefined || form.items.length > 3) {
        return analyser.malformedForm(form, "(assert condition message)", place);
      }
      const text = message ?? constant("assertion failed", form.span);
      const items = analyser.all([condition, text], place);
      return { kind: "primitive", primitive: ASSERT, items, span: form.span };
    },
  },
};

const ASSERT: Primitive = {
  name: "assert",
  parameters: ["condition", "message"],
  code: "ASSERT",
  silent: true,
  style: "fixed",
  doc: "Throws `message` when `condition` is falsy.",
};

/** A variable that no program can name. */
export function temporary(analyser: Analyser, name: string, place: Place, span: Node["span"]): Variable {
  const variable = analyser.variable(symbol(`~${name}`, span), "local", place.code);
  variable.initializedAt = analyser.tick();
  return variable;
}

/** The body of a clause of `case`, or `=> function`, which is called with the key. */
function caseBody(
  analyser: Analyser,
  body: readonly Datum[],
  key: Variable,
  place: Place,
  span: Node["span"],
): Node {
  if (body.length === 0 || !isWord(analyser, body[0], "=>", place)) return block(analyser, body, place, span);
  if (body.length !== 2) return analyser.malformed(span, "((value…) => function)");
  const callee = analyser.analyse(body[1], { ...place, tail: false });
  return { kind: "call", callee, items: [{ kind: "variable", variable: key, span }], span };
}

/** Forms one after the other, in the scope that they stand in. */
export function block(analyser: Analyser, forms: readonly Datum[], place: Place, span: Node["span"]): Node {
  if (forms.length === 0) return analyser.nothing(span);
  const items = forms.map((form, index) =>
    analyser.analyse(form, { ...place, tail: place.tail && index === forms.length - 1 }),
  );
  return items.length === 1 ? items[0] : { kind: "sequence", items, span };
}

/** Whether a datum is a word of the language, which nothing has given another meaning. */
export function isWord(analyser: Analyser, datum: Datum, word: string, { scope }: Place): boolean {
  const isIt = datum.kind === "symbol" && datum.name === word && scope.find(datum) === undefined;
  if (isIt) analyser.note(datum, { kind: "word", name: word });
  return isIt;
}

function guarded(analyser: Analyser, form: ListDatum, place: Place, negated: boolean): Node {
  const [head, test, ...body] = form.items;
  const name = head.kind === "symbol" ? head.name : "when";
  if (test === undefined) return analyser.malformed(form.span, `(${name} test body…)`);
  const condition = analyser.analyse(test, { ...place, tail: false });
  const consequent = block(analyser, body, place, form.span);
  const otherwise = analyser.nothing(form.span);
  return negated
    ? { kind: "if", test: condition, consequent: otherwise, otherwise: consequent, span: form.span }
    : { kind: "if", test: condition, consequent, otherwise, span: form.span };
}

function allButLastPlain(analyser: Analyser, form: ListDatum, place: Place): Node[] {
  const data = form.items.slice(1);
  return data.map((datum, index) =>
    analyser.analyse(datum, { ...place, tail: place.tail && index === data.length - 1 }),
  );
}

/** `(test => function)`: the function is called with the value of the test. */
function arrow(
  analyser: Analyser,
  condition: Node,
  body: readonly Datum[],
  place: Place,
  span: Node["span"],
  otherwise: () => Node,
): Node {
  if (body.length !== 2) return analyser.malformed(span, "(test => function)");
  const variable = temporary(analyser, "test", place, span);
  const value: Node = { kind: "variable", variable, span };
  const callee = analyser.analyse(body[1], { ...place, tail: false });
  const call: Node = { kind: "call", callee, items: [value], span };
  const choice: Node = { kind: "if", test: value, consequent: call, otherwise: otherwise(), span };
  return { kind: "let", bindings: [{ variable, value: condition }], body: choice, span };
}

/** An escape is an exception that only the place which it goes to catches. */
function passEscapes(
  analyser: Analyser,
  variable: Variable,
  handler: Node,
  place: Place,
  span: Node["span"],
): Node {
  const caught = (): Node => {
    analyser.addUse(variable, { from: place.code, span, callOf: undefined, tail: false });
    return { kind: "variable", variable, span };
  };
  const test = libraryCall(analyser, "%escape?", [caught()], span, place);
  const again = primitiveNode("throw", [caught()], span);
  return { kind: "if", test, consequent: again, otherwise: handler, span };
}

/** `(try body… (catch name body…) (finally body…))` */
function tryForm(analyser: Analyser, form: ListDatum, place: Place): Node {
  const body: Datum[] = [];
  let caught: ListDatum | undefined;
  let cleanup: ListDatum | undefined;
  for (const item of form.items.slice(1)) {
    const head = item.kind === "list" ? item.items[0] : undefined;
    if (head !== undefined && item.kind === "list" && isWord(analyser, head, "catch", place)) caught = item;
    else if (head !== undefined && item.kind === "list" && isWord(analyser, head, "finally", place))
      cleanup = item;
    else body.push(item);
  }
  const shape = "(try body… (catch name body…) (finally body…))";
  if (caught === undefined && cleanup === undefined) return analyser.malformedForm(form, shape, place);
  const inner = { ...place, tail: false };
  const tried = analyser.body(body.length > 0 ? body : [list([], form.span)], inner, form.span);
  let variable: Variable | undefined;
  let handler: Node | undefined;
  if (caught !== undefined) {
    const name = caught.items[1];
    if (name?.kind !== "symbol") return analyser.malformed(caught.span, "(catch name body…)");
    const scope = new Scope(place.scope);
    const rest = caught.items.slice(2);
    analyser.noteScope(scope, "catch", rest, caught.span, place);
    variable = analyser.bindLocal(name, scope, place.code);
    const tail = place.tail && cleanup === undefined;
    handler =
      rest.length === 0
        ? analyser.nothing(caught.span)
        : analyser.body(rest, { ...place, scope, tail }, caught.span);
  }
  if (variable !== undefined && handler !== undefined && analyser.hasEscapes && !analyser.isInLibrary) {
    handler = passEscapes(analyser, variable, handler, place, form.span);
  }
  const last =
    cleanup === undefined ? undefined : block(analyser, cleanup.items.slice(1), inner, cleanup.span);
  return { kind: "try", body: tried, variable, handler, cleanup: last, span: form.span };
}
