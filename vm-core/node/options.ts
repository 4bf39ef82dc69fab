/**
 * Options that several commands share, and the one way to read them.
 *
 * Flags may come before a command or after it; what comes after it wins. A flag that the command does not
 * have is wrong usage: nothing is accepted without effect.
 */
import type { Command, Option } from "commander";

/** Wrong usage, or something that this version does not have. */
export const USAGE = 2;

/** What was given on the command line for `command`: its own options, and those before it. */
export function givenOptions<T extends object>(command: Command): Partial<T> {
  const chain: Command[] = [];
  for (let at: Command | null = command; at !== null; at = at.parent) chain.unshift(at);
  const given: Record<string, unknown> = {};
  for (const at of chain) {
    for (const name of at.options.map((option) => option.attributeName())) {
      if (at.getOptionValueSource(name) !== "cli") continue;
      const value: unknown = at.getOptionValue(name);
      const before = given[name];
      given[name] = Array.isArray(value) && Array.isArray(before) ? [...before, ...value] : value;
    }
  }
  return given as Partial<T>;
}

/** Refuses flags before `subcommand` that it does not have itself. */
export function refuseForeignFlags(program: Command, subcommand: Command): void {
  const own = new Set(subcommand.options.map((option) => option.attributeName()));
  const foreign = program.options.find(
    (option: Option) =>
      program.getOptionValueSource(option.attributeName()) === "cli" && !own.has(option.attributeName()),
  );
  if (foreign !== undefined) {
    subcommand.error(`error: ${foreign.long} is not an option of \`ttvm ${subcommand.name()}\``);
  }
}

/** Whether a stream wants colours: a terminal, and nobody has said no. */
export function wantsColor(stream: NodeJS.WriteStream, color: boolean | undefined): boolean {
  const { NO_COLOR, TERM } = process.env;
  return color !== false && stream.isTTY === true && (NO_COLOR ?? "") === "" && TERM !== "dumb";
}
