/** What analysing a part of a program has come to, besides its node: so that it can be done again without analysing it. */
import { NONE } from "../text/few.ts";
import type { FunctionNode, Variable } from "./nodes.ts";

interface InitializedGlobal {
  readonly variable: Variable;
  readonly known: FunctionNode | undefined;
}

export class AnalysisWork {
  /** Variables that were made. */
  readonly variables: Variable[] = [];
  /** Functions of the library that were used, in the order of their first uses. */
  library: ReadonlySet<LibraryFunction> = NONE;
  /** Globals that `set!` changes. */
  readonly assigned: Variable[] = [];
  /** Globals that definitions gave a value, and the function that it is. */
  initialized: InitializedGlobal[] = [];
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
