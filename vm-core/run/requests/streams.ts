/** Requests of streams. */
import type { Handle } from "../../value/bytes.ts";
import type { Int } from "../../value/value.ts";

export type StreamRequest =
  /** `type` is `memory` or `file:PATH`. */
  | { readonly kind: "stream-create"; readonly type: string }
  /** Never waits: what is there, up to `limit` bytes. */
  | { readonly kind: "stream-read"; readonly stream: Handle; readonly limit: Int }
  | { readonly kind: "stream-write"; readonly stream: Handle; readonly data: string | Uint8Array }
  /** Replies with true. */
  | { readonly kind: "stream-close"; readonly stream: Handle };
