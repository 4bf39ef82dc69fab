/** Inlay hints as data: what is shown within a text, and which of it somebody wants. */

/** What is shown within the text of a program. */
export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  readonly kind: "parameter" | "type" | "address" | "stack";
}

/** Which hints are wanted. */
export interface InlayHintSettings {
  /** The names of the parameters that arguments are for; `literals`: of numbers, strings and booleans alone. */
  readonly parameterNames: "off" | "literals" | "all";
  /** The addresses that labels stand for, beside operands that name labels. */
  readonly addresses: boolean;
  /** How many values are on the stack: at labels where there are any, or after each line. */
  readonly stackDepth: "off" | "labels" | "lines";
  /** The types of the values that are stored. */
  readonly types: boolean;
}

/** The length of what is written beside code. */
const LONGEST_TYPE = 40;

/** `int or float`; undefined where anything is possible, or too much to write. */
export function shownType(names: string): string | undefined {
  return names === "" || names.length > LONGEST_TYPE ? undefined : names;
}
