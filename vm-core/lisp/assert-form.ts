/** `assert`: what fails says what the parts of its condition were. */
import type { Analyser } from "./analyser.ts";
import { constant, type Datum, headName, type ListDatum, list } from "./datum.ts";
import type { FormTable } from "./form.ts";
import type { Binding, Node } from "./nodes.ts";
import { type Primitive, primitiveNode } from "./primitives.ts";
import { type Environment, Scope } from "./scope.ts";
import { newName } from "./syntax-rules.ts";
import { writeDatum } from "./write-datum.ts";

export const ASSERT_FORM: FormTable = {
  assert: {
    group: "control",
    colour: "control",
    shapes: ["(assert condition message)"],
    doc: "Raises an exception with the message when the condition is false. The message may be left out: then it is the condition, and the values of its parts.",
    example: "(define n 4)\n(assert (= (* n 2) 8))",
    analyse: (analyser, form, environment) => {
      const [, condition, message] = form.items;
      if (condition === undefined || form.items.length > 3) {
        return analyser.malformedForm(form, "(assert condition message)", environment);
      }
      if (message === undefined && isCallOfFunction(analyser, condition, environment)) {
        return assertCall(analyser, condition, environment, form.span);
      }
      const text = message ?? constant("assertion failed", form.span);
      const items = analyser.all([condition, text], environment);
      return { kind: "primitive", primitive: ASSERT, items, span: form.span };
    },
  },
};

function isCallOfFunction(analyser: Analyser, datum: Datum, { scope }: Environment): datum is ListDatum {
  if (datum.kind !== "list" || datum.bracket !== "(" || datum.tail !== undefined) return false;
  const [head] = datum.items;
  const kind = head?.kind === "symbol" ? scope.find(head)?.kind : undefined;
  return !analyser.isInLibrary && kind !== undefined && kind !== "form" && kind !== "macro";
}

/** `(assert (f part…))`: the message says what the parts were. */
function assertCall(
  analyser: Analyser,
  condition: ListDatum,
  environment: Environment,
  span: Node["span"],
): Node {
  const inner = { ...environment, scope: new Scope(environment.scope), tail: false };
  const bindings: Binding[] = [];
  const told: Node[] = [{ kind: "constant", value: `assertion failed: ${writeDatum(condition)}`, span }];
  const [head, ...parts] = condition.items;
  const call = parts.map((part, index): Datum => {
    if (part.kind === "constant" || headName(part) === "quote") return part;
    const value = analyser.analyse(part, { ...environment, tail: false });
    const name = newName(`part ${index + 1}`, part.span, analyser.root);
    const variable = analyser.bindLocal(name, inner.scope, environment.code);
    bindings.push({ variable, value });
    const separator = bindings.length === 1 ? ", where " : ", ";
    const saying = `${separator}${writeDatum(part)} is `;
    told.push({ kind: "constant", value: saying, span });
    const written = analyser.analyse(name, inner);
    told.push(primitiveNode("%written", [written], span));
    return name;
  });
  const test = analyser.analyse(list([head, ...call], condition.span), inner);
  const message = told.reduce((text, each) => primitiveNode("string-append", [text, each], span));
  const failed: Node = {
    kind: "primitive",
    primitive: ASSERT,
    items: [{ kind: "constant", value: false, span }, message],
    span,
  };
  const body: Node = { kind: "if", test, consequent: analyser.nothing(span), otherwise: failed, span };
  return { kind: "let", bindings, body, span };
}

const ASSERT: Primitive = {
  name: "assert",
  parameters: ["condition", "message"],
  code: "ASSERT",
  silent: true,
  style: "fixed",
  doc: "Throws `message` when `condition` is falsy.",
};
