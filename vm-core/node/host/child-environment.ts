/**
 * The environment of other programs.
 *
 * Invariant: where a rule names the programs that may run, what runs is what was named: the variables by which a program
 * is made to load or run something else are not passed on, and those by which it finds commands and its configuration
 * are those of the start, whatever the run has set them to.
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
  "CDPATH",
  "ENV",
  "FPATH",
  "IFS",
  "PROMPT_COMMAND",
  "PS4",
  "SHELLOPTS",
  "ZDOTDIR",
  // Other languages.
  "BUN_*",
  "BUNDLE_*",
  "CARGO_*",
  "CLASSPATH",
  "CORECLR_*",
  "COR_*",
  "DENO_*",
  "DOTNET_*",
  "ELIXIR_*",
  "ELECTRON_RUN_AS_NODE",
  "ERL_*",
  "GEM_*",
  "GOFLAGS",
  "GOTOOLCHAIN",
  "GRADLE_OPTS",
  "GUILE_*",
  "JAVA_OPTS",
  "JAVA_TOOL_OPTIONS",
  "JDK_JAVA_OPTIONS",
  "_JAVA_OPTIONS",
  "JULIA_*",
  "LUA_*",
  "MAVEN_*",
  "NODE_EXTRA_CA_CERTS",
  "NODE_OPTIONS",
  "NODE_PATH",
  "NODE_REPL_*",
  "NPM_CONFIG_*",
  "PERL5DB",
  "PERL5LIB",
  "PERL5OPT",
  "PERLLIB",
  "PHPRC",
  "PHP_INI_SCAN_DIR",
  "PYTHON*",
  "RUBYLIB",
  "RUBYOPT",
  "RUSTC*",
  "R_*",
  "TCLLIBPATH",
  // Programs that start or load others.
  "AR",
  "BROWSER",
  "CC",
  "CURL_HOME",
  "CVS_RSH",
  "CXX",
  "EDITOR",
  "EXINIT",
  "GDBHISTFILE",
  "GIT_*",
  "GNUMAKEFLAGS",
  "GTK_*",
  "LD",
  "LESS*",
  "MAKEFILES",
  "MAKEFLAGS",
  "MANPAGER",
  "MYVIMRC",
  "PAGER",
  "QT_*",
  "RSYNC_*",
  "SQLITE_HISTORY",
  "SSH_ASKPASS",
  "SUDO_ASKPASS",
  "SVN_*",
  "TAR_OPTIONS",
  "VIMINIT",
  "VISUAL",
  "WGETRC",
];

/** By which a program finds commands, its configuration and its parts: they are as the user has set them. */
const OF_THE_USER: readonly string[] = [
  "PATH",
  "HOME",
  "SHELL",
  "TERMINFO*",
  "TMPDIR",
  "XDG_*",
  // Windows.
  "APPDATA",
  "COMSPEC",
  "HOMEDRIVE",
  "HOMEPATH",
  "LOCALAPPDATA",
  "PATHEXT",
  "PROGRAMDATA",
  "SYSTEMROOT",
  "TEMP",
  "TMP",
  "USERPROFILE",
  "WINDIR",
];

/** What a child of a run has for its environment. */
export function environmentOf({ env, childRules }: HostState): NodeJS.ProcessEnv {
  if (childRules === undefined || !childRules.areNamed) return env;
  return Object.fromEntries([
    ...Object.entries(env).filter(
      ([name]) => !isAmong(LOADER_VARIABLES, name) && !isAmong(OF_THE_USER, name),
    ),
    ...Object.entries(childRules.start).filter(([name]) => isAmong(OF_THE_USER, name)),
  ]);
}

/** In either case: Windows makes no difference. */
function isAmong(names: readonly string[], name: string): boolean {
  const upper = name.toUpperCase();
  return names.some((known) =>
    known.endsWith("*") ? upper.startsWith(known.slice(0, -1)) : upper === known,
  );
}
