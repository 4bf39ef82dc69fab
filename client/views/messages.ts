/** What the extension and the page of a view say to each other. */

import type { Range } from "../../server/protocol.ts";

/** `data` is what the server answered; null while the text does not assemble. */
export type ToPage =
  | { readonly type: "show"; readonly data: unknown }
  | { readonly type: "cursor"; readonly line: number };

export type FromPage =
  | { readonly type: "ready" }
  | { readonly type: "reveal"; readonly range: Range }
  /** The picture, to be saved where the person says. */
  | { readonly type: "save"; readonly svg: string };
