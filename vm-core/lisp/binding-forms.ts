/** Forms that bind and change variables: `define set! lambda let let* letrec`, named `let`, `do`. */
import { withOneMore } from "../text/few.ts";
import type { Analyser } from "./analyser.ts";
import { constant, type Datum, type ListDatum, list, type SymbolDatum, symbol } from "./datum.ts";
import type { FormTable } from "./form.ts";
import type { Binding, FunctionNode, Node, Variable } from "./nodes.ts";
import { mentionUnknown, unknownVariable } from "./references.ts";
import { type Environment, Scope } from "./scope.ts";

export const BINDING_FORMS: FormTable = {
  define: {
    group: "definitions",
    colour: "storage",
    shapes: ["(define name value)", "(define (name parameter…) body…)"],
    doc: "Gives a name a value, or makes a function. A string before the value or the body documents it. In a body the name is known in that body alone.",
    example: '(define (square n)\n  "The square of a number."\n  (* n n))',
    analyse: (analyser, form, environment) => {
      const [, target, ...rest] = form.items;
      if (target?.kind === "symbol") {
        // A documentation string may come before the value.
        const value = rest.length === 2 && rest[0].kind === "constant" ? rest[1] : rest[0];
        if (rest.length < 1 || rest.length > 2 || (rest.length === 2 && value === rest[0])) {
          return analyser.malformedForm(form, "(define name value)", environment);
        }
        const text = rest[0].kind === "constant" ? rest[0].value : undefined;
        const documentation = rest.length === 2 && typeof text === "string" ? text : undefined;
        return define(
          analyser,
          target,
          form,
          environment,
          () => analyser.analyse(value, { ...environment, tail: false }),
          documentation,
        );
      }
      if (target?.kind !== "list" || target.items.length === 0) {
        return analyser.malformed(form.span, "(define (name parameter…) body…)");
      }
      return defineFunction(analyser, form, target, rest, environment);
    },
  },

  "set!": {
    group: "definitions",
    colour: "storage",
    shapes: ["(set! name value)"],
    doc: "Changes a variable, also one of a function around this one.",
    example: "(define count 0)\n(set! count (+ count 1))",
    analyse: (analyser, form, environment) => {
      const [, name, value] = form.items;
      if (form.items.length !== 3 || name.kind !== "symbol") {
        return analyser.malformedForm(form, "(set! name value)", environment);
      }
      const meaning = environment.scope.find(name);
      if (meaning !== undefined) analyser.names.mention(name, meaning, "write");
      if (meaning !== undefined && meaning.kind !== "variable") {
        return analyser.problem(name.span, { kind: "not-a-variable", name: name.name });
      }
      const variable = meaning?.variable ?? mentionUnknown(analyser, name, "write");
      variable.assigned = true;
      variable.silent = undefined;
      if (variable.kind === "global") analyser.work.assigned.push(variable);
      analyser.addUse(variable, { from: environment.code, span: name.span, callOf: undefined, tail: false });
      const node = analyser.analyse(value, { ...environment, tail: false });
      return { kind: "assign", variable, value: node, defines: false, span: form.span };
    },
  },

  lambda: {
    group: "definitions",
    colour: "storage",
    shapes: ["(lambda (parameter…) body…)"],
    doc: "A function. It shares the variables around it. The parameter after a dot takes the list of all further arguments.",
    example: "(map (lambda (n) (* n n)) (list 1 2 3))",
    analyse: (analyser, form, environment) => {
      const [, parameters, ...body] = form.items;
      const isWhole = parameters !== undefined && parameters.kind !== "constant" && body.length > 0;
      if (!isWhole) analyser.malformed(form.span, "(lambda (parameter…) body…)");
      if (parameters === undefined) return analyser.nothing(form.span);
      const made = analyser.lambda("lambda", parameters, orNothing(body, form), environment, form.span);
      return { kind: "function", function: made, span: form.span };
    },
  },

  let: {
    group: "definitions",
    colour: "storage",
    shapes: ["(let ((name value)…) body…)", "(let loop ((name value)…) body…)"],
    doc: "Gives names to values in a body; the values do not see the names. With a name in front it is a loop: calling that name begins the next round with new values.",
    example: "(let loop ((i 0))\n  (when (< i 3)\n    (print i)\n    (loop (+ i 1))))",
    analyse: (analyser, form, environment) => {
      const [, first] = form.items;
      if (first?.kind === "symbol") return namedLet(analyser, form, first, environment);
      const bindings = bindingsOf(analyser, form, environment);
      if (!Array.isArray(bindings)) return bindings;
      const scope = new Scope(environment.scope);
      const values = bindings.map(({ value }) => analyser.analyse(value, { ...environment, tail: false }));
      const written = form.items.slice(2);
      analyser.noteScope(scope, "let", written, form.span, environment);
      const bound = bindings.map((each, index) =>
        bindOnce(analyser, each, scope, environment, values[index]),
      );
      const body = analyser.body(orNothing(written, form), { ...environment, scope }, form.span);
      return { kind: "let", bindings: bound, body, span: form.span };
    },
  },

  "let*": {
    group: "definitions",
    colour: "storage",
    shapes: ["(let* ((name value)…) body…)"],
    doc: "As `let`, but each value sees the names before it.",
    example: "(let* ((a 1) (b (+ a 1))) (print a b))",
    analyse: (analyser, form, environment) => {
      const bindings = bindingsOf(analyser, form, environment);
      if (!Array.isArray(bindings)) return bindings;
      let { scope } = environment;
      const bound: Binding[][] = [];
      const written = form.items.slice(2);
      for (const [index, { name, value, form: binding }] of bindings.entries()) {
        const node = analyser.analyse(value, { ...environment, scope, tail: false });
        scope = new Scope(scope);
        const rest = index + 1 < bindings.length ? [{ span: bindings[index + 1].form }] : written;
        analyser.noteScope(scope, "let", rest, form.span, environment);
        const variable = analyser.bindLocal(name, scope, environment.code, "local", binding);
        bound.push([{ variable, value: node }]);
      }
      let node = analyser.body(orNothing(written, form), { ...environment, scope }, form.span);
      for (const each of bound.reverse()) node = { kind: "let", bindings: each, body: node, span: form.span };
      return node;
    },
  },

  letrec: {
    group: "definitions",
    colour: "storage",
    shapes: ["(letrec ((name value)…) body…)"],
    doc: "As `let`, but all values see all names: for functions that call each other.",
    analyse: letrec,
  },

  "letrec*": {
    group: "definitions",
    colour: "storage",
    shapes: ["(letrec* ((name value)…) body…)"],
    doc: "The same as `letrec`.",
    analyse: letrec,
  },

  do: {
    group: "control",
    colour: "control",
    shapes: ["(do ((name first next)…) (test result…) body…)"],
    doc: "A loop: the names begin with `first`; after each round of the body they become `next`. It ends when the test is true, with the result.",
    example: "(do ((i 0 (+ i 1))) ((= i 3))\n  (print i))",
    analyse: (analyser, form, environment) => {
      const [, variables, end, ...body] = form.items;
      if (variables?.kind !== "list" || end?.kind !== "list" || end.items.length === 0) {
        return analyser.malformedForm(form, "(do ((name first next)…) (test result…) body…)", environment);
      }
      const names: Datum[] = [];
      const firsts: Datum[] = [];
      const nexts: Datum[] = [];
      for (const variable of variables.items) {
        const parts = variable.kind === "list" ? variable.items : [];
        if (parts.length < 2 || parts.length > 3 || parts[0].kind !== "symbol") {
          analyser.malformed(variable.span, "(name first next)");
          continue;
        }
        names.push(parts[0]);
        firsts.push(parts[1]);
        nexts.push(parts[2] ?? parts[0]);
      }
      const { span } = form;
      // A name that no program can write.
      const loop = symbol("do loop", span);
      const root = (name: string): SymbolDatum => ({
        ...symbol(name, span),
        alias: { id: 0, original: symbol(name, span), scope: analyser.root },
      });
      const result =
        end.items.length === 1 ? [{ kind: "constant", value: null, span } as const] : end.items.slice(1);
      const again = list([root("begin"), ...body, list([loop, ...nexts], span)], span);
      const done = list([root("begin"), ...result], span);
      const test = list([root("if"), end.items[0], done, again], span);
      return loopNode(analyser, loop, names, firsts, [test], environment, form);
    },
  },
};

function letrec(analyser: Analyser, form: ListDatum, environment: Environment): Node {
  const bindings = bindingsOf(analyser, form, environment);
  if (!Array.isArray(bindings)) return bindings;
  const scope = new Scope(environment.scope);
  const declares: Variable[] = [];
  analyser.noteScope(scope, "let", form.items.slice(1), form.span, environment);
  for (const { name, form: binding } of bindings) {
    const variable = analyser.variable(name, "local", environment.code);
    variable.recursive = true;
    analyser.bind(name, scope, variable, "local", binding);
    declares.push(variable);
  }
  const inner = { ...environment, scope, tail: false };
  const items: Node[] = bindings.map(({ name, value }, index) =>
    initialize(analyser, declares[index], analyser.analyse(value, inner), name.span),
  );
  items.push(analyser.body(orNothing(form.items.slice(2), form), { ...environment, scope }, form.span));
  return { kind: "sequence", items, declares, span: form.span };
}

function initialize(analyser: Analyser, variable: Variable, value: Node, span: Node["span"]): Node {
  const known = value.kind === "function" ? value.function : undefined;
  variable.known ??= known;
  variable.initializedAt = analyser.tick();
  const { work } = analyser;
  if (variable.kind === "global") work.initialized = withOneMore(work.initialized, { variable, known });
  return { kind: "assign", variable, value, defines: true, span };
}

function define(
  analyser: Analyser,
  name: SymbolDatum,
  form: ListDatum,
  environment: Environment,
  value: () => Node,
  documentation?: string,
): Node {
  const meaning = environment.scope.own(name);
  let variable = meaning?.kind === "variable" ? meaning.variable : undefined;
  if (variable === undefined) {
    if (environment.scope !== analyser.globals) {
      return analyser.problem(form.span, { kind: "misplaced-definition" });
    }
    variable = unknownVariable(analyser, name);
    const known = { kind: "variable", variable } as const;
    analyser.names.define({
      name,
      kind: "variable",
      form: form.span,
      scope: environment.scope,
      meaning: known,
    });
  }
  if (documentation !== undefined) analyser.names.document(variable, documentation);
  // A definition that was not known beforehand runs only sometimes.
  if (!variable.defined) {
    variable.assigned = true;
    analyser.work.isUnsteady = true;
  }
  variable.defined = true;
  return initialize(analyser, variable, value(), form.span);
}

function defineFunction(
  analyser: Analyser,
  form: ListDatum,
  signature: ListDatum,
  body: readonly Datum[],
  environment: Environment,
): Node {
  const [name, ...parameters] = signature.items;
  // A documentation string before the body is no part of it.
  const first = body.length > 1 && body[0].kind === "constant" ? body[0].value : undefined;
  const documentation = typeof first === "string" ? first : undefined;
  const forms = orNothing(documentation === undefined ? body : body.slice(1), form);
  if (body.length === 0) analyser.malformed(form.span, "(define (name parameter…) body…)");
  const written: Datum = { ...list(parameters, signature.span), tail: signature.tail };
  if (name?.kind === "list") {
    // (define ((f a) b) …) is a function that gives a function.
    const inner = list([symbol("lambda", form.span), written, ...forms], form.span);
    return defineFunction(analyser, form, name, [inner], environment);
  }
  if (name?.kind !== "symbol") return analyser.malformed(form.span, "(define (name parameter…) body…)");
  return define(
    analyser,
    name,
    form,
    environment,
    () => {
      const made = analyser.lambda(name.name, written, forms, environment, form.span);
      return { kind: "function", function: made, span: form.span };
    },
    documentation,
  );
}

/** A binding of a `let`, as written. */
interface Written {
  readonly name: SymbolDatum;
  readonly value: Datum;
  readonly form: Node["span"];
}

/** A body; where there is none, which was reported, one that does nothing. */
function orNothing(body: readonly Datum[], { span }: ListDatum): readonly Datum[] {
  return body.length > 0 ? body : [constant(null, { start: span.end, end: span.end })];
}

/** The bindings of a `let`, or the node of what is wrong with them. */
function bindingsOf(analyser: Analyser, form: ListDatum, environment: Environment): Written[] | Node {
  const [head, written] = form.items;
  const name = head.kind === "symbol" ? head.name : "let";
  const shape = `(${name} ((name value)…) body…)`;
  if (written?.kind !== "list") return analyser.malformedForm(form, shape, environment);
  if (form.items.length < 3) analyser.malformed(form.span, shape);
  const bindings: Written[] = [];
  for (const binding of written.items) {
    const parts = binding.kind === "list" ? binding.items : [];
    if (parts.length !== 2 || parts[0].kind !== "symbol") {
      analyser.malformed(binding.span, "(name value)");
    }
    if (parts[0]?.kind === "symbol")
      bindings.push({ name: parts[0], value: parts[1] ?? constant(null, binding.span), form: binding.span });
  }
  return bindings;
}

function bindOnce(
  analyser: Analyser,
  { name, form }: Written,
  scope: Scope,
  environment: Environment,
  value: Node,
): Binding {
  if (scope.own(name) !== undefined) {
    analyser.problem(name.span, { kind: "duplicate-binding", name: name.name });
  }
  return { variable: analyser.bindLocal(name, scope, environment.code, "local", form), value };
}

function namedLet(analyser: Analyser, form: ListDatum, name: SymbolDatum, environment: Environment): Node {
  const plain = list([form.items[0], ...form.items.slice(2)], form.span);
  const bindings = bindingsOf(analyser, plain, environment);
  if (!Array.isArray(bindings)) return bindings;
  const names = bindings.map(({ name }) => name);
  const firsts = bindings.map(({ value }) => value);
  return loopNode(analyser, name, names, firsts, orNothing(form.items.slice(3), form), environment, form);
}

/** A function that is called at once and by its own code: a loop when nothing else is done with it. */
function loopNode(
  analyser: Analyser,
  name: SymbolDatum,
  parameters: readonly Datum[],
  firsts: readonly Datum[],
  body: readonly Datum[],
  environment: Environment,
  form: ListDatum,
): Node {
  const items = analyser.all(firsts, environment);
  const scope = new Scope(environment.scope);
  const variable = analyser.variable(name, "local", environment.code);
  variable.recursive = true;
  const inner = { ...environment, scope };
  const { span } = form;
  analyser.bind(name, scope, variable, "local", span);
  const { deferrals } = analyser;
  const made = analyser.lambda(name.name, list(parameters, span), body, inner, span, { loop: scope });
  variable.known = made;
  made.tailInParent = environment.tail;
  const isLoop = variable.uses.every(
    ({ from, callOf, tail }) => tail && callOf === made.parameters.length && endsIn(from, made),
  );
  if (isLoop && !variable.assigned && analyser.deferrals === deferrals) made.inlined = true;
  variable.initializedAt = analyser.tick();
  return { kind: "loop", function: made, variable, items, span: form.span };
}

/** Whether the end of `code` is the end of `loop`: it is the loop, or a loop at the end of it. */
function endsIn(code: FunctionNode, loop: FunctionNode): boolean {
  let at: FunctionNode = code;
  while (at !== loop) {
    if (!at.inlined || !at.tailInParent || at.parent === undefined) return false;
    at = at.parent;
  }
  return true;
}
