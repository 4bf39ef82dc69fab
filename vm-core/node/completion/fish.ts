/** The completion script for fish. */
import type { CommandDescription, FlagDescription } from "./description.ts";

export function fishScript(commands: readonly CommandDescription[]): string {
  const names = commands.slice(1).map(({ name }) => name);
  const lines = commands.flatMap((command) => commandLines(command, names));
  return `# fish completion for ttvm, made by \`ttvm completion fish\`\n${lines.join("\n")}\n`;
}

function commandLines(command: CommandDescription, names: readonly string[]): string[] {
  const { name, description, flags, choices } = command;
  const isProgram = name === "";
  const condition = isProgram
    ? `not __fish_seen_subcommand_from ${names.join(" ")}`
    : `__fish_seen_subcommand_from ${name}`;
  const start = `complete -c ttvm -n ${quote(condition)}`;
  const lines = flags.map((flag) => `${start} ${flagWords(flag)}`);
  if (choices.length > 0) lines.push(`${start} -f -a ${quote(choices.join(" "))}`);
  if (isProgram) return lines;
  const offered = `complete -c ttvm -n __fish_use_subcommand -a ${name} -d ${quote(description)}`;
  return [offered, ...lines];
}

function flagWords({ long, description, takesValue, choices, isFile }: FlagDescription): string {
  const words = [`-l ${long.replace(/^--/, "")}`, `-d ${quote(description)}`];
  if (choices.length > 0) words.push(`-x -a ${quote(choices.join(" "))}`);
  else if (takesValue) words.push(isFile ? "-r -F" : "-x");
  return words.join(" ");
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
