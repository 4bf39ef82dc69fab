/** The shape of a file of performers. */
import type { HostRequest, Reply } from "../../index.ts";
import type { HostState } from "./state.ts";

/** How the requests of some kinds are performed. What goes wrong is a fault: none throws or rejects. */
export type Performers<Kind extends HostRequest["kind"]> = {
  readonly [K in Kind]: (
    request: Extract<HostRequest, { kind: K }>,
    state: HostState,
  ) => Promise<Reply> | Reply;
};
