/**
 * The environment of other programs.
 *
 * Invariant: where a rule names the programs that may run, what runs is what was named: the variables by which a program
 * is made to load or run something else are not passed on, and commands are found by the PATH of the start.
 * Absent by design: what a program does with its arguments. A rule that names a shell allows everything.
 */
import type { HostState } from "./state.ts";

/** Names in upper case; `*` at the end for all that begin so. */
const LOADER_VARIABLES: readonly string[] = [
  // Dynamic linkers and C libraries.
  "LD_*",
  "DYLD_*",
  "GLIBC_TUNABLES",
  "GCONV_PATH",
  "LOCPATH",
  "NLSPATH",
  "HOSTALIASES",
  "OPENSSL_CONF",
  "OPENSSL_ENGINES",
  "OPENSSL_MODULES",
  // Shells.
  "BASH_ENV",
  "BASH_FUNC_*",
  "BASHOPTS",
  "ENV",
  "IFS",
  "PROMPT_COMMAND",
  "PS4",
  "SHELLOPTS",
  "ZDOTDIR",
  // Other languages.
  "CLASSPATH",
  "CORECLR_*",
  "COR_*",
  "DOTNET_STARTUP_HOOKS",
  "ELECTRON_RUN_AS_NODE",
  "JAVA_TOOL_OPTIONS",
  "JDK_JAVA_OPTIONS",
  "_JAVA_OPTIONS",
  "LUA_*",
  "NODE_OPTIONS",
  "NODE_PATH",
  "PERL5DB",
  "PERL5LIB",
  "PERL5OPT",
  "PERLLIB",
  "PHPRC",
  "PHP_INI_SCAN_DIR",
  "PYTHON*",
  "RUBYLIB",
  "RUBYOPT",
  "TCLLIBPATH",
  // Programs that start others.
  "EDITOR",
  "VISUAL",
  "PAGER",
  "BROWSER",
  "GIT_*",
  "LESSOPEN",
  "LESSCLOSE",
  "MANPAGER",
  "SSH_ASKPASS",
  "SUDO_ASKPASS",
];

/** What a child of a run has for its environment. */
export function environmentOf({ env, children }: HostState): NodeJS.ProcessEnv {
  if (children === undefined || !children.areNamed) return env;
  const kept = Object.entries(env).filter(([name]) => !isLoaderVariable(name) && !isPath(name));
  return { ...Object.fromEntries(kept), PATH: children.searchPath };
}

function isLoaderVariable(name: string): boolean {
  const upper = name.toUpperCase();
  return LOADER_VARIABLES.some((known) =>
    known.endsWith("*") ? upper.startsWith(known.slice(0, -1)) : upper === known,
  );
}

/** Windows writes it in another case. */
function isPath(name: string): boolean {
  return name.toUpperCase() === "PATH";
}
