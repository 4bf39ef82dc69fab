/**
 * The rules of one permission and one verdict, made ready once: asking about a target costs the same however many rules name a
 * file, a folder, a command or a variable as it is; those with wildcards and those for the network are tried one after the other.
 *
 * Invariant: of all rules that match, the first one is found, since a refusal names it.
 */
import type { Automaton } from "../../text/automaton.ts";
import {
  type EndpointPattern,
  matchesEndpoint,
  mayMatchResolved,
  parseEndpoint,
  parseEndpointPattern,
} from "./endpoints.ts";
import type { FileLocation, Need } from "./needs.ts";
import { glob, matchesPath, type PathPattern, pathGlob } from "./patterns.ts";
import type { Resolver } from "./resolver.ts";
import type { PermissionRule } from "./rules.ts";

/** Where a rule is among those of an index; `NONE` where none matches. */
type At = number;
const NONE: At = Number.POSITIVE_INFINITY;

/** The folders in which a system shows itself and its devices. */
const SYSTEM_FOLDERS: readonly PathPattern[] = ["/proc", "/sys", "/dev"].map((folder) => ({
  folder,
  rest: "",
}));

export function isInSystemFolder(file: string): boolean {
  return SYSTEM_FOLDERS.some((folder) => matchesPath(folder, file));
}

/** Texts as they are, with the first rule that has each. */
class Names {
  private readonly first = new Map<string, At>();

  add(name: string, at: At): void {
    if (!this.first.has(name)) this.first.set(name, at);
  }

  find(name: string): At {
    return this.first.get(name) ?? NONE;
  }
}

/** Names of variables and commands. */
class WordIndex {
  private readonly exact = new Names();
  private readonly wild: { readonly at: At; readonly pattern: Automaton }[] = [];

  add(pattern: string, at: At): void {
    this.exact.add(pattern, at);
    if (isWild(pattern)) this.wild.push({ at, pattern: glob(pattern, "/") });
  }

  find(target: string): At {
    const exact = this.exact.find(target);
    const wild = this.wild.find(({ at, pattern }) => at < exact && pattern.test(target));
    return wild?.at ?? exact;
  }
}

/** Folders and files by one kind of name. */
class PathIndex {
  private readonly exact = new Names();
  private readonly wild: { readonly at: At; readonly inside: string; readonly rest: Automaton }[] = [];

  add({ folder, rest }: PathPattern, at: At): void {
    if (rest === "") this.exact.add(folder, at);
    else {
      const inside = folder.endsWith("/") ? folder : `${folder}/`;
      this.wild.push({ at, inside, rest: pathGlob(rest) });
    }
  }

  find(path: string): At {
    let least = this.exact.find(path);
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) {
      // The root's own name ends with a slash.
      for (const folder of [path.slice(0, end), path.slice(0, end + 1)])
        least = Math.min(least, this.exact.find(folder));
    }
    const wild = this.wild.find(
      ({ at, inside, rest }) => at < least && path.startsWith(inside) && rest.test(path.slice(inside.length)),
    );
    return wild?.at ?? least;
  }
}

/** The pattern of a rule, by both names of its folder. */
interface FilePattern {
  readonly at: At;
  readonly real: PathPattern;
  readonly written: PathPattern;
}

interface FileIndex {
  readonly real: PathIndex;
  readonly written: PathIndex;
}

/** Programs by the files that commands lead to. */
interface ProgramIndex {
  readonly paths: Names;
  readonly real: Names;
  /** By which programs that are not there are called. */
  readonly commands: Names;
  readonly wild: WordIndex;
}

export class RuleIndex {
  /** The rules that name something. */
  private readonly named: readonly { readonly pattern: string; readonly at: At }[];
  /** The first rule about everything. */
  private readonly everything: At;
  private words: { readonly plain: WordIndex; readonly otherSpelling: WordIndex } | undefined;
  private endpoints: readonly { readonly at: At; readonly pattern: EndpointPattern }[] | undefined;
  private programs: Promise<ProgramIndex> | undefined;
  private patterns: Promise<readonly FilePattern[]> | undefined;
  private files: Promise<FileIndex> | undefined;
  private systemFiles: Promise<FileIndex> | undefined;

  constructor(
    private readonly rules: readonly PermissionRule[],
    private readonly isDenying: boolean,
    private readonly resolver: Resolver,
  ) {
    this.named = rules.flatMap(({ pattern }, at) => (pattern === null ? [] : [{ pattern, at }]));
    const everything = rules.findIndex(({ pattern }) => pattern === null);
    this.everything = everything < 0 ? NONE : everything;
  }

  get isAny(): boolean {
    return this.rules.length > 0;
  }

  /** The first rule that matches. `location` is where the need's path leads to. */
  async first(need: Need, location: FileLocation | undefined): Promise<PermissionRule | undefined> {
    if (this.rules.length === 0) return undefined;
    const at = this.named.length === 0 ? NONE : await this.find(need, location);
    return this.rules[Math.min(at, this.everything)];
  }

  /** The first rule that names a file of the system itself, or a folder of them. */
  async firstOfSystem({ real, written }: FileLocation): Promise<PermissionRule | undefined> {
    if (this.named.length === 0) return undefined;
    this.systemFiles ??= this.filePatterns().then((patterns) =>
      indexOf(
        patterns.filter((one) => [one.real, one.written].some(({ folder }) => isInSystemFolder(folder))),
      ),
    );
    return this.rules[this.findFile(await this.systemFiles, { real, written })];
  }

  private async find(need: Need, location: FileLocation | undefined): Promise<At> {
    if (location !== undefined) {
      this.files ??= this.filePatterns().then(indexOf);
      return this.findFile(await this.files, location);
    }
    switch (need.permission) {
      case "net":
        return this.findEndpoint(need);
      case "run":
        return this.findProgram(need.target);
      default:
        return this.findWord(need.target);
    }
  }

  private findWord(target: string): At {
    this.words ??= this.readWords();
    const { plain, otherSpelling } = this.words;
    const at = plain.find(target);
    return this.isDenying ? Math.min(at, otherSpelling.find(otherSpellingOf(target))) : at;
  }

  private readWords() {
    const [plain, otherSpelling] = [new WordIndex(), new WordIndex()];
    for (const { pattern, at } of this.named) {
      plain.add(pattern, at);
      if (this.isDenying) otherSpelling.add(pattern.toLowerCase(), at);
    }
    return { plain, otherSpelling };
  }

  private findEndpoint({ target, address }: Need): At {
    const { hostName } = this.resolver;
    this.endpoints ??= this.named.map(({ pattern, at }) => ({
      at,
      pattern: parseEndpointPattern(pattern, hostName),
    }));
    const endpoint = parseEndpoint(target, address, hostName);
    const found = this.endpoints.find(
      ({ pattern }) =>
        matchesEndpoint(pattern, endpoint) || (!this.isDenying && mayMatchResolved(pattern, endpoint)),
    );
    return found?.at ?? NONE;
  }

  /**
   * Two commands are the same where they lead to the same file. What is denied is denied by all its names; what is allowed
   * is allowed by its own: a program may do something else under another name.
   */
  private async findProgram(command: string): Promise<At> {
    this.programs ??= this.readPrograms();
    const { paths, real, commands, wild } = await this.programs;
    const found = await this.resolver.program(command);
    if (!this.isDenying) {
      const at = found === undefined ? commands.find(command) : paths.find(found.path);
      return Math.min(at, wild.find(command));
    }
    const at = found === undefined ? NONE : Math.min(paths.find(found.path), real.find(found.real));
    return Math.min(at, this.findWord(command));
  }

  private async readPrograms(): Promise<ProgramIndex> {
    const index = {
      paths: new Names(),
      real: new Names(),
      commands: new Names(),
      wild: new WordIndex(),
    };
    for (const { pattern, at } of this.named) {
      if (isWild(pattern)) {
        index.wild.add(pattern, at);
        continue;
      }
      index.commands.add(pattern, at);
      const found = await this.resolver.program(pattern);
      if (found === undefined) continue;
      index.paths.add(found.path, at);
      index.real.add(found.real, at);
    }
    return index;
  }

  /** A file is denied by either of its names, and allowed only where it really is. */
  private findFile(index: FileIndex, { real, written }: FileLocation): At {
    const at = index.real.find(real);
    return this.isDenying ? Math.min(at, index.written.find(written)) : at;
  }

  private filePatterns(): Promise<readonly FilePattern[]> {
    this.patterns ??= this.readFilePatterns();
    return this.patterns;
  }

  /** Links are followed up to the folder before the first wildcard. */
  private async readFilePatterns(): Promise<readonly FilePattern[]> {
    const patterns: FilePattern[] = [];
    for (const { pattern, at } of this.named) {
      const wildcard = pattern.search(/[*?]/);
      const end = wildcard < 0 ? pattern.length : pattern.slice(0, wildcard).search(/[^/\\]*$/);
      const rest = pattern.slice(end);
      const { real, written } = await this.resolver.file(pattern.slice(0, end) || ".", true);
      patterns.push({ at, real: { folder: real, rest }, written: { folder: written, rest } });
    }
    return patterns;
  }
}

function indexOf(patterns: readonly FilePattern[]): FileIndex {
  const index = { real: new PathIndex(), written: new PathIndex() };
  for (const { at, real, written } of patterns) {
    index.real.add(real, at);
    index.written.add(written, at);
  }
  return index;
}

function isWild(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/** A command by its path, a variable in another case: what is denied by its name must not pass by these. */
function otherSpellingOf(target: string): string {
  const name = target.slice(target.search(/[^/\\]*$/));
  return name.toLowerCase().replace(/\.(?:exe|com)$/, "");
}
