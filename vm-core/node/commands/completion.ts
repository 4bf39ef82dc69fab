/** `ttvm completion SHELL`: a script that completes this command line, made from its definitions. */
import { Argument, type Command } from "commander";
import type { CommandContext } from "../command-context.ts";

export function register(program: Command, context: CommandContext): void {
  program
    .command("completion")
    .description("print a completion script for a shell")
    .addArgument(new Argument("<shell>", "whose script").choices(["bash", "zsh", "fish"]))
    .addHelpText("after", USAGE)
    .action(async (shell: "bash" | "zsh" | "fish") => {
      const { completionScript } = await import("../completion/index.ts");
      await context.writeOutput(completionScript(program, shell));
    });
}

const USAGE = `
To use it:
  bash   ttvm completion bash > ~/.local/share/bash-completion/completions/ttvm
  zsh    ttvm completion zsh > "\${fpath[1]}/_ttvm"
  fish   ttvm completion fish > ~/.config/fish/completions/ttvm.fish`;
