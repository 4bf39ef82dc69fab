/** Requests about the session: from the launch to the end. */
import { done, type RequestGroup } from "./group.ts";

export const lifecycleRequests: RequestGroup = {
  capabilities: { supportsConfigurationDoneRequest: true, supportsTerminateRequest: true },
  requests: {
    launch: async (session, args) => done(await session.launch(args)),
    configurationDone: (session) => done(session.configure()),
    terminate: (session) => done(session.terminate()),
    disconnect: (session) => done(session.disconnect()),
  },
};
