/** A process that a debugger shows. */
import type { Mailbox } from "../run/mailbox.ts";
import type { Process } from "../run/process.ts";
import type { Ties } from "../run/ties.ts";

/** A process with what it had while it was alive: one that exits loses its messages and ties. */
export interface ShownProcess {
  readonly process: Process;
  readonly mailbox: Mailbox | null;
  readonly ties: Ties | null;
}

export function shownProcess(process: Process): ShownProcess {
  return { process, mailbox: process.mailbox, ties: process.ties };
}

/** Its registered name, else the name that it was spawned with. */
export function nameOf({ process, ties }: Pick<ShownProcess, "process" | "ties">): string {
  return [...(ties?.names ?? [])][0] ?? process.name;
}
