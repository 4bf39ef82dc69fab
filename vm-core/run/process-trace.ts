/** Process events as lines for people: `#3 process 1 → 2: send Str("hi")`. */
import { debug } from "../value/display.ts";
import type { Value } from "../value/value.ts";
import type { ProcessEvent } from "./events.ts";
import type { Output } from "./output.ts";
import type { System } from "./system.ts";

/** `--trace-procs`: writes each event to the run's output, in order with what the program prints. */
export function traceProcesses(system: System, output: Output): void {
  system.events.listen((event) => output.write("trace", `[procs] ${describeEvent(event)}\n`));
}

export function describeEvent(event: ProcessEvent): string {
  return `#${event.sequence} process ${event.pid}${deed(event)}`;
}

function deed(event: ProcessEvent): string {
  switch (event.kind) {
    case "spawn":
      return ` spawns process ${event.child} (${event.name})`;
    case "send":
      return ` → ${event.to}: ${brief(event.message)}`;
    case "receive":
      return ` receives ${brief(event.message)}`;
    case "timeout":
      return " waits no longer";
    case "link":
    case "unlink":
      return ` ${event.kind}s ${event.other}`;
    case "monitor":
    case "demonitor":
      return ` ${event.kind}s ${event.other} (${event.ref})`;
    case "down":
      return ` is told that ${event.other} ended: ${brief(event.reason)} (${event.ref})`;
    case "signal":
      return ` sends exit signal to ${event.to}: ${brief(event.reason)}`;
    case "exit":
      return ` ends: ${brief(event.reason)}`;
    case "register":
    case "unregister":
      return ` ${event.kind}s ${event.name}`;
    default:
      return ` restarts ${event.name} as process ${event.child}`;
  }
}

const SHOWN = 80;

function brief(value: Value): string {
  const text = debug(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
