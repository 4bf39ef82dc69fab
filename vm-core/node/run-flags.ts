/**
 * The flags of a run as data: how they are written and read. The command line makes its definitions of them (`run-options.ts`), and a
 * run whose words are all understood here begins without it.
 *
 * Absent by design: what is said about them, and about words that are wrong.
 */
import { once } from "../text/once.ts";
import { isRun } from "./plain-run.ts";
import { parseCount, parseDuration, parseNumber, parseSize } from "./quantity.ts";
import type { RunOptions } from "./run-options.ts";

export interface RunFlag {
  /** As `commander` writes flags: `--no-NAME` gives false. */
  readonly flags: string;
  /** What its value means. Throws a `QuantityError` where it means nothing. */
  readonly read?: (text: string) => number;
  readonly choices?: readonly string[];
  /** May be given several times; each adds to the others. */
  readonly isRepeated?: true;
  /** It has somebody look at the run. */
  readonly watches?: true;
}

/** When code is generated. */
export const JIT_MODES: readonly string[] = ["auto", "always", "off"];

/** Each with the name of its option. A run without flags makes none of this. */
export const runFlags = once(
  (): Readonly<Record<keyof RunOptions, RunFlag>> => ({
    trace: { flags: "--trace", watches: true },
    debug: { flags: "--debug", watches: true },
    traceProcs: { flags: "--trace-procs", watches: true },
    profileProcs: { flags: "--profile-procs", watches: true },
    jitReport: { flags: "--jit-report", watches: true },
    profile: { flags: "--profile", watches: true },
    profileOut: { flags: "--profile-out <file.cpuprofile>", watches: true },
    maxInstructions: { flags: "--max-instructions <n>", read: parseCount },
    maxMemory: { flags: "--max-memory <size>", read: parseSize },
    maxFrames: { flags: "--max-frames <n>", read: parseCount },
    maxProcesses: { flags: "--max-processes <n>", read: parseCount },
    timeout: { flags: "--timeout <duration>", read: parseDuration },
    allow: { flags: "--allow <permission[=pattern,…]>", isRepeated: true },
    deny: { flags: "--deny <permission[=pattern,…]>", isRepeated: true },
    sandbox: { flags: "--sandbox" },
    gc: { flags: "--gc <engine>", choices: ["mark-sweep", "no-gc"] },
    gcStats: { flags: "--gc-stats", watches: true },
    gcDebug: { flags: "--gc-debug", watches: true },
    optimize: { flags: "--optimize" },
    useIr: { flags: "--use-ir" },
    jit: { flags: "--jit <when>", choices: JIT_MODES },
    table: { flags: "--no-table" },
    color: { flags: "--no-color" },
    seed: { flags: "--seed <n>", read: parseNumber },
  }),
);

/** Whether somebody looks at a run with these options. The command line may give others, too, such as `smp`. */
export function isWatched(options: Partial<RunOptions>): boolean {
  const flagOf = (name: string) => (runFlags() as Readonly<Record<string, RunFlag | undefined>>)[name];
  return Object.keys(options).some((name) => flagOf(name)?.watches === true);
}

/** A run that words ask for. */
export interface AskedRun {
  readonly file: string;
  readonly args: readonly string[];
  readonly options: Partial<RunOptions>;
}

/**
 * The run that the words of `run …` ask for; undefined where something about them is to be said, or more has to be known: the command
 * line understands all words.
 */
export function askedRun(words: readonly string[]): AskedRun | undefined {
  if (!isRun(words)) return undefined;
  const options: Record<string, unknown> = {};
  for (let at = 1; at < words.length; at++) {
    const word = words[at];
    if (!word.startsWith("-") || word === "-") return { file: word, args: words.slice(at + 1), options };
    const equals = word.indexOf("=");
    const long = equals < 0 ? word : word.slice(0, equals);
    const found = Object.entries(runFlags()).find(([, { flags }]) => flags.split(" ", 1)[0] === long);
    if (found === undefined) return undefined;
    const [name, flag] = found;
    const written = equals < 0 ? undefined : word.slice(equals + 1);
    if (flag.flags === long) {
      if (written !== undefined) return undefined;
      options[name] = !long.startsWith("--no-");
      continue;
    }
    // Alone, `--jit` means `auto`: the command line knows where its value is.
    const value = meaningOf(flag, written ?? words[++at]);
    if (value === undefined) return undefined;
    options[name] = value;
  }
  return undefined;
}

/** What a text means as the value of a flag; undefined where that is to be told of, or is not all. */
function meaningOf({ read, choices, isRepeated }: RunFlag, text: string | undefined): unknown {
  if (text === undefined || isRepeated === true || choices?.includes(text) === false) return undefined;
  try {
    return read === undefined ? text : read(text);
  } catch {
    return undefined;
  }
}
