/** Steps of the process instructions: this machine runs a single process, which has nobody to talk to. */
import { MNEMONICS, type Mnemonic, rowOf } from "../../isa/index.ts";
import type { PROCESSES } from "../../isa/processes.ts";
import type { Handler, Handlers } from "../step.ts";

type ProcessMnemonic = keyof typeof PROCESSES;

/** The names under which the original machine reports them. */
const REPORTED: Partial<Record<ProcessMnemonic, string>> = {
  START_SUPERVISOR: "STARTSUPERVISOR",
  SUPERVISE_CHILD: "SUPERVISECHILD",
  RESTART_CHILD: "RESTARTCHILD",
};

function unsupported(mnemonic: ProcessMnemonic): Handler<Mnemonic> {
  const name = REPORTED[mnemonic] ?? mnemonic;
  return () => (process) =>
    process.raise(
      "Unsupported",
      `Unsupported operation: ${name} not supported in VM, use TinyProc scheduler`,
    );
}

export const PROCESS_HANDLERS = Object.fromEntries(
  MNEMONICS.filter((mnemonic) => rowOf(mnemonic).group === "processes").map((mnemonic) => [
    mnemonic,
    unsupported(mnemonic as ProcessMnemonic),
  ]),
) as Handlers<ProcessMnemonic>;
