/** `ttvm check FILES…` */
import { type Command, Option } from "commander";
import type { Format } from "../check/index.ts";
import type { CommandContext } from "../command-context.ts";
import { givenOptions } from "../options.ts";

export function register(program: Command, context: CommandContext): void {
  const command = program
    .command("check")
    .description("report what is wrong or doubtful in source files; exit code 1 when there are errors")
    .argument("<files...>", "files, directories to search, or - for standard input")
    .addOption(
      new Option("--format <format>", "how findings are written (default: text)").choices([
        "text",
        "json",
        "sarif",
      ]),
    )
    .option("--no-color", "write without colours");
  command.action(async (files: string[]) => {
    const { format = "text", color } = givenOptions<{ format: Format; color: boolean }>(command);
    const { check } = await import("../check/index.ts");
    context.exitCode = await check(files, format, color, context);
  });
}
