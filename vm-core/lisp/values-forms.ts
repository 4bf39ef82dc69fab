/**
 * Forms that give names to the items of a list: several values, and the arguments of `case-lambda`.
 *
 * Invariant: the body is at the end of what the form stands for, so a call there takes no space.
 */
import { constant, type Datum, type ListDatum, list, type SymbolDatum } from "./datum.ts";
import type { Environment, Expander } from "./scope.ts";
import { languageName, newName } from "./syntax-rules.ts";

/** What takes values: some names, and one for the list of all others. */
interface Formals {
  readonly names: readonly SymbolDatum[];
  readonly rest: SymbolDatum | undefined;
}

function formalsOf(datum: Datum | undefined): Formals | undefined {
  if (datum?.kind === "symbol") return { names: [], rest: datum };
  if (datum?.kind !== "list" || datum.bracket !== "(") return undefined;
  const { items, tail } = datum;
  const isName = (item: Datum): item is SymbolDatum => item.kind === "symbol";
  if (!items.every(isName) || (tail !== undefined && tail.kind !== "symbol")) return undefined;
  return { names: items, rest: tail };
}

/** Writes the data that uses of one form stand for. */
class Writing {
  constructor(
    private readonly use: ListDatum,
    private readonly by: Expander,
    private readonly shape: string,
  ) {}

  malformed(): undefined {
    this.by.malformed(this.use.span, this.shape);
    return undefined;
  }

  form(head: string, ...items: readonly Datum[]): ListDatum {
    return this.list(languageName(head, this.use.span, this.by.root), ...items);
  }

  list(...items: readonly Datum[]): ListDatum {
    return list(items, this.use.span);
  }

  constant(value: string | number | boolean): Datum {
    return constant(value, this.use.span);
  }

  /** A name that the program cannot have. */
  name(name: string): SymbolDatum {
    return newName(name, this.use.span, this.by.root);
  }

  /** The list of the values of an expression, so many as the formals take. */
  values(form: string, { names, rest }: Formals, values: Datum): Datum {
    const count = this.constant(names.length);
    return this.form("%values-for", this.constant(form), count, this.constant(rest !== undefined), values);
  }

  /** Each name with the item of the list `all` that is its. */
  bindings({ names, rest }: Formals, all: Datum): readonly Datum[] {
    const bound = names.map((name, index) => this.list(name, this.form("nth", all, this.constant(index))));
    if (rest === undefined) return bound;
    const others = names.length === 0 ? all : this.form("drop", all, this.constant(names.length));
    return [...bound, this.list(rest, others)];
  }

  let(bindings: readonly Datum[], body: readonly Datum[]): Datum {
    return this.form("let", this.list(...bindings), ...body);
  }
}

interface ValuesClause {
  readonly formals: Formals;
  readonly values: Datum;
}

/** The clauses of `((formals values)…)`. */
function clausesOf(datum: Datum | undefined): readonly ValuesClause[] | undefined {
  if (datum?.kind !== "list") return undefined;
  const clauses: ValuesClause[] = [];
  for (const clause of datum.items) {
    if (clause.kind !== "list" || clause.items.length !== 2 || clause.tail !== undefined) return undefined;
    const formals = formalsOf(clause.items[0]);
    if (formals === undefined) return undefined;
    clauses.push({ formals, values: clause.items[1] });
  }
  return clauses;
}

export function expandLetValues(use: ListDatum, _: Environment, by: Expander): Datum | undefined {
  const writing = new Writing(use, by, "(let-values (((name…) values)…) body…)");
  const [, first, ...body] = use.items;
  const clauses = clausesOf(first);
  if (clauses === undefined || body.length === 0) return writing.malformed();
  const lists = clauses.map((clause) => ({ ...clause, all: writing.name("all") }));
  const all = lists.map(({ formals, values, all }) =>
    writing.list(all, writing.values("let-values", formals, values)),
  );
  const bindings = lists.flatMap(({ formals, all }) => writing.bindings(formals, all));
  return writing.let(all, [writing.let(bindings, body)]);
}

export function expandLetStarValues(use: ListDatum, _: Environment, by: Expander): Datum | undefined {
  const writing = new Writing(use, by, "(let*-values (((name…) values)…) body…)");
  const [, first, ...body] = use.items;
  const clauses = clausesOf(first);
  if (clauses === undefined || body.length === 0) return writing.malformed();
  let inner: readonly Datum[] = [writing.let([], body)];
  for (const { formals, values } of [...clauses].reverse()) {
    inner = [named(writing, "let*-values", formals, values, inner)];
  }
  return inner[0];
}

export function expandReceiveValues(use: ListDatum, _: Environment, by: Expander): Datum | undefined {
  const writing = new Writing(use, by, "(receive-values (name…) values body…)");
  const [, first, values, ...body] = use.items;
  const formals = formalsOf(first);
  if (formals === undefined || values === undefined || body.length === 0) return writing.malformed();
  return named(writing, "receive-values", formals, values, body);
}

function named(
  writing: Writing,
  form: string,
  formals: Formals,
  values: Datum,
  body: readonly Datum[],
): Datum {
  const all = writing.name("all");
  const bound = writing.list(all, writing.values(form, formals, values));
  return writing.let([bound], [writing.let(writing.bindings(formals, all), body)]);
}

/** A function of all arguments, which looks for the first clause that takes so many. */
export function expandCaseLambda(use: ListDatum, _: Environment, by: Expander): Datum | undefined {
  const writing = new Writing(use, by, "(case-lambda ((parameter…) body…)…)");
  const all = writing.name("all");
  const count = writing.name("count");
  const clauses: Datum[] = [];
  for (const clause of use.items.slice(1)) {
    const [first, ...body] = clause.kind === "list" ? clause.items : [];
    const formals = formalsOf(first);
    if (formals === undefined || body.length === 0) return writing.malformed();
    const { names, rest } = formals;
    const fits = writing.form(rest === undefined ? "=" : ">=", count, writing.constant(names.length));
    clauses.push(writing.list(fits, writing.let(writing.bindings(formals, all), body)));
  }
  clauses.push(writing.form("else", writing.form("%no-clause", count)));
  const counted = writing.list(count, writing.form("length", all));
  return writing.form("lambda", all, writing.let([counted], [writing.form("cond", ...clauses)]));
}
