/** The flags of `ttvm run`: their definitions, and what they mean together. */
import { type Command, Option } from "commander";
import { parseCount, parseDuration, parseNumber, parseSize } from "./quantity.ts";
import { argument } from "./quantity-argument.ts";

export interface RunOptions {
  readonly trace: boolean;
  readonly debug: boolean;
  readonly profile: boolean;
  readonly profileOut: string;
  readonly gc: "mark-sweep" | "no-gc";
  readonly gcStats: boolean;
  readonly gcDebug: boolean;
  readonly maxInstructions: number;
  readonly maxMemory: number;
  readonly maxFrames: number;
  readonly maxProcesses: number;
  /** Chooses an interleaving of the processes. */
  readonly seed: number;
  readonly traceProcs: boolean;
  readonly profileProcs: boolean;
  /** Milliseconds. */
  readonly timeout: number;
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  readonly sandbox: boolean;
  readonly optimize: boolean;
  readonly useIr: boolean;
  readonly jit: "auto" | "always" | "off";
  readonly jitReport: boolean;
  readonly table: boolean;
  readonly color: boolean;
}

const collect = (item: string, items: readonly string[] = []): readonly string[] => [...items, item];

export function addRunFlags(command: Command): Command {
  watching(command);
  limiting(command);
  permitting(command);
  collecting(command);
  showing(command);
  for (const { flags, description } of NOT_YET) command.addOption(new Option(flags, description).hideHelp());
  return command;
}

function watching(command: Command): void {
  command
    .optionsGroup("Look on (on stderr):")
    .option("--trace", "write each instruction with its process, address and source line")
    .option("--debug", "write address, instruction and stack before each instruction, and totals at the end")
    .option("--trace-procs", "write what processes do to each other, in order")
    .option("--profile-procs", "count reductions, messages and memory of each process")
    .option("--jit-report", "tell what was compiled to JavaScript, what was not, and why")
    .option("--profile", "count calls, instructions and time of each function")
    .option(
      "--profile-out <file.cpuprofile>",
      "write the profile for VS Code or a browser's developer tools",
    );
}

function limiting(command: Command): void {
  command
    .optionsGroup("Limits:")
    .option("--max-instructions <n>", "end the run after so many instructions", argument(parseCount))
    .option("--max-memory <size>", "how much values may take, such as 64MB", argument(parseSize))
    .option("--max-frames <n>", "how many calls may be under way at once", argument(parseCount))
    .option("--max-processes <n>", "how many processes may be alive at once", argument(parseCount))
    .option(
      "--timeout <duration>",
      "end the run after this time, such as 500ms, 2s or 1m",
      argument(parseDuration),
    );
}

export function permitting(command: Command): void {
  command
    .optionsGroup("Permissions (all or some of: read, write, net, env, run; may be repeated):")
    .option(
      "--allow <permission[=pattern,…]>",
      "of this permission, allow only what the patterns name",
      collect,
    )
    .option("--deny <permission[=pattern,…]>", "refuse this, whatever is allowed", collect)
    .option(
      "--sandbox",
      "refuse everything but output, modules of the program's folder, and what is allowed",
    );
}

function collecting(command: Command): void {
  command
    .optionsGroup("Memory:")
    .addOption(new Option("--gc <engine>", "how memory is looked through").choices(["mark-sweep", "no-gc"]))
    .option("--gc-stats", "write what was allocated, freed and is alive")
    .option("--gc-debug", "write a line for each collection");
}

function showing(command: Command): void {
  command
    .optionsGroup("Options:")
    .option("--optimize", "optimize the program and the modules that it imports before they run")
    .option("--use-ir", "run on the register machine")
    .addOption(
      new Option(
        "--jit <when>",
        "run what is hot (auto), or everything (always), as generated JavaScript, or nothing (off)",
      )
        .choices(JIT_MODES)
        .default("auto"),
    )
    .option("--no-table", "write reports as plain lines")
    .option("--no-color", "write without colours")
    .option("--no-smp", "run on one core (the default)")
    .option("--seed <n>", "choose one of the orders in which processes may run", argument(parseNumber));
}

/** When code is generated. */
const JIT_MODES: readonly string[] = ["auto", "always", "off"];

/**
 * Words of a command line in which `--jit` has its value: alone it means `auto`, and the word after it is the file. What
 * follows the file belongs to the program.
 */
export function withJitMode(words: readonly string[], options: readonly Option[]): readonly string[] {
  const takesValue = new Set(options.filter(({ required }) => required).map(({ long }) => long));
  let isNamed = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === "--jit" && !JIT_MODES.includes(words[at + 1])) return words.with(at, "--jit=auto");
    if (takesValue.has(word)) at++;
    else if (word === "run" && !isNamed) isNamed = true;
    else if (!word.startsWith("-") || word.length === 1) break;
  }
  return words;
}

/** What the language is to have and this version does not: known, so that it is refused with a reason. */
const NOT_YET: readonly { readonly flags: string; readonly description: string }[] = [
  { flags: "--smp <n>", description: "running on several cores" },
];

/** Why a flag that was given cannot be served; undefined when all can. */
export function notYet(given: Readonly<Record<string, unknown>>): string | undefined {
  for (const { flags, description } of NOT_YET) {
    const option = new Option(flags);
    const value = given[option.attributeName()];
    if (value !== undefined && value !== false) {
      return `${option.long} is not there yet: ${description} comes with a later version`;
    }
  }
  return undefined;
}
