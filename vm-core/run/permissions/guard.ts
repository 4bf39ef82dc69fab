/**
 * What a run may do to the world.
 *
 * Everything is allowed unless something is said: `deny` refuses what it names and always wins; `allow`
 * restricts its permission to what it names; the sandbox allows nothing but output and what `allow` names. Where anything
 * is said, the files in which a system shows itself (`/proc`, `/sys`, `/dev`) need an `allow` that names them.
 *
 * Invariant: pure. What needs the world to be judged, a path with links, a command or a URL, is found by the host's
 * `Resolver`. What changes between the judging and the use of a name is judged again by who uses it: a `Need` with the
 * `location` of an open file or the `address` of a connection.
 */
import { Fault } from "../../value/callable.ts";
import type { Host, Reply } from "../host.ts";
import {
  type EndpointPattern,
  matchesEndpoint,
  mayMatchResolved,
  parseEndpoint,
  parseEndpointPattern,
} from "./endpoints.ts";
import { type FileLocation, type Need, needsOf } from "./needs.ts";
import { matchesName, matchesOtherSpelling, matchesPath, type PathPattern } from "./patterns.ts";
import type { Permissions, Rule } from "./rules.ts";
import { allowing, ruleText } from "./words.ts";

/** The program of a command. */
export interface ProgramLocation {
  /** With the links of its folder followed, not its own. */
  readonly path: string;
  /** With all links followed. */
  readonly real: string;
}

/** How a host finds what names lead to. */
export interface Resolver {
  /** Where a file is; with `followsLast` false, where the name itself is, though it is a link. */
  file(path: string, followsLast: boolean): Promise<FileLocation>;
  /** `host:port` of a URL; undefined when it has none. */
  endpoint(url: string): string | undefined;
  /** The name by which a host is looked up, whatever the alphabet in which it is written. */
  hostName(name: string): string;
  /** The program of a command, the same at any time in a run; undefined when there is none. */
  program(command: string): Promise<ProgramLocation | undefined>;
}

/** The fault for something that is refused; undefined when it is allowed. */
export type Refuse = (need: Need) => Promise<Fault | undefined>;

/** Makes the function that says whether something is refused, with the fault of what is. */
export function refusing(permissions: Permissions, resolver: Resolver): Refuse {
  const judge = new Judge(permissions, resolver);
  return async (need) => {
    const verdict = await judge.verdict(need);
    if (verdict === "allowed") return undefined;
    const { permission, target } = need;
    const why =
      verdict === "not-allowed"
        ? allowing(need, judge.isRestricted(permission))
        : [`${ruleText(verdict)} refuses it`];
    return new Fault("PermissionDenied", `Permission denied: ${permission} ${target}`, why);
  };
}

/** A host that asks about everything first. */
export function guarded<H extends Host>(host: H, resolver: Resolver, refuse: Refuse): H {
  return {
    ...host,
    perform: async (request): Promise<Reply> => {
      for (const need of needsOf(request, resolver.endpoint)) {
        const refusal = await refuse(need);
        if (refusal !== undefined) return refusal;
      }
      return host.perform(request);
    },
  };
}

/** The pattern of a rule, by both names of its folder. */
interface FilePattern {
  readonly real: PathPattern;
  readonly written: PathPattern;
}

/** The folders in which a system shows itself and its devices. */
const SYSTEM_FOLDERS: readonly PathPattern[] = ["/proc", "/sys", "/dev"].map((folder) => ({
  folder,
  rest: "",
}));

/** Allowed, refused by a rule, or refused for want of one. */
type Verdict = "allowed" | "not-allowed" | Rule;

class Judge {
  private readonly filePatterns = new Map<Rule, Promise<FilePattern>>();
  private readonly endpointPatterns = new Map<Rule, EndpointPattern>();

  constructor(
    private readonly permissions: Permissions,
    private readonly resolver: Resolver,
  ) {}

  /** Whether only what a rule names is allowed. */
  isRestricted(permission: Need["permission"]): boolean {
    const { sandbox, rules } = this.permissions;
    return sandbox || rules.some((rule) => rule.verdict === "allow" && rule.permission === permission);
  }

  async verdict(need: Need): Promise<Verdict> {
    const rules = this.permissions.rules.filter(({ permission }) => permission === need.permission);
    const denied = await this.first(rules, "deny", need);
    if (denied !== undefined) return denied;
    if (need.path === "companion") return "allowed";
    const isOfSystem = need.path !== undefined && isInSystemFolder((await this.locate(need)).real);
    if (!isOfSystem && !this.isRestricted(need.permission)) return "allowed";
    const candidates = isOfSystem ? await this.aboutSystemFolders(rules) : rules;
    return (await this.first(candidates, "allow", need)) === undefined ? "not-allowed" : "allowed";
  }

  private async first(
    rules: readonly Rule[],
    verdict: Rule["verdict"],
    need: Need,
  ): Promise<Rule | undefined> {
    for (const rule of rules) if (rule.verdict === verdict && (await this.matches(rule, need))) return rule;
    return undefined;
  }

  private async matches(rule: Rule, need: Need): Promise<boolean> {
    const { pattern } = rule;
    if (pattern === null) return true;
    if (need.path !== undefined) return this.matchesFile(rule, pattern, need);
    switch (need.permission) {
      case "net":
        return this.matchesNet(rule, pattern, need);
      case "run":
        return this.matchesProgram(rule, pattern, need.target);
      default:
        return matchesWord(rule, pattern, need.target);
    }
  }

  private matchesNet(rule: Rule, pattern: string, { target, address }: Need): boolean {
    const { hostName } = this.resolver;
    const known = this.endpointPatterns.get(rule) ?? parseEndpointPattern(pattern, hostName);
    this.endpointPatterns.set(rule, known);
    const endpoint = parseEndpoint(target, address, hostName);
    if (matchesEndpoint(known, endpoint)) return true;
    return rule.verdict === "allow" && mayMatchResolved(known, endpoint);
  }

  /**
   * Two commands are the same where they lead to the same file. What is denied is denied by all its names; what is allowed
   * is allowed by its own: a program may do something else under another name.
   */
  private async matchesProgram(rule: Rule, pattern: string, command: string): Promise<boolean> {
    if (rule.verdict === "deny" && matchesWord(rule, pattern, command)) return true;
    if (/[*?]/.test(pattern)) return matchesName(pattern, command);
    const [wanted, found] = await Promise.all([
      this.resolver.program(pattern),
      this.resolver.program(command),
    ]);
    if (wanted === undefined || found === undefined) return pattern === command;
    return wanted.path === found.path || (rule.verdict === "deny" && wanted.real === found.real);
  }

  /** A file is denied by either of its names, and allowed only where it really is. */
  private async matchesFile(rule: Rule, pattern: string, need: Need): Promise<boolean> {
    const [found, wanted] = await Promise.all([this.locate(need), this.filePattern(rule, pattern)]);
    if (matchesPath(wanted.real, found.real)) return true;
    return rule.verdict === "deny" && matchesPath(wanted.written, found.written);
  }

  private async locate({ target, path, location }: Need): Promise<FileLocation> {
    return location ?? this.resolver.file(target, path !== "name");
  }

  private async aboutSystemFolders(rules: readonly Rule[]): Promise<readonly Rule[]> {
    const named: Rule[] = [];
    for (const rule of rules) {
      if (rule.pattern === null) continue;
      const { real, written } = await this.filePattern(rule, rule.pattern);
      if (isInSystemFolder(real.folder) || isInSystemFolder(written.folder)) named.push(rule);
    }
    return named;
  }

  private filePattern(rule: Rule, pattern: string): Promise<FilePattern> {
    const known = this.filePatterns.get(rule);
    if (known !== undefined) return known;
    const made = this.resolve(pattern);
    this.filePatterns.set(rule, made);
    return made;
  }

  /** Links are followed up to the folder before the first wildcard. */
  private async resolve(pattern: string): Promise<FilePattern> {
    const wildcard = pattern.search(/[*?]/);
    const end = wildcard < 0 ? pattern.length : pattern.slice(0, wildcard).search(/[^/\\]*$/);
    const rest = pattern.slice(end);
    const { real, written } = await this.resolver.file(pattern.slice(0, end) || ".", true);
    return { real: { folder: real, rest }, written: { folder: written, rest } };
  }
}

function matchesWord({ verdict }: Rule, pattern: string, target: string): boolean {
  return matchesName(pattern, target) || (verdict === "deny" && matchesOtherSpelling(pattern, target));
}

function isInSystemFolder(file: string): boolean {
  return SYSTEM_FOLDERS.some((folder) => matchesPath(folder, file));
}
