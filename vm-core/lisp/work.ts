/** What analysing a part of a program has come to, besides its node: so that it can be done again without analysing it. */
import type { FunctionNode, Variable } from "./nodes.ts";

export class AnalysisWork {
  /** Variables that were made. */
  readonly variables: Variable[] = [];
  /** Functions of the library that were used, in the order of their first uses. */
  readonly library = new Set<LibraryFunction>();
  /** Globals that `set!` changes. */
  readonly assigned: Variable[] = [];
  /** Globals that definitions gave a value, and the function that it is. */
  readonly initialized: { readonly variable: Variable; readonly known: FunctionNode | undefined }[] = [];
  /** It depends on more, or has done more, than is noted. */
  isUnsteady = false;
}

/** A function that a program has because it uses it. */
export interface LibraryFunction {
  readonly key: string;
  readonly variable: Variable;
  /** What its parameters, and what its body have come to. */
  readonly parameters: AnalysisWork;
  body: AnalysisWork | undefined;
  /** Its body waits until the program has been analysed. */
  readonly isLater: boolean;
}
