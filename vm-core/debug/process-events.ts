/** Which events between processes are reasons to stop, and the words for them. */
import type { ProcessEvent } from "../run/events.ts";
import { NORMAL } from "../run/ties.ts";
import { display } from "../value/display.ts";
import type { Value } from "../value/value.ts";
import { preview } from "./preview.ts";
import type { StopReason } from "./stop.ts";

/**
 * `spawn`: a process was started; `exit`: one has ended; `down`: one learns by a link or a monitor that another
 * has ended abnormally, is told to end so itself, or restarts a child.
 */
export type EventFilter = "spawn" | "exit" | "down";

/** An event that is a reason to stop, and the process that it happened to. */
export interface EventReason {
  readonly filter: EventFilter;
  readonly pid: number;
  readonly text: string;
  /** A process failed, or was made to exit. */
  readonly abnormal: boolean;
}

/** How many events are described; of more, the rest is counted. */
const DESCRIBED = 10;

/** One reason to stop for several events. */
export function stopReason(events: readonly EventReason[]): Extract<StopReason, { kind: "event" }> {
  const texts = events.slice(0, DESCRIBED).map(({ text }) => text);
  if (events.length > DESCRIBED) texts.push(`${events.length - DESCRIBED} more`);
  return { kind: "event", texts, abnormal: events.some(({ abnormal }) => abnormal) };
}

/** `name` gives a process's name for a sentence: `process 3 (worker)`. */
export function eventReason(event: ProcessEvent, name: (pid: number) => string): EventReason | undefined {
  const { pid } = event;
  switch (event.kind) {
    case "spawn": {
      const { child } = event;
      return {
        filter: "spawn",
        pid: child,
        text: `${name(child)} was started by ${name(pid)}`,
        abnormal: false,
      };
    }
    case "exit":
      return {
        filter: "exit",
        pid,
        text: `${name(pid)} ended${ending(event.reason)}`,
        abnormal: isAbnormal(event.reason),
      };
    case "signal":
      if (!isAbnormal(event.reason)) return undefined;
      return {
        filter: "down",
        pid: event.to,
        text: `${name(event.to)} got an exit signal from ${name(pid)}: ${reasonText(event.reason)}`,
        abnormal: true,
      };
    case "down":
      if (!isAbnormal(event.reason)) return undefined;
      return {
        filter: "down",
        pid,
        text: `${name(pid)} learned that ${name(event.other)} ended${ending(event.reason)}`,
        abnormal: true,
      };
    case "restart":
      return {
        filter: "down",
        pid,
        text: `${name(pid)} restarted its child ${event.name} as process ${event.child}`,
        abnormal: false,
      };
    default:
      return undefined;
  }
}

/** A supervisor that shuts its children down is not an error. */
function isAbnormal(reason: Value): boolean {
  return reason !== NORMAL && reason !== "shutdown";
}

function ending(reason: Value): string {
  return reason === NORMAL ? " normally" : `: ${reasonText(reason)}`;
}

function reasonText(reason: Value): string {
  return typeof reason === "string" ? display(reason) : preview(reason);
}
