/** What names stand for where they are used: as a value, or as what is called. */

import type { Span } from "../text/span.ts";
import type { Analyser } from "./analyser.ts";
import { type ListDatum, list, type SymbolDatum, symbol } from "./datum.ts";
import { isForeignForm } from "./foreign-names.ts";
import { isInLibrary, libraryDefinition, variadicForm } from "./library.ts";
import type { MentionAccess } from "./name-notes.ts";
import type { Node, Variable } from "./nodes.ts";
import { type Primitive, primitiveNode } from "./primitives.ts";
import type { Environment, Meaning } from "./scope.ts";

/** A name as a value. */
export function analyseReference(analyser: Analyser, name: SymbolDatum, environment: Environment): Node {
  const meaning = environment.scope.find(name);
  const { library } = analyser;
  const { span } = name;
  if (meaning !== undefined) mention(analyser, name, meaning, "read");
  switch (meaning?.kind) {
    case "form":
    case "macro":
      if (isInLibrary(`%${name.name}`)) {
        return use(analyser, library.of(`%${name.name}`), span, environment);
      }
      return analyser.problem(span, { kind: "misplaced-form", name: name.name });
    case "primitive":
      return use(analyser, library.wrapper(meaning.primitive.name), span, environment);
    case "library": {
      const { name } = variadicForm(meaning.name) ?? meaning;
      return use(analyser, library.of(name), span, environment);
    }
    case "variable":
    case undefined: {
      const variable = variableOf(analyser, name, meaning, "read");
      return use(
        analyser,
        variable.silent === undefined ? variable : library.speaking(variable),
        span,
        environment,
      );
    }
    default:
      return meaning satisfies never;
  }
}

/** A form that is no special one: a call. `meaning` is that of its head, where that is a name. */
export function analyseCall(
  analyser: Analyser,
  form: ListDatum,
  meaning: Meaning | undefined,
  environment: Environment,
): Node {
  const [head, ...rest] = form.items;
  const { span } = form;
  if (meaning !== undefined) noteHead(analyser, form, environment);
  if (meaning?.kind === "primitive") {
    return primitiveCall(analyser, meaning.primitive, analyser.all(rest, environment), span, environment);
  }
  if (head.kind === "constant") {
    return analyser.problem(head.span, { kind: "not-a-function" });
  }
  let callee: Node;
  if (head.kind === "symbol") {
    const variable =
      meaning?.kind === "library"
        ? analyser.library.of(calledName(meaning.name, rest.length))
        : variableOf(analyser, head, meaning, "call");
    if (isForeignForm(head.name)) analyser.foreignForms.push({ variable, head: head.span, form: span });
    callee = use(analyser, variable, head.span, environment, rest.length);
  } else {
    callee = analyser.analyse(head, { ...environment, tail: false });
  }
  return { kind: "call", callee, items: analyser.all(rest, environment), span };
}

/** The function of the library that a call with some arguments means. */
function calledName(name: string, count: number): string {
  const parameters = libraryDefinition(name)?.items[1];
  const isFixed = parameters?.kind === "list" && parameters.tail === undefined;
  return (isFixed ? otherwise(name, parameters.items.length - 1, count) : undefined) ?? name;
}

/** What a call of a function that takes `own` arguments means with `count` of them, where that is another function. */
function otherwise(name: string, own: number, count: number): string | undefined {
  const variadic = own === count ? undefined : variadicForm(name);
  return variadic === undefined || count < variadic.least ? undefined : variadic.name;
}

function primitiveCall(
  analyser: Analyser,
  primitive: Primitive,
  items: readonly Node[],
  span: Span,
  environment: Environment,
): Node {
  const { name, style, parameters } = primitive;
  if (name === "raise" && analyser.hasHandlers && items.length === 1) {
    return libraryCall(analyser, "%raise", items, span, environment);
  }
  // Without handlers there are none to look for.
  if (!analyser.hasHandlers && (name === "%handlers" || name === "%set-handlers!")) {
    return analyser.nothing(span);
  }
  const [first] = items;
  if (name === "exit" && first?.kind === "constant" && typeof first.value === "boolean")
    return libraryCall(analyser, "%exit", items, span, environment);
  const other = style === "fixed" ? otherwise(name, parameters.length, items.length) : undefined;
  if (other !== undefined) return libraryCall(analyser, other, items, span, environment);
  if (style === "fixed" && items.length !== parameters.length) {
    return analyser.wrongCount(span, name, parameters.length, false, items.length);
  }
  if ((style === "chain" || name === "-" || name === "/") && items.length === 0) {
    return analyser.wrongCount(span, name, 1, true, 0);
  }
  if (style === "apply") return applyNode(analyser, primitive, items, span);
  return { kind: "primitive", primitive, items, span };
}

/** `(apply f a b list)`: the arguments before the list become a part of it. */
function applyNode(analyser: Analyser, primitive: Primitive, items: readonly Node[], span: Span): Node {
  if (items.length < 2) return analyser.wrongCount(span, primitive.name, 2, true, items.length);
  const [callee, ...before] = items;
  const last = before.pop() as Node;
  const all =
    before.length === 0
      ? last
      : primitiveNode("%arguments", [{ kind: "list", items: before, span }, last], span);
  return { kind: "primitive", primitive, items: [callee, all], span };
}

/** A call of a function of the library, in code that a form stands for. */
export function libraryCall(
  analyser: Analyser,
  name: string,
  items: readonly Node[],
  span: Span,
  environment: Environment,
): Node {
  const callee = use(
    analyser,
    analyser.library.of(name),
    span,
    { ...environment, tail: false },
    items.length,
  );
  return { kind: "call", callee, items, span };
}

/** Notes what the head of a form means. */
export function noteHead(analyser: Analyser, { items: [head] }: ListDatum, { scope }: Environment): void {
  const meaning = head?.kind === "symbol" ? scope.find(head) : undefined;
  if (meaning !== undefined) mention(analyser, head as SymbolDatum, meaning, "call");
}

/** A name that means nothing yet. */
export function mentionUnknown(analyser: Analyser, name: SymbolDatum, access: MentionAccess): Variable {
  const variable = unknownVariable(analyser, name);
  mention(analyser, name, { kind: "variable", variable }, access);
  return variable;
}

/** A global that nothing has defined yet: an import may bring it, else it is reported in the end. */
export function unknownVariable(analyser: Analyser, name: SymbolDatum): Variable {
  let plain = name;
  while (plain.alias !== undefined) plain = plain.alias.original;
  const { globals } = analyser;
  const known = globals.own(plain);
  if (known?.kind === "variable") return known.variable;
  const variable = analyser.variable(plain, "global", analyser.main);
  globals.bind(plain, { kind: "variable", variable });
  const helper = analyser.program?.functionBefore(plain.name);
  if (helper !== undefined) defineHelper(analyser, variable, helper);
  return variable;
}

/** Makes a function of the program part of a macro's code. */
function defineHelper(analyser: Analyser, variable: Variable, definition: ListDatum): void {
  const [, signature, ...body] = definition.items;
  const { items, tail } = signature as ListDatum;
  const parameters = { ...list(items.slice(1), signature.span), tail };
  const environment: Environment = { scope: analyser.globals, code: analyser.main, tail: false };
  variable.defined = true;
  analyser.unnoted(() => {
    variable.known = analyser.lambda(variable.name, parameters, body, environment, definition.span, {
      later: (work) => analyser.postpone(work),
    });
    analyser.functions.push(variable.known);
  });
}

/** Notes a mention: of a function of the program, where the code of a macro has a copy of it. */
function mention(analyser: Analyser, name: SymbolDatum, meaning: Meaning, access: MentionAccess): void {
  const isGlobal = meaning.kind === "variable" && meaning.variable.kind === "global";
  const original = isGlobal ? analyser.program?.globals.own(symbol(name.name, name.span)) : undefined;
  analyser.names.mention(name, original ?? meaning, access);
}

/** The variable that a name means; the code of a macro has globals of its own. */
function variableOf(
  analyser: Analyser,
  name: SymbolDatum,
  meaning: Meaning | undefined,
  access: MentionAccess,
): Variable {
  if (meaning?.kind !== "variable") return mentionUnknown(analyser, name, access);
  const { variable } = meaning;
  const isOuter = variable.kind === "global" && variable.owner !== analyser.main;
  return isOuter ? unknownVariable(analyser, name) : variable;
}

function use(
  analyser: Analyser,
  variable: Variable,
  span: Span,
  { code, tail }: Environment,
  callOf?: number,
): Node {
  analyser.addUse(variable, { from: code, span, callOf, tail: tail && callOf !== undefined });
  return { kind: "variable", variable, span };
}
