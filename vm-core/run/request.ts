/**
 * What the host can be asked for: plain data.
 *
 * `import` is the machine's own: the driver answers it with the module loader, never the host.
 */

export type Request = ImportRequest | { readonly kind: "sleep"; readonly milliseconds: number };

export interface ImportRequest {
  readonly kind: "import";
  /** As written. */
  readonly path: string;
  /** The file that it is written in. */
  readonly from: string;
}
