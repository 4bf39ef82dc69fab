/** Forms that bind and change variables: `define set! lambda let let* letrec`, named `let`, `do`. */
import type { Analyser } from "./analyser.ts";
import { type Datum, type ListDatum, list, type SymbolDatum, symbol } from "./datum.ts";
import type { FormTable } from "./form.ts";
import type { Binding, FunctionNode, Node, Variable } from "./nodes.ts";
import { type Place, Scope } from "./scope.ts";

export const BINDING_FORMS: FormTable = {
  define: (analyser, form, place) => {
    const [, target, ...rest] = form.items;
    if (target?.kind === "symbol") {
      // A documentation string may stand before the value.
      const value = rest.length === 2 && rest[0].kind === "constant" ? rest[1] : rest[0];
      if (rest.length < 1 || rest.length > 2 || (rest.length === 2 && value === rest[0])) {
        return analyser.malformed(form.span, "(define name value)");
      }
      return define(analyser, target, form, place, () => analyser.analyse(value, { ...place, tail: false }));
    }
    if (target?.kind !== "list" || target.items.length === 0) {
      return analyser.malformed(form.span, "(define (name parameter…) body…)");
    }
    return defineFunction(analyser, form, target, rest, place);
  },

  "set!": (analyser, form, place) => {
    const [, name, value] = form.items;
    if (form.items.length !== 3 || name.kind !== "symbol") {
      return analyser.malformed(form.span, "(set! name value)");
    }
    const meaning = place.scope.find(name);
    if (meaning !== undefined && meaning.kind !== "variable") {
      return analyser.problem(name.span, "not-a-variable", `\`${name.name}\` is no variable of this program`);
    }
    const variable = meaning?.variable ?? analyser.unknown(name);
    variable.assigned = true;
    variable.uses.push({ from: place.code, span: name.span, callOf: undefined, tail: false });
    const node = analyser.analyse(value, { ...place, tail: false });
    return { kind: "assign", variable, value: node, defines: false, span: form.span };
  },

  lambda: (analyser, form, place) => {
    const [, parameters, ...body] = form.items;
    if (parameters === undefined || parameters.kind === "constant" || body.length === 0) {
      return analyser.malformed(form.span, "(lambda (parameter…) body…)");
    }
    const made = analyser.lambda("lambda", parameters, body, place, form.span);
    return { kind: "function", function: made, span: form.span };
  },

  let: (analyser, form, place) => {
    const [, first] = form.items;
    if (first?.kind === "symbol") return namedLet(analyser, form, first, place);
    const bindings = bindingsOf(analyser, form, place);
    if (!Array.isArray(bindings)) return bindings;
    const scope = new Scope(place.scope);
    const values = bindings.map(([, value]) => analyser.analyse(value, { ...place, tail: false }));
    const bound = bindings.map(([name], index) => bindOnce(analyser, name, scope, place, values[index]));
    const body = analyser.body(form.items.slice(2), { ...place, scope }, form.span);
    return { kind: "let", bindings: bound, body, span: form.span };
  },

  "let*": (analyser, form, place) => {
    const bindings = bindingsOf(analyser, form, place);
    if (!Array.isArray(bindings)) return bindings;
    let { scope } = place;
    const bound: Binding[][] = [];
    for (const [name, value] of bindings) {
      const node = analyser.analyse(value, { ...place, scope, tail: false });
      scope = new Scope(scope);
      bound.push([{ variable: analyser.bindLocal(name, scope, place.code), value: node }]);
    }
    let node = analyser.body(form.items.slice(2), { ...place, scope }, form.span);
    for (const each of bound.reverse()) node = { kind: "let", bindings: each, body: node, span: form.span };
    return node;
  },

  letrec,
  "letrec*": letrec,

  do: (analyser, form, place) => {
    const [, variables, end, ...body] = form.items;
    if (variables?.kind !== "list" || end?.kind !== "list" || end.items.length === 0) {
      return analyser.malformed(form.span, "(do ((name first next)…) (test result…) body…)");
    }
    const names: Datum[] = [];
    const firsts: Datum[] = [];
    const nexts: Datum[] = [];
    for (const variable of variables.items) {
      const parts = variable.kind === "list" ? variable.items : [];
      if (parts.length < 2 || parts.length > 3 || parts[0].kind !== "symbol") {
        return analyser.malformed(variable.span, "(name first next)");
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
    return loopNode(analyser, loop, names, firsts, [test], place, form);
  },
};

function letrec(analyser: Analyser, form: ListDatum, place: Place): Node {
  const bindings = bindingsOf(analyser, form, place);
  if (!Array.isArray(bindings)) return bindings;
  const scope = new Scope(place.scope);
  const declares: Variable[] = [];
  for (const [name] of bindings) {
    const variable = analyser.variable(name, "local", place.code);
    variable.recursive = true;
    scope.bind(name, { kind: "variable", variable });
    declares.push(variable);
  }
  const inner = { ...place, scope, tail: false };
  const items: Node[] = bindings.map(([name, value], index) =>
    initialize(analyser, declares[index], analyser.analyse(value, inner), name.span),
  );
  items.push(analyser.body(form.items.slice(2), { ...place, scope }, form.span));
  return { kind: "sequence", items, declares, span: form.span };
}

function initialize(analyser: Analyser, variable: Variable, value: Node, span: Node["span"]): Node {
  if (value.kind === "function" && variable.known === undefined) variable.known = value.function;
  variable.initializedAt = analyser.tick();
  return { kind: "assign", variable, value, defines: true, span };
}

function define(
  analyser: Analyser,
  name: SymbolDatum,
  form: ListDatum,
  place: Place,
  value: () => Node,
): Node {
  const meaning = place.scope.own(name);
  let variable = meaning?.kind === "variable" ? meaning.variable : undefined;
  if (variable === undefined) {
    if (place.scope !== analyser.globals) {
      const message = "a definition stands at the top level or among the forms of a body";
      return analyser.problem(form.span, "misplaced-definition", message);
    }
    variable = analyser.unknown(name);
  }
  // A definition that was not known beforehand runs only sometimes.
  if (!variable.defined) variable.assigned = true;
  variable.defined = true;
  return initialize(analyser, variable, value(), form.span);
}

function defineFunction(
  analyser: Analyser,
  form: ListDatum,
  signature: ListDatum,
  body: readonly Datum[],
  place: Place,
): Node {
  const [name, ...parameters] = signature.items;
  // A documentation string before the body is no part of it.
  const forms =
    body.length > 1 && body[0].kind === "constant" && typeof body[0].value === "string"
      ? body.slice(1)
      : body;
  if (forms.length === 0) return analyser.malformed(form.span, "(define (name parameter…) body…)");
  const written: Datum = { ...list(parameters, signature.span), tail: signature.tail };
  if (name.kind === "list") {
    // (define ((f a) b) …) is a function that gives a function.
    const inner = list([symbol("lambda", form.span), written, ...forms], form.span);
    return defineFunction(analyser, form, name, [inner], place);
  }
  if (name.kind !== "symbol") return analyser.malformed(form.span, "(define (name parameter…) body…)");
  return define(analyser, name, form, place, () => {
    const made = analyser.lambda(name.name, written, forms, place, form.span);
    return { kind: "function", function: made, span: form.span };
  });
}

/** The bindings of a `let`, or the node of what is wrong with them. */
function bindingsOf(analyser: Analyser, form: ListDatum, _: Place): (readonly [SymbolDatum, Datum])[] | Node {
  const [head, written] = form.items;
  const name = head.kind === "symbol" ? head.name : "let";
  if (written?.kind !== "list" || form.items.length < 3) {
    return analyser.malformed(form.span, `(${name} ((name value)…) body…)`);
  }
  const bindings: (readonly [SymbolDatum, Datum])[] = [];
  for (const binding of written.items) {
    const parts = binding.kind === "list" ? binding.items : [];
    if (parts.length !== 2 || parts[0].kind !== "symbol") {
      analyser.malformed(binding.span, "(name value)");
    } else bindings.push([parts[0], parts[1]]);
  }
  return bindings;
}

function bindOnce(analyser: Analyser, name: SymbolDatum, scope: Scope, place: Place, value: Node): Binding {
  if (scope.own(name) !== undefined) {
    analyser.problem(name.span, "duplicate-binding", `\`${name.name}\` is bound twice here`);
  }
  return { variable: analyser.bindLocal(name, scope, place.code), value };
}

function namedLet(analyser: Analyser, form: ListDatum, name: SymbolDatum, place: Place): Node {
  const plain = list([form.items[0], ...form.items.slice(2)], form.span);
  const bindings = bindingsOf(analyser, plain, place);
  if (!Array.isArray(bindings)) return bindings;
  const names = bindings.map(([variable]) => variable);
  const firsts = bindings.map(([, value]) => value);
  return loopNode(analyser, name, names, firsts, form.items.slice(3), place, form);
}

/** A function that is called at once and by its own code: a loop when nothing else is done with it. */
function loopNode(
  analyser: Analyser,
  name: SymbolDatum,
  parameters: readonly Datum[],
  firsts: readonly Datum[],
  body: readonly Datum[],
  place: Place,
  form: ListDatum,
): Node {
  const items = analyser.all(firsts, place);
  const scope = new Scope(place.scope);
  const variable = analyser.variable(name, "local", place.code);
  variable.recursive = true;
  scope.bind(name, { kind: "variable", variable });
  const made = analyser.lambda(name.name, list(parameters, form.span), body, { ...place, scope }, form.span);
  variable.known = made;
  made.tailInParent = place.tail;
  const isLoop = variable.uses.every(
    ({ from, callOf, tail }) => tail && callOf === made.parameters.length && endsIn(from, made),
  );
  if (isLoop && !variable.assigned) made.inlined = true;
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
