/** The globs of `files.exclude`, as far as settings use them: `*`, `?`, `**`, `{a,b}` and `[a-z]`. */

/** Whether a path with slashes, relative to a folder of the workspace, or a folder above it, is meant by a glob. */
export function matcherOf(globs: readonly string[]): (relative: string) => boolean {
  const patterns = globs.flatMap((glob) => patternOf(glob) ?? []);
  return (relative) => patterns.some((pattern) => pattern.test(relative));
}

/** Undefined for what is no glob. */
function patternOf(glob: string): RegExp | undefined {
  if (glob === "" || glob.length > LONGEST_GLOB) return undefined;
  let source = "";
  let open = 0;
  for (let at = 0; at < glob.length; at++) {
    const rest = glob.slice(at);
    const many = /^\*{2,}\/?/.exec(rest)?.[0];
    const set = /^\[(!?)([^\]/\\]+)\]/.exec(rest);
    if (many !== undefined) {
      source += many.endsWith("/") ? "(?:[^/]+/)*" : ".*";
      at += many.length - 1;
    } else if (set !== null) {
      source += `[${set[1] === "!" ? "^" : ""}${set[2].replace(/[\\^[\]]/g, "\\$&")}]`;
      at += set[0].length - 1;
    } else if (glob[at] === "*") source += "[^/]*";
    else if (glob[at] === "?") source += "[^/]";
    else if (glob[at] === "{") {
      source += "(?:";
      open++;
    } else if (glob[at] === "}" && open > 0) {
      source += ")";
      open--;
    } else if (glob[at] === "," && open > 0) source += "|";
    else source += glob[at].replace(/[\\^$.|+()[\]{}]/g, "\\$&");
  }
  try {
    return new RegExp(`^${source}${")".repeat(open)}(?:/.*)?$`);
  } catch {
    return undefined;
  }
}

const LONGEST_GLOB = 300;
