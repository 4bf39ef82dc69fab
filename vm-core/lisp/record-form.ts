/**
 * `define-record-type`: an object with a name of its type, and functions that make, know, read and change it.
 *
 * Invariant: a field that can change is in a cell; all others are fields of an immutable object. So a record prints,
 * compares, is sent and is shown in the debugger as what it holds. A value that makes a cell a vector or a table is in
 * a list with a mark there (`%field-held` of the library), so that the cell stays a field's.
 */
import { constant, type Datum, keyOf, type ListDatum, list, type SymbolDatum } from "./datum.ts";
import type { Expand, Expander } from "./scope.ts";
import { languageName, newName } from "./syntax-rules.ts";

const SHAPE = "(define-record-type name (constructor field…) predicate (field accessor modifier)…)";

interface Field {
  readonly name: SymbolDatum;
  readonly accessor: SymbolDatum | undefined;
  readonly modifier: SymbolDatum | undefined;
}

export const expandRecordType: Expand = (use, _, by) => {
  const [, type, maker, predicate, ...written] = use.items;
  const name = type?.kind === "list" ? type.items[0] : type;
  const fields = written.map(fieldOf);
  const isWhole =
    name?.kind === "symbol" && isNameOrFalse(predicate) && fields.every((field) => field !== undefined);
  const made = isWhole ? constructorOf(maker, fields) : undefined;
  if (!isWhole || made === undefined) {
    by.malformed(use.span, SHAPE);
    return undefined;
  }
  const record = new RecordType(by, use, name, fields);
  return record.definitions(made.name, made.parameters, predicate);
};

/** A field as written: `(field accessor modifier)`, or its name. */
function fieldOf(datum: Datum): Field | undefined {
  if (datum.kind === "symbol") return { name: datum, accessor: undefined, modifier: undefined };
  if (datum.kind !== "list" || datum.items.length > 3) return undefined;
  const [name, accessor, modifier] = datum.items;
  if (datum.items.some(({ kind }) => kind !== "symbol") || name === undefined) return undefined;
  return {
    name: name as SymbolDatum,
    accessor: accessor as SymbolDatum | undefined,
    modifier: modifier as SymbolDatum | undefined,
  };
}

function isNameOrFalse(datum: Datum | undefined): boolean {
  return (
    datum === undefined || datum.kind === "symbol" || (datum.kind === "constant" && datum.value === false)
  );
}

interface Constructor {
  readonly name: SymbolDatum | undefined;
  readonly parameters: readonly SymbolDatum[];
}

/** `(constructor field…)`, a name alone for all fields, or false. */
function constructorOf(datum: Datum, fields: readonly Field[]): Constructor | undefined {
  if (datum.kind === "constant")
    return datum.value === false ? { name: undefined, parameters: [] } : undefined;
  if (datum.kind === "symbol") return { name: datum, parameters: fields.map(({ name }) => name) };
  const [name, ...parameters] = datum.items;
  const isField = (each: Datum): each is SymbolDatum =>
    each.kind === "symbol" && fields.some((field) => field.name.name === each.name);
  return name?.kind === "symbol" && parameters.every(isField) ? { name, parameters } : undefined;
}

class RecordType {
  private readonly typeName: string;

  constructor(
    private readonly by: Expander,
    private readonly use: ListDatum,
    private readonly type: SymbolDatum,
    private readonly fields: readonly Field[],
  ) {
    this.typeName = type.name.replace(/^<(.+)>$/, "$1");
  }

  definitions(
    maker: SymbolDatum | undefined,
    parameters: readonly SymbolDatum[],
    predicate: Datum | undefined,
  ): Datum {
    const value = newName("value", this.use.span, this.by.root);
    const forms: Datum[] = [this.form("define", this.type, this.text(this.typeName))];
    if (maker !== undefined) {
      forms.push(this.form("define", this.list(maker, ...parameters), this.object(parameters)));
    }
    if (predicate?.kind === "symbol") {
      const test = this.form("%is-record?", value, this.text(this.typeName));
      forms.push(this.form("define", this.list(predicate, value), test));
    }
    for (const field of this.fields) forms.push(...this.access(field, value));
    return this.form("begin", ...forms);
  }

  private object(parameters: readonly SymbolDatum[]): Datum {
    const items: Datum[] = [this.text("record"), this.text(this.typeName)];
    for (const { name, modifier } of this.fields) {
      const parameter = parameters.find((each) => each.name === name.name);
      // The field's own name, where it is the parameter's: then both are one name to who renames it.
      const own = parameter !== undefined && keyOf(parameter) === keyOf(name) ? name : parameter;
      const given = own ?? constant(null, this.use.span);
      items.push(this.text(name.name), modifier === undefined ? given : this.form("%cell", this.held(given)));
    }
    return list(items, this.use.span, "{");
  }

  private *access({ name, accessor, modifier }: Field, value: SymbolDatum): Generator<Datum> {
    const field = (procedure: SymbolDatum): Datum =>
      this.form(
        "%record-field",
        this.text(procedure.name),
        value,
        this.text(this.typeName),
        this.text(name.name),
      );
    if (accessor !== undefined) {
      const read = field(accessor);
      const body = modifier === undefined ? read : this.taken(this.form("%cell-get", read));
      yield this.form("define", this.list(accessor, value), body);
    }
    if (modifier !== undefined) {
      const next = newName("next", this.use.span, this.by.root);
      yield this.form(
        "define",
        this.list(modifier, value, next),
        this.form("%cell-set!", field(modifier), this.held(next)),
      );
    }
  }

  /** What the cell of a field holds for a value, which is a name or a constant. */
  private held(value: Datum): Datum {
    const mayBeMarked = this.form("or", this.form("list?", value), this.form("object?", value));
    return this.form("if", mayBeMarked, this.form("%field-held", value), value);
  }

  /** The value for what the cell of a field holds. */
  private taken(read: Datum): Datum {
    const held = newName("held", this.use.span, this.by.root);
    const value = this.form("if", this.form("list?", held), this.form("%field-value", held), held);
    return this.form("let", this.list(this.list(held, read)), value);
  }

  private form(head: string, ...items: readonly Datum[]): ListDatum {
    return this.list(languageName(head, this.use.span, this.by.root), ...items);
  }

  private list(...items: readonly Datum[]): ListDatum {
    return list(items, this.use.span);
  }

  private text(value: string): Datum {
    return constant(value, this.use.span);
  }
}
