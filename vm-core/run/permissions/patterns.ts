/**
 * How patterns of paths and names match. `*` stands for anything but the mark that parts a name (`/` in paths, `.` in
 * hosts), `**` for anything, `?` for one character.
 */

import { Automaton, type AutomatonPart, exactly } from "../../text/automaton.ts";

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
  return rest === "" || pathGlob(rest).test(path.slice(inside.length));
}

/** A name of a variable or a command. */
export function matchesName(pattern: string, target: string): boolean {
  return pattern === target || glob(pattern, "/").test(target);
}

/** A pattern of names that a mark parts. */
export function glob(pattern: string, mark: "/" | "."): Automaton {
  return new Automaton(partsOf(pattern, mark));
}

/** A pattern of paths: of files, and of folders with everything in them. */
export function pathGlob(pattern: string): Automaton {
  return new Automaton([...partsOf(pattern, "/"), { either: [[], [...exactly("/"), ANYTHING]] }]);
}

const ANYTHING: AutomatonPart = { many: [{ one: () => true }] };

function partsOf(pattern: string, mark: string): AutomatonPart[] {
  const unmarked: AutomatonPart = { one: (character) => character !== mark };
  return (pattern.match(/\*\*|./gsu) ?? []).flatMap((found) => {
    if (found === "**") return [ANYTHING];
    if (found === "*") return [{ many: [unmarked] }];
    return found === "?" ? [unmarked] : exactly(found);
  });
}
