/**
 * What the host can be asked for: plain data, told apart by `kind`. Each area has its file in `requests/`.
 *
 * `import`, `spawn` and `supervise` are the machine's own: they are answered with the module loader, `evaluate` with the
 * compiler of data, and `sleep` by the driver.
 */
import type { Value } from "../value/value.ts";
import type { DataRequest } from "./requests/data.ts";
import type { DatabaseRequest } from "./requests/database.ts";
import type { FileRequest } from "./requests/files.ts";
import type { InputRequest } from "./requests/input.ts";
import type { NetworkRequest } from "./requests/network.ts";
import type { RandomRequest } from "./requests/random.ts";
import type { StreamRequest } from "./requests/streams.ts";
import type { SystemRequest } from "./requests/system.ts";
import type { SleepRequest, TimeRequest } from "./requests/time.ts";

export type Request =
  | DataRequest
  | DatabaseRequest
  | EvaluateRequest
  | FileRequest
  | ImportRequest
  | InputRequest
  | NetworkRequest
  | RandomRequest
  | SleepRequest
  | StreamRequest
  | SpawnRequest
  | SuperviseRequest
  | SystemRequest
  | TimeRequest;

/** What reaches a host. */
export type HostRequest = Exclude<
  Request,
  EvaluateRequest | ImportRequest | SleepRequest | SpawnRequest | SuperviseRequest
>;

/** Data to run as a program. */
export interface EvaluateRequest {
  readonly kind: "evaluate";
  readonly datum: Value;
}

/** A module to run as a process. */
export interface SpawnRequest {
  readonly kind: "spawn";
  readonly name: string;
  readonly from: string;
}

/** A module to run as a supervised child. */
export interface SuperviseRequest {
  readonly kind: "supervise";
  readonly name: string;
  readonly from: string;
  readonly restart: "permanent" | "transient" | "temporary";
  readonly shutdown: number;
}

export interface ImportRequest {
  readonly kind: "import";
  /** As written. */
  readonly path: string;
  /** The file that it is written in. */
  readonly from: string;
}
