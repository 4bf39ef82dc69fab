/** Requests of the data group: work that takes long enough to leave the thread. */

export type DataRequest =
  | { readonly kind: "compress"; readonly data: string | Uint8Array }
  | { readonly kind: "decompress"; readonly data: Uint8Array }
  | { readonly kind: "encrypt"; readonly text: string; readonly key: string }
  | { readonly kind: "decrypt"; readonly data: Uint8Array; readonly key: string }
  | { readonly kind: "hash"; readonly data: string | Uint8Array };
