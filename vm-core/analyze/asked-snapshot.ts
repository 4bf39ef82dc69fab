/**
 * A snapshot of which each part is found out when somebody asks for it.
 *
 * Invariant: the parts are asked for in methods of a class. Each object literal that has getters gets a shape of its own in V8, and
 * shapes live until all of the heap is looked through, with all that the getters know of: so every version of a text would.
 */
import type { LineIndex } from "../text/line-index.ts";
import type { LanguageId, SnapshotOf } from "./snapshot.ts";

/** What is known of a snapshot from the start. */
type Known = "language" | "uri" | "version" | "text" | "lines";

/** How each other part is found. */
export type Found<L extends LanguageId> = {
  readonly [K in Exclude<keyof SnapshotOf[L], Known>]: () => SnapshotOf[L][K];
};

export interface KnownText {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly lines: LineIndex;
}

export class AskedSnapshot<L extends LanguageId> {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly lines: LineIndex;

  constructor(
    readonly language: L,
    { uri, version, text, lines }: KnownText,
    private readonly find: Found<L>,
  ) {
    this.uri = uri;
    this.version = version;
    this.text = text;
    this.lines = lines;
  }

  get syntax(): SnapshotOf[L]["syntax"] {
    return this.find.syntax();
  }

  get symbols(): SnapshotOf[L]["symbols"] {
    return this.find.symbols();
  }

  get problems(): SnapshotOf[L]["problems"] {
    return this.find.problems();
  }

  get earlyProblems(): SnapshotOf[L]["earlyProblems"] {
    return this.find.earlyProblems();
  }

  get diagnostics(): SnapshotOf[L]["diagnostics"] {
    return this.find.diagnostics();
  }

  get program(): SnapshotOf[L]["program"] {
    return this.find.program();
  }

  get inclusions(): SnapshotOf[L]["inclusions"] {
    return this.find.inclusions();
  }

  get rewrites(): SnapshotOf[L]["rewrites"] {
    return this.find.rewrites();
  }
}
