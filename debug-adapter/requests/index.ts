/** All requests that the adapter answers, by name. */
import { breakpointRequests } from "./breakpoints.ts";
import { controlRequests } from "./control.ts";
import type { RequestGroup, RequestHandler } from "./group.ts";
import { inspectionRequests } from "./inspection.ts";
import { lifecycleRequests } from "./lifecycle.ts";
import { sourceRequests } from "./sources.ts";

const GROUPS: readonly RequestGroup[] = [
  lifecycleRequests,
  breakpointRequests,
  controlRequests,
  inspectionRequests,
  sourceRequests,
];

const CAPABILITIES = Object.assign({}, ...GROUPS.map(({ capabilities }) => capabilities));

export const REQUESTS: ReadonlyMap<string, RequestHandler> = new Map<string, RequestHandler>([
  [
    "initialize",
    (session, args) => {
      session.initialize(args);
      return CAPABILITIES;
    },
  ],
  ...GROUPS.flatMap(({ requests }) => Object.entries(requests)),
]);
