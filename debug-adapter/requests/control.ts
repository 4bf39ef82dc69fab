/** Requests that resume and stop processes. */
import type { StepKind } from "../../vm-core/index.ts";
import { type Arguments, flag, optionalText, RequestError } from "../arguments.ts";
import type { AdapterSession } from "../session.ts";
import { listThreads } from "../threads.ts";
import { done, type RequestGroup, threadOf } from "./group.ts";

export const controlRequests: RequestGroup = {
  capabilities: {
    supportsSingleThreadExecutionRequests: true,
    supportsSteppingGranularity: true,
    supportsTerminateThreadsRequest: true,
  },
  requests: {
    threads: ({ debugged }) => ({ threads: listThreads(debugged) }),
    continue(session, args) {
      const pid = threadOf(session, args);
      return { allThreadsContinued: session.launched.resume(pid, flag(args, "singleThread")) };
    },
    next: (session, args) => step(session, args, "over"),
    stepIn: (session, args) => step(session, args, "in"),
    stepOut: (session, args) => step(session, args, "out"),
    pause(session, args) {
      const pid = threadOf(session, args);
      return done(session.launched.pause(pid));
    },
    terminateThreads: ({ launched }, { threadIds }) => {
      if (!Array.isArray(threadIds) || !threadIds.every(Number.isSafeInteger))
        throw new RequestError("`threadIds` must be a list of integers");
      if (launched.debugger === undefined) throw new RequestError("the program runs without debugging");
      for (const pid of threadIds.map((id) => launched.thread(id))) launched.debugger.control.kill(pid);
      return undefined;
    },
  },
};

function step(session: AdapterSession, args: Arguments, kind: StepKind): undefined {
  const pid = threadOf(session, args);
  const unit = optionalText(args, "granularity") === "instruction" ? "instruction" : "form";
  const all = session.launched.step(kind, pid, flag(args, "singleThread"), unit);
  if (all && listThreads(session.debugged).length > 1) session.events.stepping(pid);
  return undefined;
}
