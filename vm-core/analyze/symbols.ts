/** The names of a document: labels and variables, with every place where they are written. */
import { isAddress } from "../asm/assembler.ts";
import type { AsmSyntax, LabelLine } from "../asm/syntax.ts";
import type { Span } from "../text/span.ts";

export interface LabelSymbol {
  readonly name: string;
  /** First definition; absent when the label is only used. */
  readonly definition: LabelLine | undefined;
  /** The address that it names: the number of instruction lines before it. */
  readonly address: number | undefined;
  readonly references: readonly Span[];
  /** The parameters of the calls and function values that name it, as first written. */
  readonly parameters: readonly string[] | undefined;
}

export interface VariableSymbol {
  readonly name: string;
  readonly writes: readonly Span[];
  readonly reads: readonly Span[];
}

export interface Symbols {
  readonly labels: ReadonlyMap<string, LabelSymbol>;
  readonly variables: ReadonlyMap<string, VariableSymbol>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

const WRITING = new Set(["STORE", "CATCH"]);

export function findSymbols(syntax: AsmSyntax): Symbols {
  const labels = new Map<string, Mutable<LabelSymbol>>();
  const variables = new Map<string, Mutable<VariableSymbol>>();
  const label = (name: string) => {
    let symbol = labels.get(name);
    if (symbol === undefined) {
      symbol = { name, definition: undefined, address: undefined, references: [], parameters: undefined };
      labels.set(name, symbol);
    }
    return symbol;
  };
  const variable = (name: string) => {
    let symbol = variables.get(name);
    if (symbol === undefined) {
      symbol = { name, writes: [], reads: [] };
      variables.set(name, symbol);
    }
    return symbol;
  };
  let address = 0;
  for (const line of syntax.lines) {
    if (line.kind === "label") {
      const symbol = label(line.name);
      if (symbol.definition === undefined && line.name !== "") {
        symbol.definition = line;
        symbol.address = address;
      }
      continue;
    }
    address++;
    for (const operand of line.operands) {
      if ((operand.kind === "label" || operand.kind === "label?") && !isAddress(operand.text)) {
        const symbol = label(operand.text);
        symbol.references.push(operand.span);
        symbol.parameters ??= parametersIn(line.operands);
      } else if (operand.kind === "names") {
        variable(operand.text).writes.push(operand.span);
      } else if (operand.name === "name" && (operand.kind === "name" || operand.kind === "name?")) {
        if (!isVariable(line.mnemonic)) continue;
        const symbol = variable(operand.text);
        (WRITING.has(line.mnemonic ?? "") ? symbol.writes : symbol.reads).push(operand.span);
      }
    }
  }
  labels.delete("");
  return { labels, variables };
}

function parametersIn(operands: readonly { kind: string; text: string }[]): string[] | undefined {
  const names = operands.filter((operand) => operand.kind === "names").map((operand) => operand.text);
  return names.length > 0 ? names : undefined;
}

function isVariable(mnemonic: string | undefined): boolean {
  switch (mnemonic) {
    case "STORE":
    case "LOAD":
    case "DELETE":
    case "CAPTURE":
    case "EXPORT":
    case "CATCH":
      return true;
    default:
      return false;
  }
}
