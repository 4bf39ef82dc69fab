/** The shape of a file of performers. */
import type { HostRequest, Reply } from "../../index.ts";

/** How the requests of some kinds are performed. */
export type Performers<Kind extends HostRequest["kind"]> = {
  readonly [K in Kind]: (request: Extract<HostRequest, { kind: K }>) => Promise<Reply> | Reply;
};
