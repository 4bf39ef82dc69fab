/** Requests of the files and async groups. Paths are as the program gave them. */

export type FileRequest =
  | { readonly kind: "read-file"; readonly path: string }
  | {
      readonly kind: "write-file";
      readonly path: string;
      readonly text: string;
      /** Add to what is there, instead of replacing it. */
      readonly append: boolean;
    }
  | { readonly kind: "read-bytes"; readonly path: string }
  | { readonly kind: "write-bytes"; readonly path: string; readonly data: Uint8Array }
  | { readonly kind: "file-exists"; readonly path: string }
  | { readonly kind: "file-size"; readonly path: string }
  | { readonly kind: "delete-file"; readonly path: string }
  /** The names in a directory, sorted. */
  | { readonly kind: "list-directory"; readonly path: string }
  /** Starts reading; the reply is a future. */
  | { readonly kind: "start-read"; readonly path: string }
  /** Starts writing; the reply is a future. */
  | { readonly kind: "start-write"; readonly path: string; readonly text: string }
  /** The outcome of what a future stands for; `name` is the future's. */
  | { readonly kind: "await"; readonly future: number; readonly name: string };
