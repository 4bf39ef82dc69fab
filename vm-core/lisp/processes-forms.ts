/** Forms of processes: `spawn receive register unregister whereis send-named supervise supervise-child …`. */
import type { Analyser } from "./analyser.ts";
import { block, isWord, temporary } from "./control-forms.ts";
import { type Datum, headName, type ListDatum, list } from "./datum.ts";
import type { FormAnalyser, FormTable } from "./form.ts";
import type { Binding, Clause, Node, Variable } from "./nodes.ts";
import { type PatternPart, type ReceivePattern, readPattern } from "./receive-pattern.ts";
import { type Environment, Scope } from "./scope.ts";

export const PROCESS_FORMS: FormTable = {
  spawn: {
    group: "processes",
    colour: "control",
    shapes: ["(spawn function argument…)"],
    doc: "Starts a process that calls the function; its value is the number of the process.",
    example: "(define worker (spawn (lambda (n) (print n)) 1))",
    analyse: (analyser, form, environment) => {
      const [, callee, ...rest] = form.items;
      if (callee === undefined) return analyser.malformed(form.span, "(spawn function argument…)");
      const items = analyser.all([callee, ...rest], environment);
      return { kind: "spawn", callee: items[0], items: items.slice(1), span: form.span };
    },
  },

  receive: {
    group: "processes",
    colour: "control",
    shapes: ["(receive (pattern body…)… (after milliseconds body…))"],
    doc: "Takes the first message that fits a pattern, waiting for one if need be. A name in a pattern matches anything and is bound to it, `_` matches anything; `[…]` a list, `{:key pattern}` an object with a field, other data themselves. `after` ends the waiting.",
    example: "(receive\n  ([:ping from] (send from :pong))\n  (after 1000 (print :silence)))",
    words: { after: "In `receive`: `(after milliseconds body…)` is done when no message fits in this time." },
    analyse: receive,
  },

  register: {
    group: "processes",
    colour: "control",
    shapes: ["(register name)"],
    doc: "Gives this process a name.",
    analyse: named("REGISTER", 0),
  },

  unregister: {
    group: "processes",
    colour: "control",
    shapes: ["(unregister name)"],
    doc: "Takes a name away from the process that has it.",
    analyse: named("UNREGISTER", 0),
  },

  whereis: {
    group: "processes",
    colour: "control",
    shapes: ["(whereis name)"],
    doc: "The number of the process with a name, 0 when there is none.",
    analyse: named("WHEREIS", 0),
  },

  "send-named": {
    group: "processes",
    colour: "control",
    shapes: ["(send-named name message)"],
    doc: "Sends a message to the process with a name.",
    analyse: named("SENDNAMED", 1),
  },

  "supervise-child": {
    group: "processes",
    colour: "control",
    shapes: ["(supervise-child name)"],
    doc: "Starts a child of this supervisor: the function in a variable, or a module.",
    analyse: named("SUPERVISE_CHILD", 0),
  },

  "restart-child": {
    group: "processes",
    colour: "control",
    shapes: ["(restart-child name)"],
    doc: "Starts a child of this supervisor again.",
    analyse: named("RESTART_CHILD", 0),
  },

  "stop-child": {
    group: "processes",
    colour: "control",
    shapes: ["(stop-child name)"],
    doc: "Ends a child of this supervisor.",
    analyse: named("STOP_CHILD", 0),
  },

  supervise: {
    group: "processes",
    colour: "control",
    shapes: ["(supervise :one_for_one)"],
    doc: "Makes this process a supervisor: when one of its children fails, that one starts again; with `:one_for_all` all of them do, with `:rest_for_one` it and those that were started after it.",
    analyse: (analyser, form) => {
      const [, strategy, ...rest] = form.items;
      const word = strategy === undefined ? null : wordOf(strategy);
      const known = ["one_for_one", "one_for_all", "rest_for_one"];
      if (rest.length > 0 || word === undefined || (word !== null && !known.includes(word))) {
        return analyser.malformed(form.span, "(supervise :one_for_one), :one_for_all or :rest_for_one");
      }
      const operand = word === null ? "" : ` ${word}`;
      return instruction(`START_SUPERVISOR${operand}`, [], form.span);
    },
  },
};

/** A form whose first part is a name as written: a symbol, a keyword or a string. */
function named(op: string, count: number): FormAnalyser {
  return (analyser, form, environment) => {
    const [head, name, ...rest] = form.items;
    const word = name === undefined ? undefined : wordOf(name);
    if (word === undefined || rest.length !== count || /\s/.test(word)) {
      const shape = `(${head.kind === "symbol" ? head.name : op} name${count > 0 ? " message" : ""})`;
      return analyser.malformed(form.span, shape);
    }
    return instruction(`${op} ${word}`, analyser.all(rest, environment), form.span);
  };
}

function wordOf(datum: Datum): string | undefined {
  if (datum.kind === "symbol") return datum.name;
  if (headName(datum) === "quote" && datum.kind === "list") return wordOf(datum.items[1] ?? datum.items[0]);
  return datum.kind === "constant" && typeof datum.value === "string" && datum.value !== ""
    ? datum.value
    : undefined;
}

function instruction(code: string, items: readonly Node[], span: Node["span"]): Node {
  const name = code.split(" ")[0].toLowerCase();
  const primitive = { name, parameters: [], code, silent: false, style: "fixed", doc: "" } as const;
  return { kind: "primitive", primitive, items, span };
}

/** `(receive (name…) values body…)`, as in Scheme: the first name would match any message, and the call after it none. */
function givesNamesToValues({ items }: ListDatum, { scope }: Environment): boolean {
  const [, names, values] = items;
  if (items.length < 4 || names.kind !== "list" || values.kind !== "list" || names.bracket !== "(")
    return false;
  const [head] = values.items;
  const meaning = head?.kind === "symbol" && values.bracket === "(" ? scope.find(head) : undefined;
  const isCall = meaning?.kind === "library" || meaning?.kind === "primitive" || meaning?.kind === "form";
  return isCall && names.items.length > 0 && names.items.every(({ kind }) => kind === "symbol");
}

/** `(receive (pattern body…)… (after milliseconds body…))` */
function receive(analyser: Analyser, form: ListDatum, environment: Environment): Node {
  if (givesNamesToValues(form, environment)) {
    const node = analyser.problem(form.span, { kind: "malformed-form", is: "several-values" });
    analyser.explore(list([form.items[0], ...form.items.slice(2)], form.span), environment);
    return node;
  }
  const message = temporary(analyser, "message", environment, form.span);
  const clauses: Clause[] = [];
  let after: { readonly milliseconds: number; readonly body: Node } | undefined;
  for (const clause of form.items.slice(1)) {
    if (clause.kind !== "list" || clause.items.length === 0) {
      analyser.malformed(clause.span, "(pattern body…)");
      continue;
    }
    const [first, ...body] = clause.items;
    if (isWord(analyser, first, "after", environment)) {
      const time = body[0]?.kind === "constant" ? body[0].value : undefined;
      if (typeof time !== "number" || time < 0 || after !== undefined) {
        return analyser.malformed(clause.span, "(after milliseconds body…) with a number as it is");
      }
      after = { milliseconds: time, body: block(analyser, body.slice(1), environment, clause.span) };
      continue;
    }
    const pattern = readPattern(first);
    if ("problem" in pattern) {
      analyser.problem(pattern.span, { kind: "malformed-pattern", because: pattern.problem });
      continue;
    }
    clauses.push(clauseOf(analyser, pattern, body, message, environment, clause.span));
  }
  return { kind: "receive", clauses, message, after, span: form.span };
}

function clauseOf(
  analyser: Analyser,
  pattern: ReceivePattern,
  body: readonly Datum[],
  message: Variable,
  environment: Environment,
  span: Node["span"],
): Clause {
  const scope = new Scope(environment.scope);
  analyser.noteScope(scope, "receive", body, span, environment);
  const bindings: Binding[] = pattern.names.map(({ name, path }) => ({
    value: partAt(message, path, name.span),
    variable: analyser.bindLocal(name, scope, environment.code),
  }));
  const node =
    body.length === 0 ? analyser.nothing(span) : analyser.body(body, { ...environment, scope }, span);
  return { pattern: pattern.text, bindings, body: node };
}

/** The part of a message at a path of positions and fields. */
function partAt(message: Variable, path: readonly PatternPart[], span: Node["span"]): Node {
  let node: Node = { kind: "variable", variable: message, span };
  for (const part of path) {
    if (typeof part === "string") node = instruction(`GET_FIELD ${part}`, [node], span);
    else if (typeof part === "number") {
      const index: Node = { kind: "constant", value: part, span };
      node = instruction("INDEX", [node, index], span);
    } else {
      const bounds = [part.from, Number.MAX_SAFE_INTEGER].map(
        (value): Node => ({ kind: "constant", value, span }),
      );
      node = instruction("SLICE", [node, ...bounds], span);
    }
  }
  return node;
}
