/** Requests about what can be seen of stopped processes. */
import type { RequestGroup } from "./group.ts";
import { threadOf } from "./group.ts";

export const inspectionRequests: RequestGroup = {
  capabilities: {
    supportsDelayedStackTraceLoading: true,
    supportsExceptionInfoRequest: true,
    supportsSetVariable: true,
    supportsEvaluateForHovers: true,
    supportsClipboardContext: true,
    supportsCompletionsRequest: true,
  },
  requests: {
    stackTrace(session, args) {
      const pid = threadOf(session, args);
      return session.launched.inspection.stackTrace(pid, args);
    },
    exceptionInfo(session, args) {
      const pid = threadOf(session, args);
      return session.launched.inspection.exceptionInfo(pid);
    },
    scopes: ({ launched }, args) => launched.inspection.scopes(args),
    variables: ({ launched }, args) => launched.inspection.variables(args),
    setVariable(session, args) {
      const variable = session.launched.inspection.setVariable(args);
      session.invalidate();
      return variable;
    },
    evaluate(session, args) {
      const { inspection, shown } = session.launched;
      return inspection.evaluate(shown, args, () => session.invalidate());
    },
    completions({ launched }, args) {
      const { inspection, shown } = launched;
      return inspection.completions(shown, args);
    },
  },
};
