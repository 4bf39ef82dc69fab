/** The globs of `files.exclude`, as far as settings use them: `*`, `?`, `**`, `{a,b}` and `[a-z]`. */
import { Automaton, type AutomatonPart, exactly } from "../vm-core/index.ts";

/** Whether a path with slashes, relative to a folder of the workspace, or a folder above it, is meant by a glob. */
export function matcherOf(globs: readonly string[]): (relative: string) => boolean {
  const patterns = globs.flatMap((glob) => patternOf(glob) ?? []);
  return (relative) => patterns.some((pattern) => pattern.test(relative));
}

const LONGEST_GLOB = 300;
const UNMARKED: AutomatonPart = { one: (character) => character !== "/" };
const ANYTHING: AutomatonPart = { many: [{ one: () => true }] };
/** Folders, one in the other: none, or what ends with a slash. */
const FOLDERS: AutomatonPart = { many: [UNMARKED, { many: [UNMARKED] }, ...exactly("/")] };
/** A folder with everything in it. */
const INSIDE: AutomatonPart = { either: [[], [...exactly("/"), ANYTHING]] };

/** What a glob is made of: braces with their alternatives, and what is matched as it is. */
const TOKEN = /\*{2,}\/?|\[!?[^\]/\\]{1,100}\]|./gsu;

/** Undefined for what is no glob. */
function patternOf(glob: string): Automaton | undefined {
  if (glob === "" || glob.length > LONGEST_GLOB) return undefined;
  // The alternatives that each open brace has so far; the first ones are the glob itself.
  const open: AutomatonPart[][][] = [[[]]];
  for (const token of glob.match(TOKEN) ?? []) {
    const alternatives = open[open.length - 1];
    if (token === "{") open.push([[]]);
    else if (token === "}" && open.length > 1) close(open);
    else if (token === "," && open.length > 1) alternatives.push([]);
    else alternatives[alternatives.length - 1].push(...partsOf(token));
  }
  while (open.length > 1) close(open);
  return new Automaton([...open[0][0], INSIDE]);
}

function close(open: AutomatonPart[][][]): void {
  const either = open.pop() as AutomatonPart[][];
  const around = open[open.length - 1];
  around[around.length - 1].push({ either });
}

function partsOf(token: string): AutomatonPart[] {
  if (token.startsWith("**")) return [token.endsWith("/") ? FOLDERS : ANYTHING];
  if (token === "*") return [{ many: [UNMARKED] }];
  if (token === "?") return [UNMARKED];
  if (token.length > 2 && token.startsWith("[")) return [setOf(token)];
  return exactly(token);
}

/** One of some characters, or none of them: `[a-z]`, `[!a-z]`. */
function setOf(token: string): AutomatonPart {
  const isInverse = token.startsWith("[!") && token.length > 3;
  const members = token.slice(isInverse ? 2 : 1, -1).replace(/[\\^[\]]/g, "\\$&");
  try {
    const set = new RegExp(`^[${isInverse ? "^" : ""}${members}]$`, "u");
    return { one: (character) => character !== "/" && set.test(character) };
  } catch {
    return { either: [] };
  }
}
