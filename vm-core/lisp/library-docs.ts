/**
 * The functions that every program has, as people see them: those written in Lisp and the primitives.
 *
 * Absent by design: names that begin with `%`, which only the library itself uses.
 */
import type { Span } from "../text/span.ts";
import type { Datum, ListDatum } from "./datum.ts";
import { libraryDefinition, libraryNames, mostArguments, variadicForm } from "./library.ts";
import { PRIMITIVES } from "./primitives.ts";

export interface LispFunction {
  readonly name: string;
  readonly parameters: readonly string[];
  /** The last parameter takes all further arguments. */
  readonly rest: boolean;
  /** The most arguments that it takes. */
  readonly most: number;
  /** Markdown. */
  readonly doc: string;
  /** Where it is in the text of the library; a primitive is not written in Lisp. */
  readonly place: { readonly span: Span; readonly nameSpan: Span } | undefined;
}

let functions: ReadonlyMap<string, LispFunction> | undefined;

/** By name, in alphabetical order. */
export function lispFunctions(): ReadonlyMap<string, LispFunction> {
  functions ??= new Map(
    findFunctions()
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((one) => [one.name, one]),
  );
  return functions;
}

function findFunctions(): LispFunction[] {
  const isOffered = (name: string) => !name.startsWith("%");
  const written = [...libraryNames()]
    .filter((name) => isOffered(name) && !PRIMITIVES.has(name))
    .map((name) => withMore(ofDefinition(name, libraryDefinition(name) as ListDatum)));
  const offered = [...PRIMITIVES.values()].filter(({ name }) => isOffered(name));
  const primitives = offered.map(({ name, parameters, style, doc }): LispFunction => {
    const wrapper = libraryDefinition(`%${name}`);
    const place = wrapper && placeOf(wrapper);
    const most = style === "fixed" ? parameters.length : Number.POSITIVE_INFINITY;
    const own = { name, parameters, rest: style !== "fixed", most, doc, place };
    return style === "fixed" ? withMore(own) : own;
  });
  return [...written, ...primitives];
}

/** Called with more or fewer arguments, a function is the one of the library with `%` before its name. */
function withMore(own: LispFunction): LispFunction {
  const variadic = variadicForm(own.name);
  if (variadic === undefined) return own;
  const { parameters, rest, most } = ofDefinition(own.name, libraryDefinition(variadic.name) as ListDatum);
  return { ...own, parameters, rest, most };
}

function ofDefinition(name: string, form: ListDatum): LispFunction {
  const [, signature, text] = form.items;
  const { items, tail } = signature as ListDatum;
  const names = [...items.slice(1), ...(tail === undefined ? [] : [tail])].map(nameOf);
  const isDocumented = text.kind === "constant" && form.items.length > 3;
  const doc = isDocumented ? String(text.value) : "";
  const most = mostArguments(form);
  return { name, parameters: names, rest: tail !== undefined, most, doc, place: placeOf(form) };
}

function placeOf(form: ListDatum): { readonly span: Span; readonly nameSpan: Span } {
  return { span: form.span, nameSpan: (form.items[1] as ListDatum).items[0].span };
}

function nameOf(datum: Datum): string {
  return datum.kind === "symbol" ? datum.name : "";
}

/** `(name a b more…)`: how a function is called. */
export function signatureOf(name: string, parameters: readonly string[], rest = false): string {
  const words = parameters.map((each, i) => (rest && i === parameters.length - 1 ? `${each}…` : each));
  return `(${[name, ...words].join(" ")})`;
}
