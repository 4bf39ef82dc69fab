/**
 * What the host can be asked for: plain data, told apart by `kind`. Each area has its file in `requests/`.
 *
 * `import` is the machine's own: the driver answers it with the module loader, never the host.
 */
import type { TimeRequest } from "./requests/time.ts";

export type Request = ImportRequest | TimeRequest;

/** What reaches a host. */
export type HostRequest = Exclude<Request, ImportRequest>;

export interface ImportRequest {
  readonly kind: "import";
  /** As written. */
  readonly path: string;
  /** The file that it is written in. */
  readonly from: string;
}
