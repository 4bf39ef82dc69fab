/** `ttvm learn list`, `next` and `check`. */
import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { examplesFolder } from "../examples-folder.ts";
import type { LearnOptions } from "../learn/index.ts";
import { givenOptions } from "../options.ts";
import { parseCount } from "../quantity.ts";
import { argument } from "../quantity-argument.ts";

export function register(program: Command, context: CommandContext): void {
  const folderOf = ({ folder }: { folder?: string }): string =>
    folder ?? examplesFolder(context.cwd, "learn");
  const learn = program
    .command("learn")
    .description("learn the machine in twelve lessons")
    .addHelpText("after", ABOUT);

  const list = learn
    .command("list", { isDefault: true })
    .description("list the lessons, and which are solved");
  withFlags(list).action(async (options: { folder?: string }) => {
    const { list: show } = await import("../learn/index.ts");
    context.exitCode = await show(folderOf(options), givenOptions<LearnOptions>(list), context);
  });

  const next = learn.command("next").description("show the next task");
  withFlags(next).action(async (options: { folder?: string }) => {
    const { next: show } = await import("../learn/index.ts");
    context.exitCode = await show(folderOf(options), givenOptions<LearnOptions>(next), context);
  });

  const check = learn
    .command("check")
    .description("run a lesson, or all, and say whether it is solved")
    .argument("[number]", "the lesson's number (default: all of them)", argument(parseCount));
  withFlags(check).action(async (number: number | undefined, options: { folder?: string }) => {
    const { check: run } = await import("../learn/index.ts");
    context.exitCode = await run(number, folderOf(options), givenOptions<LearnOptions>(check), context);
  });
}

function withFlags(command: Command): Command {
  return command
    .option(
      "--folder <folder>",
      "where the lessons are (default: examples/learn, here or beside this command)",
    )
    .option("--no-color", "write without colours");
}

const ABOUT = `
Each lesson is a program with a task in its first comment. It is solved when it does what its \`; expect:\` comments say.`;
