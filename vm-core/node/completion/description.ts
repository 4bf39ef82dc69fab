/** What completion scripts need to know about the command line: plain data, read from its definitions. */
import type { Command, Option } from "commander";

export interface CommandDescription {
  /** Empty for `ttvm` itself. */
  readonly name: string;
  readonly description: string;
  readonly flags: readonly FlagDescription[];
  /** What its arguments may be; files when empty. */
  readonly choices: readonly string[];
}

export interface FlagDescription {
  readonly long: string;
  readonly description: string;
  /** Whether a value follows. */
  readonly takesValue: boolean;
  /** What the value may be; anything when empty. */
  readonly choices: readonly string[];
  /** The value is the name of a file. */
  readonly isFile: boolean;
}

/** `ttvm` itself first, then its commands. */
export function describeCommands(program: Command): readonly CommandDescription[] {
  const shown = program.createHelp().visibleCommands(program);
  return [describe(program, ""), ...shown.map((command) => describe(command, command.name()))];
}

function describe(command: Command, name: string): CommandDescription {
  return {
    name,
    description: command.description(),
    flags: command.createHelp().visibleOptions(command).filter(hasLong).map(describeFlag),
    choices: command.registeredArguments[0]?.argChoices ?? [],
  };
}

const hasLong = (option: Option): boolean => option.long !== undefined && option.long !== null;

function describeFlag(option: Option): FlagDescription {
  return {
    long: option.long as string,
    description: option.description,
    takesValue: option.required,
    choices: option.argChoices ?? [],
    isFile: /<file/.test(option.flags),
  };
}
