/** The completion script for bash. */
import type { CommandDescription, FlagDescription } from "./description.ts";

export function bashScript(commands: readonly CommandDescription[]): string {
  const names = commands.slice(1).map(({ name }) => name);
  return `# bash completion for ttvm, made by \`ttvm completion bash\`
_ttvm() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command= index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case \${COMP_WORDS[index]} in
      ${names.join("|")}) command=\${COMP_WORDS[index]}; break ;;
    esac
  done
  COMPREPLY=()
  case "$command $previous" in
${commands.flatMap(valueCases).join("\n")}
  esac
  case "$command" in
${commands.map((command) => commandCase(command, names)).join("\n")}
  esac
  compopt -o filenames 2>/dev/null
  COMPREPLY+=($(compgen -f -- "$word"))
}
complete -F _ttvm ttvm
`;
}

/** A line for each flag that a value follows. */
function valueCases({ name, flags }: CommandDescription): string[] {
  return flags
    .filter(({ takesValue }) => takesValue)
    .map((flag) => `    "${name} ${flag.long}") ${values(flag)} ;;`);
}

function values({ choices, isFile }: FlagDescription): string {
  if (isFile) return 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$word")); return';
  return choices.length > 0
    ? `COMPREPLY=($(compgen -W "${choices.join(" ")}" -- "$word")); return`
    : "return";
}

function commandCase({ name, flags, choices }: CommandDescription, names: readonly string[]): string {
  const words = [...flags.map(({ long }) => long), ...choices, ...(name === "" ? names : [])];
  return `    "${name}") COMPREPLY=($(compgen -W "${words.join(" ")}" -- "$word")) ;;`;
}
