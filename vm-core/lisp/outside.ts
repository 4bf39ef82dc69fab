/** What a text gets from other files, as data: names that modules export, and texts that it includes. */

/** What a module exports, where it is known. */
export type ExportsOf = (path: string) => readonly Exported[] | undefined;

export interface Exported {
  readonly name: string;
  /** Of a function that leaves no value: how many arguments it takes. */
  readonly silent?: number;
}

/** What an `include` leads to: a file, or why there is none. */
export type IncludedFile =
  | {
      /** The same for every path that leads to it: what is relative to the file is relative to this. */
      readonly name: string;
      readonly text: string;
    }
  | { readonly problem: string };

/** The file that `path` leads to, as written in the file `from`; undefined when nobody has looked for it yet. */
export type IncludeOf = (path: string, from: string) => IncludedFile | undefined;

/** What a text gets from others. */
export interface TextOutside {
  /** Tells what the modules that it imports export. */
  readonly exportsOf: ExportsOf;
  /** Tells what it includes; nothing when absent. */
  readonly includeOf?: IncludeOf | undefined;
}

/** An include that was met, and what it led to. */
export interface Inclusion {
  readonly path: string;
  readonly from: string;
  readonly file: IncludedFile | undefined;
}
