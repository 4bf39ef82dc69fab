/** `ttvm test [PATHS…]` and `ttvm test-all`. */
import os from "node:os";
import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { examplesFolder } from "../examples-folder.ts";
import { givenOptions } from "../options.ts";
import { parseCount, parseDuration } from "../quantity.ts";
import { argument } from "../quantity-argument.ts";
import type { TestOptions } from "../testing/index.ts";

export function register(program: Command, context: CommandContext): void {
  const test = program
    .command("test")
    .description("run tests: *.test.ttvm, and programs with `; expect: TEXT` comments")
    .argument("[paths...]", "files, and directories to search (default: this one)")
    .option("--update", "write what the programs print into their `; expect:` comments");
  addFlags(test).action((paths: string[]) => run(test, paths.length > 0 ? paths : ["."], false, context));

  const all = program
    .command("test-all")
    .description("run every example; it passes when it ends without an error and prints what it promises")
    .argument("[directory]", "where they are (default: examples, here or beside this command)");
  addFlags(all).action((directory: string | undefined) =>
    run(all, [directory ?? examplesFolder(context.cwd)], true, context),
  );

  test.addHelpText("after", MARKS);
}

function addFlags(command: Command): Command {
  return command
    .option("--filter <text>", "run only tests whose path holds the text")
    .option("--junit <file>", "write the results as JUnit XML")
    .option(
      "--schedules <n>",
      "run each test also under so many orders of its processes",
      argument(parseCount),
    )
    .option("--jobs <n>", "how many run at once (default: one for each core)", argument(parseCount))
    .option("--timeout <duration>", "how long each may take (default: 10s)", argument(parseDuration))
    .option("--no-color", "write without colours");
}

async function run(
  command: Command,
  paths: readonly string[],
  every: boolean,
  context: CommandContext,
): Promise<void> {
  const options = givenOptions<TestOptions>(command);
  const { test } = await import("../testing/index.ts");
  context.exitCode = await test(
    paths,
    options.jobs ?? os.availableParallelism(),
    { ...options, every },
    context,
  );
}

const MARKS = `
Comments of a program say what is expected of it, on lines of their own or after an instruction:
  ; expect: TEXT          a line of standard output, in order
  ; expect-error: TEXT    standard error holds it
  ; expect-exit: N        the exit code (default: 0, any with expect-error)
  ; stdin: TEXT           a line of standard input
  ; args: A "B C"         arguments

Each test runs in a process of its own, with the folder of its file as working directory.`;
