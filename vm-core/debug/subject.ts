/** A process that a debugger looks at. */
import type { Mailbox } from "../run/mailbox.ts";
import type { Process } from "../run/process.ts";
import type { Ties } from "../run/ties.ts";

/** A process with what it had while it lived: one that ends loses its messages and ties. */
export interface Subject {
  readonly process: Process;
  readonly mailbox: Mailbox | null;
  readonly ties: Ties | null;
}

export function subjectOf(process: Process): Subject {
  return { process, mailbox: process.mailbox, ties: process.ties };
}

/** Its registered name, else what it was spawned as. */
export function nameOf({ process, ties }: Pick<Subject, "process" | "ties">): string {
  return [...(ties?.names ?? [])][0] ?? process.name;
}
