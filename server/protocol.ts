/**
 * What the language server and the editor say to each other beyond the Language Server Protocol.
 *
 * Invariant: imported by both sides, so it imports nothing. Coordinates are those of the protocol.
 */

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A request that only this client makes; what it takes and answers is in its type alone. */
export interface CustomRequest<Params, Answer> {
  readonly method: string;
  readonly types?: (params: Params) => Answer;
}

/** About a document that is open. */
export interface DocumentParams {
  readonly textDocument: { readonly uri: string };
}

/** About what is open; null while there is no answer, such as for a text that does not assemble. */
type DocumentRequest<Answer> = CustomRequest<DocumentParams, Answer | null>;

/** What the client says when it starts the server. */
export interface InitializationOptions {
  /**
   * The URI that shows a page of the documentation. `{page}` in it is replaced by file and section, such as
   * `instructions.md#add`, encoded as a URI component.
   */
  readonly docs?: string;
  /** How the client hears of problems; `push` also for one that could ask. A client that cannot ask is told. */
  readonly diagnostics?: "push" | "pull";
}

/** The scheme of the documents that hold optimized programs; nothing is reported about them. */
export const OPTIMIZED_SCHEME = "ttvm-optimized";
/** The scheme of the documents that hold the assembly of Lisp; nothing is reported about them. */
export const ASSEMBLY_SCHEME = "ttvm-assembly";
/** The scheme of the documents that hold the register IR of a program; no language is served there. */
export const REGISTER_IR_SCHEME = "ttvm-ir";

/** The command of the code lens of a function; it takes the URI and the position of the name. */
export const SHOW_REFERENCES = "ttvm.showReferences";
/** The commands of the code lenses of a program; they take its URI. */
export const RUN = "ttvm.run";
export const DEBUG = "ttvm.debug";
export const RUN_TEST = "ttvm.runTest";
/** The client's command that shows an optimized program beside its source; its argument is the source's URI. */
export const PREVIEW_OPTIMIZED = "ttvm.previewOptimized";

/** The text of a document of the standard library; null when it has none of that name. */
export const LIBRARY_TEXT: CustomRequest<{ readonly uri: string }, string | null> = {
  method: "ttvm/libraryText",
};

export const OPTIMIZED: DocumentRequest<OptimizedAnswer> = { method: "ttvm/optimized" };
export const FLOW_CHART: DocumentRequest<FlowChartAnswer> = { method: "ttvm/flowChart" };
export const PASSES: DocumentRequest<PassesAnswer> = { method: "ttvm/passes" };
export const ASSEMBLY: DocumentRequest<LinkedTextAnswer> = { method: "ttvm/assembly" };
export const REGISTER_IR: DocumentRequest<LinkedTextAnswer> = { method: "ttvm/registerIr" };

/** The form that a REPL is sent from a place of a Lisp document; null where there is none. */
export const TOP_LEVEL_FORM: CustomRequest<DocumentParams & { readonly position: Position }, Range | null> = {
  method: "ttvm/topLevelForm",
};

export interface OptimizedAnswer {
  readonly text: string;
  /** `34 → 21 instructions (−38 %)` */
  readonly summary: string;
}

export interface FlowChartAnswer {
  readonly blocks: readonly {
    readonly labels: readonly string[];
    readonly lines: readonly string[];
    readonly range: Range;
    readonly isReachable: boolean;
    readonly isLoop: boolean;
  }[];
  readonly edges: readonly {
    /** Indices of blocks. */
    readonly from: number;
    readonly to: number;
    readonly kind: "next" | "jump" | "taken" | "not taken" | "call" | "handler";
    readonly isBack: boolean;
  }[];
  /** How many blocks are left out. */
  readonly left: number;
}

export interface PassesAnswer {
  readonly columns: readonly {
    readonly title: string;
    readonly length: number;
    readonly lines: readonly {
      readonly text: string;
      readonly from: readonly number[];
      readonly reason?: string;
    }[];
    /** What the pass has done to the lines of the column before, as indices; empty for the source. */
    readonly rows: readonly { readonly before?: number; readonly after?: number; readonly reason?: string }[];
  }[];
  /** The place of each source instruction, by its address. */
  readonly places: readonly Range[];
  /** How many passes at the end are left out. */
  readonly left: number;
}

/** A text that a document becomes, such as the assembly of Lisp, or the document's first error. */
export type LinkedTextAnswer =
  | ({ readonly text: string } & TextLinks)
  | { readonly version: number; readonly error: { readonly message: string; readonly range: Range } };

export interface TextLinks {
  /** The version of the source that the ranges are of. */
  readonly version: number;
  /**
   * An instruction: its line in the text, where what leads to it begins, where it comes from in the source, and what is to
   * be said beside it. A line that comes from several places is there for each, its own place first.
   */
  readonly lines: readonly {
    readonly first: number;
    readonly line: number;
    readonly range: Range;
    readonly note?: string;
  }[];
  /** The parts of the source that lines come from; an outer one before those in it. */
  readonly forms: readonly Range[];
}
