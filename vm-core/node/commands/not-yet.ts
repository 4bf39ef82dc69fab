/** Commands that `ttvm` is to have and this version does not: known, so that they are refused with a reason. */
import type { Command } from "commander";

const COMMANDS: readonly { readonly name: string; readonly what: string }[] = [
  { name: "bench", what: "comparing execution modes" },
  { name: "benchmark-performance", what: "comparing execution modes" },
  { name: "benchmark-ir-vs-stack", what: "comparing execution modes" },
];

export function register(program: Command): void {
  for (const { name, what } of COMMANDS) {
    const command = program
      .command(name, { hidden: true })
      .description(`${what}: not there yet`)
      .allowUnknownOption()
      .allowExcessArguments()
      .action(() =>
        command.error(`error: \`ttvm ${name}\` is not there yet: ${what} comes with a later version`),
      );
  }
}
