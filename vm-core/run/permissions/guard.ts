/**
 * What a run may do to the world.
 *
 * Everything is allowed unless something is said: `deny` refuses what it names and always wins; `allow`
 * restricts its permission to what it names; the sandbox allows nothing but output and what `allow` names.
 *
 * Invariant: pure. What needs the world to be judged, a path with links or a URL, is made canonical by the
 * host's `Names`, so `..`, links and other spellings lead nowhere else.
 * Absent by design: host names are compared as names, not by their addresses.
 */
import { Fault } from "../../value/callable.ts";
import type { Host, Reply } from "../host.ts";
import { type Need, needsOf } from "./needs.ts";
import {
  matchesEndpoint,
  matchesName,
  matchesOtherSpelling,
  matchesPlace,
  type PlacePattern,
} from "./patterns.ts";
import type { Permissions, Rule } from "./rules.ts";

/** A file by its names, absolute, with `/` between the parts. */
export interface Place {
  /** With every link followed, also where the last parts do not exist yet. */
  readonly real: string;
  /** As the program wrote it, `.` and `..` resolved as text. */
  readonly written: string;
}

/** How a host reads names. */
export interface Names {
  place(path: string): Promise<Place>;
  /** `host:port` of a URL; undefined when it has none. */
  endpoint(url: string): string | undefined;
}

/** The fault for something that is refused; undefined when it is allowed. */
export type Refuse = (need: Need) => Promise<Fault | undefined>;

/** Makes the function that says whether something is refused, with the fault of what is. */
export function refusing(permissions: Permissions, names: Names): Refuse {
  const judge = new Judge(permissions, names);
  return async (need) =>
    (await judge.allows(need))
      ? undefined
      : new Fault("PermissionDenied", `Permission denied: ${need.permission} ${need.target}`);
}

/** A host that asks about everything first. */
export function guarded<H extends Host>(host: H, names: Names, refuse: Refuse): H {
  return {
    ...host,
    perform: async (request): Promise<Reply> => {
      for (const need of needsOf(request, names.endpoint)) {
        const refusal = await refuse(need);
        if (refusal !== undefined) return refusal;
      }
      return host.perform(request);
    },
  };
}

/** The pattern of a rule, by both names of its folder. */
interface FilePattern {
  readonly real: PlacePattern;
  readonly written: PlacePattern;
}

class Judge {
  private readonly patterns = new Map<Rule, Promise<FilePattern>>();

  constructor(
    private readonly permissions: Permissions,
    private readonly names: Names,
  ) {}

  async allows(need: Need): Promise<boolean> {
    const rules = this.permissions.rules.filter(({ permission }) => permission === need.permission);
    if (await this.any(rules, "deny", need)) return false;
    const restricted = this.permissions.sandbox || rules.some(({ verdict }) => verdict === "allow");
    return !restricted || this.any(rules, "allow", need);
  }

  private async any(rules: readonly Rule[], verdict: Rule["verdict"], need: Need): Promise<boolean> {
    for (const rule of rules) if (rule.verdict === verdict && (await this.matches(rule, need))) return true;
    return false;
  }

  private async matches(rule: Rule, { permission, target, isPlace }: Need): Promise<boolean> {
    const { pattern } = rule;
    if (pattern === null) return true;
    if (isPlace) return this.matchesFile(rule, pattern, target);
    if (permission === "net") return matchesEndpoint(pattern, target);
    return matchesName(pattern, target) || (rule.verdict === "deny" && matchesOtherSpelling(pattern, target));
  }

  /** A file is denied by either of its names, and allowed only where it really is. */
  private async matchesFile(rule: Rule, pattern: string, target: string): Promise<boolean> {
    const [found, wanted] = await Promise.all([this.names.place(target), this.filePattern(rule, pattern)]);
    if (matchesPlace(wanted.real, found.real)) return true;
    return rule.verdict === "deny" && matchesPlace(wanted.written, found.written);
  }

  private filePattern(rule: Rule, pattern: string): Promise<FilePattern> {
    const known = this.patterns.get(rule);
    if (known !== undefined) return known;
    const made = this.resolve(pattern);
    this.patterns.set(rule, made);
    return made;
  }

  /** Links are followed up to the folder that stands before the first wildcard. */
  private async resolve(pattern: string): Promise<FilePattern> {
    const wildcard = pattern.search(/[*?]/);
    const end = wildcard < 0 ? pattern.length : pattern.slice(0, wildcard).search(/[^/\\]*$/);
    const rest = pattern.slice(end);
    const { real, written } = await this.names.place(pattern.slice(0, end) || ".");
    return { real: { folder: real, rest }, written: { folder: written, rest } };
  }
}
