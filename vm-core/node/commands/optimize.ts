/** `ttvm optimize IN OUT.ttvm`: a program as a smaller one that does the same. */
import type { Command } from "commander";
import { PASS_NAMES, type PassName } from "../../index.ts";
import type { CommandContext } from "../command-context.ts";

interface OptimizeFlags {
  readonly passes?: readonly PassName[];
  readonly explain?: boolean;
}

export function register(program: Command, context: CommandContext): void {
  const command: Command = program
    .command("optimize")
    .description("write a program that does the same with fewer instructions")
    .argument("<in>", "a .ttvm, .lisp or .ttb file, or - for assembly on standard input")
    .argument("<out>", "the .ttvm file to write, or - for standard output")
    .option("--passes <names>", "run only these passes, separated by commas", (names: string) =>
      parsePasses(command, names),
    )
    .option("--explain", "write each rewrite with its place and its reason on stderr")
    .addHelpText("after", `\nPasses, in the order in which they run: ${PASS_NAMES.join(", ")}.`)
    .action(async (input: string, output: string, { passes, explain }: OptimizeFlags) => {
      const { optimizeFile } = await import("../optimize-file.ts");
      context.exitCode = await optimizeFile(
        input,
        output,
        { passes: passes ?? PASS_NAMES, explain: explain === true },
        context,
      );
    });
}

function parsePasses(command: Command, names: string): readonly PassName[] {
  return names.split(",").map((name) => {
    const pass = PASS_NAMES.find((one) => one === name.trim());
    return pass ?? command.error(`error: there is no pass ${name.trim()}: they are ${PASS_NAMES.join(", ")}`);
  });
}
