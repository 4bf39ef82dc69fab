/** What the extension and the page of a view say to each other. */

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** `data` is what the server answered; null while the text does not assemble. */
export type ToPage =
  | { readonly type: "show"; readonly data: unknown }
  | { readonly type: "cursor"; readonly line: number };

export type FromPage = { readonly type: "ready" } | { readonly type: "reveal"; readonly range: Range };

export interface FlowChart {
  readonly blocks: readonly {
    readonly labels: readonly string[];
    readonly lines: readonly string[];
    readonly range: Range;
    readonly isReachable: boolean;
    readonly isLoop: boolean;
  }[];
  readonly edges: readonly {
    readonly from: number;
    readonly to: number;
    readonly kind: "next" | "jump" | "taken" | "not taken" | "call" | "handler";
    readonly isBack: boolean;
  }[];
  readonly left: number;
}

export interface PassesView {
  readonly columns: readonly {
    readonly title: string;
    readonly length: number;
    readonly lines: readonly {
      readonly text: string;
      readonly from: readonly number[];
      readonly reason?: string;
    }[];
  }[];
  readonly places: readonly Range[];
  readonly left: number;
}
