/** Completion scripts for shells. */
import type { Command } from "commander";
import { bashScript } from "./bash.ts";
import { describeCommands } from "./description.ts";
import { fishScript } from "./fish.ts";
import { zshScript } from "./zsh.ts";

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

export function completionScript(program: Command, shell: keyof typeof SCRIPTS): string {
  return SCRIPTS[shell](describeCommands(program));
}
