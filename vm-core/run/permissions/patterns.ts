/**
 * How patterns of paths and names match. `*` stands for anything but the mark that parts a name (`/` in paths, `.` in
 * hosts), `**` for anything, `?` for one character.
 */

/** A path pattern: a folder or file by its full name, and what comes after it from the first wildcard on. */
export interface PathPattern {
  readonly folder: string;
  /** Empty when the pattern has no wildcard. */
  readonly rest: string;
}

/** A pattern names a file, or a folder with everything in it. */
export function matchesPath({ folder, rest }: PathPattern, path: string): boolean {
  if (rest === "" && path === folder) return true;
  const inside = folder.endsWith("/") ? folder : `${folder}/`;
  if (!path.startsWith(inside)) return false;
  return rest === "" || glob(rest, "/", "(?:/.*)?").test(path.slice(inside.length));
}

/** A name of a variable or a command. */
export function matchesName(pattern: string, target: string): boolean {
  return pattern === target || glob(pattern, "/", "").test(target);
}

export function glob(pattern: string, mark: "/" | ".", end: string): RegExp {
  const source = pattern.replace(/\*\*|[*?]|[\\^$.+()[\]{}|]/g, (found) => {
    if (found === "**") return ".*";
    if (found === "*") return `[^${mark}]*`;
    return found === "?" ? `[^${mark}]` : `\\${found}`;
  });
  return new RegExp(`^${source}${end}$`, "su");
}
