/** The flags of `ttvm run`: their definitions, and what they mean together. */
import { type Command, Option } from "commander";
import { argument } from "./quantity-argument.ts";
import { JIT_MODES, runFlags } from "./run-flags.ts";

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

/** Options of a command, with what is said about each. */
type Texts = Partial<Record<keyof RunOptions, string>>;

/** Gives a command a group of flags. */
function addGroup(command: Command, heading: string, texts: Texts): Command {
  command.optionsGroup(heading);
  for (const [name, text] of Object.entries(texts)) {
    const { flags, read, choices, isRepeated } = runFlags()[name as keyof RunOptions];
    const option = new Option(flags, text);
    if (read !== undefined) option.argParser(argument(read));
    if (isRepeated) option.argParser(collect);
    if (choices !== undefined) option.choices(choices);
    command.addOption(name === "jit" ? option.default("auto") : option);
  }
  return command;
}

function watching(command: Command): void {
  addGroup(command, "Look on (on stderr):", {
    trace: "write each instruction with its process, address and source line",
    debug: "write address, instruction and stack before each instruction, and totals at the end",
    traceProcs: "write what processes do to each other, in order",
    profileProcs: "count reductions, messages and memory of each process",
    jitReport: "tell what was compiled to JavaScript, what was not, and why",
    profile: "count calls, instructions and time of each function",
    profileOut: "write the profile for VS Code or a browser's developer tools",
  });
}

function limiting(command: Command): void {
  addGroup(command, "Limits:", {
    maxInstructions: "end the run after so many instructions",
    maxMemory: "how much values may take, such as 64MB",
    maxFrames: "how many calls may be under way at once",
    maxProcesses: "how many processes may be alive at once",
    timeout: "end the run after this time, such as 500ms, 2s or 1m",
  });
}

export function permitting(command: Command): void {
  addGroup(command, "Permissions (all or some of: read, write, net, env, run; may be repeated):", {
    allow: "of this permission, allow only what the patterns name",
    deny: "refuse this, whatever is allowed",
    sandbox: "refuse everything but output, modules of the program's folder, and what is allowed",
  });
}

function collecting(command: Command): void {
  addGroup(command, "Memory:", {
    gc: "how memory is looked through",
    gcStats: "write what was allocated, freed and is alive",
    gcDebug: "write a line for each collection",
  });
}

function showing(command: Command): void {
  addGroup(command, "Options:", {
    optimize: "optimize the program and the modules that it imports before they run",
    useIr: "run on the register machine",
    jit: "run what is hot (auto), or everything (always), as generated JavaScript, or nothing (off)",
    table: "write reports as plain lines",
    color: "write without colours",
  }).option("--no-smp", "run on one core (the default)");
  addGroup(command, "Options:", { seed: "choose one of the orders in which processes may run" });
}

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
