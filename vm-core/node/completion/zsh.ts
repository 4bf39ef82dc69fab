/** The completion script for zsh. */
import type { CommandDescription, FlagDescription } from "./description.ts";

export function zshScript(commands: readonly CommandDescription[]): string {
  const [program, ...subcommands] = commands;
  const described = subcommands.map(({ name, description }) => `    ${quote(`${name}:${description}`)}`);
  return `#compdef ttvm
# zsh completion for ttvm, made by \`ttvm completion zsh\`
_ttvm() {
  local -a commands
  commands=(
${described.join("\n")}
  )
  local index
  for ((index = 2; index < CURRENT; index++)); do
    case \${words[index]} in
${subcommands.map(commandCase).join("\n")}
    esac
  done
  _arguments \\
${flagLines(program)}    '1: :{ _describe command commands; _files }' \\
    '*:argument:_files'
}
# Called when it is loaded from $fpath; registered when it is sourced.
if [[ \${funcstack[1]} == _ttvm ]]; then _ttvm "$@"; else compdef _ttvm ttvm; fi
`;
}

function commandCase(command: CommandDescription): string {
  const values = command.choices.length > 0 ? `(${command.choices.join(" ")})` : "_files";
  return `      ${command.name})
        shift $((index - 1)) words; ((CURRENT -= index - 1))
        _arguments \\
${flagLines(command)}          '*:argument:${values}'
        return ;;`;
}

function flagLines({ flags }: CommandDescription): string {
  return flags.map((flag) => `          ${quote(flagSpec(flag))} \\\n`).join("");
}

function flagSpec({ long, description, takesValue, choices, isFile }: FlagDescription): string {
  const spec = `*${long}[${description.replace(/[[\]]/g, "\\$&")}]`;
  if (!takesValue) return spec;
  return `${spec}:value:${choices.length > 0 ? `(${choices.join(" ")})` : isFile ? "_files" : " "}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
