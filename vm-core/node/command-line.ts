/** The `ttvm` command line: a list of commands, each with a file of its own. */
import { Command, CommanderError, Option } from "commander";
import { version } from "../../package.json";
import { quietWhenUnread } from "./closed-pipe.ts";
import type { CommandContext } from "./command-context.ts";
import * as bench from "./commands/bench.ts";
import * as check from "./commands/check.ts";
import * as compile from "./commands/compile.ts";
import * as compileLisp from "./commands/compile-lisp.ts";
import * as completion from "./commands/completion.ts";
import * as dap from "./commands/dap.ts";
import * as disassemble from "./commands/disassemble.ts";
import * as learn from "./commands/learn.ts";
import * as lsp from "./commands/lsp.ts";
import * as optimize from "./commands/optimize.ts";
import * as repl from "./commands/repl.ts";
import * as run from "./commands/run.ts";
import * as test from "./commands/test.ts";
import { refuseForeignFlags, USAGE } from "./options.ts";
import { withJitMode } from "./run-options.ts";

/** In the order of `ttvm --help`. */
const COMMANDS: readonly { register(program: Command, context: CommandContext): void }[] = [
  run,
  repl,
  check,
  test,
  bench,
  compile,
  compileLisp,
  optimize,
  disassemble,
  learn,
  lsp,
  dap,
  completion,
];

/** Runs the command that `words` are, without the name of the program, and sets the exit code of the context. */
export async function runCommandLine(words: readonly string[], context: CommandContext): Promise<void> {
  if (context.writeProgramOutput === undefined) process.stdout.on("error", quietWhenUnread);
  try {
    const program = commandLine(context);
    await program.parseAsync(withJitMode(words, program.options), { from: "user" });
  } catch (error) {
    // Commander has written what is wrong; its own code for that is 1.
    if (!(error instanceof CommanderError)) throw error;
    context.exitCode = error.exitCode === 0 ? 0 : USAGE;
  }
}

/** The definitions of all commands. */
function commandLine(context: CommandContext): Command {
  const program = new Command("ttvm")
    .description(
      "Runs TinyTotVM programs. `ttvm FILE` is `ttvm run FILE`; what follows FILE belongs to the program.",
    )
    .usage("[flags] FILE [args…]\n       ttvm COMMAND …")
    .version(version, "--version", "show the version")
    .helpOption("--help", "show help; `ttvm COMMAND --help` shows that of a command")
    .helpCommand(false)
    .enablePositionalOptions()
    .passThroughOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: context.writeOutput, writeErr: context.writeError })
    .addHelpText("after", EXAMPLES);
  for (const command of COMMANDS) command.register(program, context);
  program.addOption(new Option("-h").hideHelp());
  program.hook("preSubcommand", (parent, subcommand) => {
    if (parent === program) refuseForeignFlags(program, subcommand);
  });
  return program;
}

const EXAMPLES = `
Examples:
  ttvm hello.ttvm                        run a program
  ttvm --profile fib.ttvm 30             run it with an argument, and see where time goes
  ttvm --sandbox --timeout 2s guest.ttvm run what you do not trust
  echo 'PUSH_INT 1
  PRINT' | ttvm -                        run standard input
  ttvm check src --format sarif          report what is wrong, for a build server
  ttvm test                              run the tests below this folder

Exit code: 0, the program's EXIT code, 1 after an error, 2 for wrong usage, 130 after Ctrl-C.`;
