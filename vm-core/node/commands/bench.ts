/** `ttvm bench [FILES…]`, and the names that it had. */
import { type Command, Option } from "commander";
import type { BenchOptions } from "../bench/index.ts";
import type { BenchTask } from "../bench/measure.ts";
import type { CommandContext } from "../command-context.ts";
import { givenOptions } from "../options.ts";
import { parseCount, parseDuration } from "../quantity.ts";
import { argument } from "../quantity-argument.ts";

export function register(program: Command, context: CommandContext): void {
  const command = program
    .command("bench")
    .alias("benchmark-performance")
    .alias("benchmark-ir-vs-stack")
    .description(
      "compare the interpreter, the register machine and generated code, with the optimizer and without",
    )
    .argument("[files...]", "programs (default: a few small ones that are built in)")
    .option("--runs <n>", "how often each is run in each mode (default: 5)", argument(parseCount))
    .option("--timeout <duration>", "how long one run may take (default: 60s)", argument(parseDuration))
    .option("--no-table", "write plain lines")
    .option("--no-color", "write without colours")
    // How the command measures in processes of its own.
    .addOption(new Option("--measure <task>").hideHelp())
    .addHelpText("after", NOTES);
  command.action((files: string[]) => run(command, files, context));
}

async function run(command: Command, files: readonly string[], context: CommandContext): Promise<void> {
  const { measure, ...options } = givenOptions<BenchOptions & { measure: string }>(command);
  if (measure === undefined) {
    const { bench } = await import("../bench/index.ts");
    context.exitCode = await bench(files, options, context);
    return;
  }
  const { measureHere } = await import("../bench/measure.ts");
  const measured = await measureHere(JSON.parse(measure) as BenchTask, context);
  await context.writeOutput(JSON.stringify(measured));
}

const NOTES = `
Each run is a process of its own. A time is the processor time of executing the program, without the start of the command and
without reading and optimizing the program; the median of the runs is shown, and its ratio to the interpreter. The modes take turns.
What a program writes is dropped. Programs that read standard input, or fail, are not measured.`;
