/** The names of a document: labels and variables, with every place where they are written. */
import { namesLabel, roleOf } from "../asm/label-uses.ts";
import type { AsmSyntax, InstructionLine, LabelLine, OperandSyntax } from "../asm/syntax.ts";
import { accessOf } from "../isa/typing.ts";
import type { Span } from "../text/span.ts";

export { namesLabel, namesMissingLabel, roleOf, usesOfLabel } from "../asm/label-uses.ts";

/** A label with its definitions and references. */
export interface LabelSymbol {
  readonly name: string;
  /** First definition; absent when the label is only used. */
  readonly definition: LabelLine | undefined;
  /** Further definitions, which are errors. */
  readonly repeated: readonly LabelLine[];
  /** The address that it names: the number of instruction lines before it. */
  readonly address: number | undefined;
  readonly references: readonly Span[];
  /** The parameters of the calls and function values that name it, as first written. */
  readonly parameters: readonly string[] | undefined;
}

/** A variable with the spans of the operands that write and read it. */
export interface VariableSymbol {
  readonly name: string;
  readonly writes: readonly Span[];
  readonly reads: readonly Span[];
}

/** The names of an assembly text, each once. */
export interface Symbols {
  readonly labels: ReadonlyMap<string, LabelSymbol>;
  readonly variables: ReadonlyMap<string, VariableSymbol>;
}

/** What labels have that have none: most have no further definition, and a text can have very many labels. */
const NOTHING: never[] = [];

/** A symbol while it is collected. */
type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

export function findSymbols(syntax: AsmSyntax): Symbols {
  const labels = new Map<string, Mutable<LabelSymbol>>();
  const variables = new Map<string, Mutable<VariableSymbol>>();
  const children: OperandSyntax[] = [];
  let address = 0;
  for (const line of syntax.lines) {
    if (line.kind === "label") {
      define(labelSymbol(labels, line.name), line, address);
      continue;
    }
    address++;
    for (const operand of line.operands) {
      if (namesLabel(operand)) refer(labelSymbol(labels, operand.text), line, operand);
      const access = accessOf(roleOf(line, operand));
      if (access === "child") children.push(operand);
      else if (access === "read") variableSymbol(variables, operand.text).reads.push(operand.span);
      else if (access === "write") variableSymbol(variables, operand.text).writes.push(operand.span);
    }
  }
  labels.delete("");
  for (const child of children) {
    const symbol = labels.get(child.text);
    if (symbol !== undefined) addReference(symbol, child.span);
  }
  return { labels, variables };
}

function labelSymbol(labels: Map<string, Mutable<LabelSymbol>>, name: string): Mutable<LabelSymbol> {
  let symbol = labels.get(name);
  if (symbol === undefined) {
    symbol = {
      name,
      definition: undefined,
      repeated: NOTHING,
      address: undefined,
      references: NOTHING,
      parameters: undefined,
    };
    labels.set(name, symbol);
  }
  return symbol;
}

function variableSymbol(
  variables: Map<string, Mutable<VariableSymbol>>,
  name: string,
): Mutable<VariableSymbol> {
  let symbol = variables.get(name);
  if (symbol === undefined) {
    symbol = { name, writes: [], reads: [] };
    variables.set(name, symbol);
  }
  return symbol;
}

function define(symbol: Mutable<LabelSymbol>, line: LabelLine, address: number): void {
  if (symbol.definition === undefined) {
    symbol.definition = line;
    symbol.address = address;
  } else {
    if (symbol.repeated === NOTHING) symbol.repeated = [];
    symbol.repeated.push(line);
  }
}

function addReference(symbol: Mutable<LabelSymbol>, span: Span): void {
  if (symbol.references === NOTHING) symbol.references = [];
  symbol.references.push(span);
}

function refer(symbol: Mutable<LabelSymbol>, line: InstructionLine, operand: OperandSyntax): void {
  addReference(symbol, operand.span);
  const names = line.operands.filter(({ kind }) => kind === "names").map(({ text }) => text);
  if (names.length > 0) symbol.parameters ??= names;
}
