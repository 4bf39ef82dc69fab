/** Requests that say what stops a program. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { type Arguments, asArguments, objects, texts } from "../arguments.ts";
import { canonicalPath } from "../convert.ts";
import type { AdapterSession } from "../session.ts";
import type { RequestGroup } from "./group.ts";

const FILTERS: DebugProtocol.ExceptionBreakpointsFilter[] = [
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
];

export const breakpointRequests: RequestGroup = {
  capabilities: {
    supportsFunctionBreakpoints: true,
    supportsConditionalBreakpoints: true,
    supportsHitConditionalBreakpoints: true,
    supportsLogPoints: true,
    supportsBreakpointLocationsRequest: true,
    exceptionBreakpointFilters: FILTERS,
  },
  requests: {
    setBreakpoints: ({ breakpoints, target }, args) => ({
      breakpoints: breakpoints.setInFile(args, target),
    }),
    setFunctionBreakpoints: ({ breakpoints, target }, args) => ({
      breakpoints: breakpoints.setAtFunctions(args, target),
    }),
    setExceptionBreakpoints(session, args) {
      const options = objects(args, "filterOptions").map(({ filterId }) => String(filterId));
      session.filterStops([...texts(args, "filters"), ...options]);
      return {};
    },
    breakpointLocations: (session, args) => ({ breakpoints: breakpointLocations(session, args) }),
  },
};

function breakpointLocations(
  { format, target }: AdapterSession,
  args: Arguments,
): DebugProtocol.BreakpointLocation[] {
  const path = format.path(asArguments(args.source));
  if (typeof target === "string") return [];
  const file = target.files.find(({ name }) => canonicalPath(name) === path);
  if (file === undefined) return [];
  const places = target.breakpoints.placesIn(file.name, format.span(args, file));
  return places.map((span) => format.range(span, file));
}
