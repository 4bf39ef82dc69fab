/**
 * The requests that the adapter knows: each takes its arguments and returns the body of its response, or
 * throws a RequestError.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { StepKind } from "../vm-core/index.ts";
import {
  type Arguments,
  asArguments,
  flag,
  integer,
  objects,
  optionalInteger,
  optionalText,
  texts,
} from "./arguments.ts";
import { canonicalPath } from "./convert.ts";
import type { Session } from "./session.ts";

const CAPABILITIES: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsFunctionBreakpoints: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsBreakpointLocationsRequest: true,
  supportsDelayedStackTraceLoading: true,
  supportsEvaluateForHovers: true,
  supportsClipboardContext: true,
  supportsCompletionsRequest: true,
  supportsSetVariable: true,
  supportsExceptionInfoRequest: true,
  supportsTerminateRequest: true,
  supportsLoadedSourcesRequest: true,
  supportsSingleThreadExecutionRequests: true,
  supportsSteppingGranularity: true,
  exceptionBreakpointFilters: [
    {
      filter: "all",
      label: "Any Fault",
      description: "Stop where a fault or a thrown value arises, caught or not.",
    },
    {
      filter: "uncaught",
      label: "Uncaught Faults",
      description: "Stop where a fault or a thrown value arises that no TRY catches.",
      default: true,
    },
    {
      filter: "spawn",
      label: "Process Starts",
      description: "Stop before the first instruction of each new process.",
    },
    {
      filter: "exit",
      label: "Process Ends",
      description: "Stop when a process has ended, normally or not, with all that it had.",
    },
    {
      filter: "down",
      label: "Exit Signals, Monitor Notices, Restarts",
      description:
        "Stop when a process gets an exit signal, learns by a monitor of an abnormal end, or restarts a child.",
    },
  ],
};

type Handle = (session: Session, args: Arguments) => object | undefined;

export const REQUESTS = {
  initialize(session, args) {
    session.initialize(args);
    return CAPABILITIES;
  },
  launch: (session, args) => done(session.launch(args)),
  setBreakpoints: (session, args) => ({
    breakpoints: session.breakpoints.setInFile(args, session.target),
  }),
  setFunctionBreakpoints: (session, args) => ({
    breakpoints: session.breakpoints.setAtFunctions(args, session.target),
  }),
  setExceptionBreakpoints(session, args) {
    const filters = [
      ...texts(args, "filters"),
      ...objects(args, "filterOptions").map(({ filterId }) => String(filterId)),
    ];
    session.filterStops(filters);
    return {};
  },
  breakpointLocations: (session, args) => ({ breakpoints: breakpointLocations(session, args) }),
  configurationDone: (session) => done(session.configure()),

  threads: (session) => ({ threads: session.threads() }),
  stackTrace: (session, args) => {
    const pid = threadOf(session, args);
    return session.launched.inspection.stackTrace(pid, args);
  },
  scopes: (session, args) => session.launched.inspection.scopes(args),
  variables: (session, args) => session.launched.inspection.variables(args),
  setVariable(session, args) {
    const variable = session.launched.inspection.setVariable(args);
    session.invalidate();
    return variable;
  },
  evaluate: (session, args) => {
    const { inspection, shown } = session.launched;
    return inspection.evaluate(shown, args, () => session.invalidate());
  },
  completions: (session, args) => {
    const { inspection, shown } = session.launched;
    return inspection.completions(shown, args);
  },
  exceptionInfo: (session, args) => {
    const pid = threadOf(session, args);
    return session.launched.inspection.exceptionInfo(pid);
  },
  loadedSources: (session) => {
    const { launched } = session;
    const files = launched.debugger?.files ?? [];
    return { sources: files.map((file) => launched.source(file)) };
  },
  source(session, args) {
    const reference = optionalInteger(asArguments(args.source), "sourceReference");
    return { content: session.launched.sourceText(reference ?? integer(args, "sourceReference")) };
  },

  continue(session, args) {
    const pid = threadOf(session, args);
    return { allThreadsContinued: session.launched.resume(pid, flag(args, "singleThread")) };
  },
  next: (session, args) => step(session, args, "over"),
  stepIn: (session, args) => step(session, args, "in"),
  stepOut: (session, args) => step(session, args, "out"),
  pause: (session, args) => {
    const pid = threadOf(session, args);
    return done(session.launched.pause(pid));
  },
  terminate: (session) => done(session.terminate()),
  disconnect: (session) => done(session.disconnect()),
} satisfies Record<string, Handle>;

function done(_: void): undefined {
  return undefined;
}

function step(session: Session, args: Arguments, kind: StepKind): undefined {
  const pid = threadOf(session, args);
  const unit = optionalText(args, "granularity") === "instruction" ? "instruction" : "form";
  session.step(kind, pid, flag(args, "singleThread"), unit);
  return undefined;
}

function threadOf(session: Session, args: Arguments): number {
  return session.launched.thread(integer(args, "threadId"));
}

function breakpointLocations(session: Session, args: Arguments): DebugProtocol.BreakpointLocation[] {
  const { format, target } = session;
  const path = format.path(asArguments(args.source));
  if (typeof target === "string") return [];
  const file = target.files.find(({ name }) => canonicalPath(name) === path);
  if (file === undefined) return [];
  const places = target.breakpointPlaces(file.name, format.span(args, file));
  return places.map((span) => format.range(span, file));
}
