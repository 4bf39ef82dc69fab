/** Forms of data: `quote`, `quasiquote`, `list`. */

import { spend } from "../text/allowance.ts";
import type { Span } from "../text/span.ts";
import type { Value } from "../value/value.ts";
import type { Analyser } from "./analyser.ts";
import { type Datum, headName, type ListDatum, list } from "./datum.ts";
import type { FormTable } from "./form.ts";
import { OBJECT_FORM } from "./macro-data.ts";
import { MACRO_PRIMITIVES, QUOTED_SYMBOL } from "./macro-primitives.ts";
import type { Node } from "./nodes.ts";
import { type Primitive, primitiveNode } from "./primitives.ts";
import { libraryCall } from "./references.ts";
import type { Environment } from "./scope.ts";

/** An estimate of what a node takes, in bytes. */
const NODE = 64;

export const DATA_FORMS: FormTable = {
  quote: {
    group: "data",
    colour: "storage",
    shapes: ["(quote datum)", "'datum"],
    doc: "The datum itself, not its value: a list of what is written, with names as strings.",
    example: "'(1 two 3)",
    analyse: (analyser, form, environment) => {
      if (form.items.length !== 2) return analyser.malformed(form.span, "(quote datum)");
      return quoted(analyser, form.items[1], environment);
    },
  },

  quasiquote: {
    group: "data",
    colour: "storage",
    shapes: ["(quasiquote datum)", "`template"],
    doc: "A datum with some parts computed: those after `,` and, item by item, those after `,@`.",
    example: "`(1 ,(+ 1 1) ,@(list 3 4))",
    analyse: (analyser, form, environment) => {
      if (form.items.length !== 2) return analyser.malformed(form.span, "(quasiquote datum)");
      return template(analyser, form.items[1], environment, 1);
    },
  },

  unquote: {
    group: "data",
    colour: "storage",
    shapes: ["(unquote value)", ",value"],
    doc: "In a `` ` `` template: the value in this place.",
    analyse: (analyser, form) => analyser.problem(form.span, { kind: "misplaced-unquote", mark: "," }),
  },

  "unquote-splicing": {
    group: "data",
    colour: "storage",
    shapes: ["(unquote-splicing list)", ",@list"],
    doc: "In a `` ` `` template: the items of the list in this place.",
    analyse: (analyser, form) => analyser.problem(form.span, { kind: "misplaced-unquote", mark: ",@" }),
  },

  [OBJECT_FORM]: {
    hidden: true,
    shapes: [],
    doc: "",
    group: "data",
    colour: "control",
    analyse: (analyser, form, environment) =>
      analyser.analyse(list(form.items.slice(1), form.span, "{"), { ...environment, tail: false }),
  },
  list: {
    group: "data",
    colour: "control",
    shapes: ["(list item…)", "[item…]"],
    doc: "A list of the items. `{:key value}` is an object.",
    example: "(list 1 (+ 1 1) 3)",
    analyse: (analyser, form, environment) => ({
      kind: "list",
      items: analyser.all(form.items.slice(1), environment),
      span: form.span,
    }),
  },
};

/** A datum as a value: symbols are strings; a dotted tail follows a ".". */
export function quoted(analyser: Analyser, written: Datum, environment: Environment): Node {
  const datum = withoutDots(written);
  const { span } = datum;
  spend(NODE);
  if (datum.kind === "constant") return { kind: "constant", value: datum.value, span };
  if (datum.kind === "symbol") return quotedName(analyser, datum.name, span);
  if (datum.bracket === "{") return quotedObject(analyser, datum, environment);
  const items = datum.items.map((item) => quoted(analyser, item, environment));
  if (datum.bracket === "#(") return vectorOf(analyser, { kind: "list", items, span }, environment);
  if (datum.tail !== undefined) {
    if (!mayBeDotted(analyser)) return analyser.problem(span, { kind: "dotted-datum" });
    items.push(quotedName(analyser, ".", span), quoted(analyser, datum.tail, environment));
  }
  return { kind: "list", items: asCode(analyser, datum, items), span };
}

/** A new vector each time. */
function vectorOf(analyser: Analyser, items: Node, environment: Environment): Node {
  return libraryCall(analyser, "list->vector", [items], items.span, environment);
}

/** `(a . (b c))` is `(a b c)`. */
function withoutDots(datum: Datum): Datum {
  if (datum.kind !== "list" || datum.tail?.kind !== "list" || datum.tail.bracket !== "(") return datum;
  if (headName(datum.tail) === "unquote") return datum;
  const { items, tail } = datum.tail;
  return withoutDots({ ...list([...datum.items, ...items], datum.span, datum.bracket), tail });
}

/** Macros make forms, which may have a dot; the library reads parameters. All other lists have none. */
function mayBeDotted(analyser: Analyser): boolean {
  return analyser.isMacro || analyser.isInLibrary;
}

function quotedName(analyser: Analyser, name: string, span: Span): Node {
  const constant = (value: Value): Node => ({ kind: "constant", value, span });
  if (!analyser.isMacro) return constant(name);
  // The library's names are in another text.
  const place = analyser.isInLibrary ? [] : [constant(span.start), constant(span.end)];
  const primitive = place.length === 0 ? TO_SYMBOL : QUOTED_SYMBOL;
  return { kind: "primitive", primitive, items: [constant(name), ...place], span };
}

const TO_SYMBOL = MACRO_PRIMITIVES.find(({ name }) => name === "string->symbol") as Primitive;

/** Macros see `[…]` as `(list …)`. */
function asCode(analyser: Analyser, { bracket, span }: ListDatum, items: readonly Node[]): readonly Node[] {
  return analyser.isMacro && bracket === "[" ? [quotedName(analyser, "list", span), ...items] : items;
}

function quotedObject(analyser: Analyser, { items, span }: ListDatum, environment: Environment): Node {
  const fields = [];
  for (let i = 0; i + 1 < items.length; i += 2)
    fields.push({
      key: quoted(analyser, items[i], environment),
      value: quoted(analyser, items[i + 1], environment),
    });
  return { kind: "object", fields, span };
}

/** A quasiquotation `depth` deep. */
function template(analyser: Analyser, written: Datum, environment: Environment, depth: number): Node {
  const datum = withoutDots(written);
  if (datum.kind !== "list") return quoted(analyser, datum, environment);
  if (datum.bracket === "#(") {
    const items = template(analyser, list(datum.items, datum.span), environment, depth);
    return vectorOf(analyser, items, environment);
  }
  const { span } = datum;
  const head = headName(datum);
  if (head === "unquote" && datum.items.length === 2) {
    if (depth === 1) return analyser.analyse(datum.items[1], { ...environment, tail: false });
    return nested(analyser, datum, environment, depth - 1);
  }
  if (head === "quasiquote" && datum.items.length === 2)
    return nested(analyser, datum, environment, depth + 1);
  if (datum.bracket === "{") return objectTemplate(analyser, datum, environment, depth);
  const made = new Template(span, asCode(analyser, datum, []));
  const value = (item: Datum): Node => analyser.analyse(item, { ...environment, tail: false });
  for (const item of datum.items) {
    const spliced = depth === 1 ? partOf(item, "unquote-splicing") : undefined;
    if (spliced !== undefined) made.join("%spliced", value(spliced));
    else made.add(template(analyser, item, environment, depth));
  }
  // As in quoted data, a dotted tail follows a ".".
  const { tail } = datum;
  // `(a . ,b)` is `(a ,@b)`.
  const joined = depth === 1 && !mayBeDotted(analyser) ? partOf(tail, "unquote") : undefined;
  if (joined !== undefined) made.join("%tail", value(joined));
  else if (tail !== undefined) {
    if (!mayBeDotted(analyser)) return analyser.problem(span, { kind: "dotted-datum" });
    made.add(quotedName(analyser, ".", span));
    made.add(template(analyser, tail, environment, depth));
  }
  return made.node();
}

/** What is after a mark: `x` of `,x`. */
function partOf(datum: Datum | undefined, mark: string): Datum | undefined {
  const isMarked = datum?.kind === "list" && headName(datum) === mark && datum.items.length === 2;
  return isMarked ? datum.items[1] : undefined;
}

/** A list in the making, of items and of lists that are joined to it. */
class Template {
  private before: Node | undefined;
  private run: Node[];

  constructor(
    private readonly span: Span,
    first: readonly Node[],
  ) {
    this.run = [...first];
  }

  add(item: Node): void {
    this.run.push(item);
  }

  /** `primitive` is the one that is said to expect a list. */
  join(primitive: string, items: Node): void {
    this.before = primitiveNode(primitive, [this.node(), items], this.span);
    this.run = [];
  }

  node(): Node {
    const { before, run, span } = this;
    const list: Node = { kind: "list", items: run, span };
    if (before === undefined) return list;
    return run.length === 0 ? before : primitiveNode("append-lists", [before, list], span);
  }
}

function nested(analyser: Analyser, datum: ListDatum, environment: Environment, depth: number): Node {
  const items = datum.items.map((item) => template(analyser, item, environment, depth));
  return { kind: "list", items, span: datum.span };
}

function objectTemplate(
  analyser: Analyser,
  { items, span }: ListDatum,
  environment: Environment,
  depth: number,
): Node {
  const nodes = items.map((item) => template(analyser, item, environment, depth));
  const fields = [];
  for (let i = 0; i + 1 < nodes.length; i += 2) fields.push({ key: nodes[i], value: nodes[i + 1] });
  return { kind: "object", fields, span };
}
