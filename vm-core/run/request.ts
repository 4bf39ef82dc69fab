/**
 * What the host can be asked for: plain data, told apart by `kind`. Each area has its file in `requests/`.
 *
 * `import` is the machine's own: the driver answers it with the module loader, never the host.
 */
import type { DataRequest } from "./requests/data.ts";
import type { DatabaseRequest } from "./requests/database.ts";
import type { FileRequest } from "./requests/files.ts";
import type { InputRequest } from "./requests/input.ts";
import type { NetworkRequest } from "./requests/network.ts";
import type { RandomRequest } from "./requests/random.ts";
import type { StreamRequest } from "./requests/streams.ts";
import type { SystemRequest } from "./requests/system.ts";
import type { TimeRequest } from "./requests/time.ts";

export type Request =
  | DataRequest
  | DatabaseRequest
  | FileRequest
  | ImportRequest
  | InputRequest
  | NetworkRequest
  | RandomRequest
  | StreamRequest
  | SystemRequest
  | TimeRequest;

/** What reaches a host. */
export type HostRequest = Exclude<Request, ImportRequest>;

export interface ImportRequest {
  readonly kind: "import";
  /** As written. */
  readonly path: string;
  /** The file that it is written in. */
  readonly from: string;
}
