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
import { type FileLocation, type Need, needsOf } from "./needs.ts";
import type { Resolver } from "./resolver.ts";
import { isInSystemFolder, RuleIndex } from "./rule-index.ts";
import type { PermissionRule, Permissions } from "./rules.ts";
import { allowing, ruleText } from "./words.ts";

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

/** Allowed, refused by a rule, or refused for want of one. */
type Verdict = "allowed" | "not-allowed" | PermissionRule;

class Judge {
  private readonly indexes = new Map<string, RuleIndex>();

  constructor(
    private readonly permissions: Permissions,
    private readonly resolver: Resolver,
  ) {}

  /** Whether only what a rule names is allowed. */
  isRestricted(permission: Need["permission"]): boolean {
    return this.permissions.sandbox || this.rulesTo("allow", permission).isAny;
  }

  async verdict(need: Need): Promise<Verdict> {
    const location = need.path === undefined ? undefined : await this.locate(need);
    const denied = await this.rulesTo("deny", need.permission).first(need, location);
    if (denied !== undefined) return denied;
    if (need.path === "companion") return "allowed";
    const allowing = this.rulesTo("allow", need.permission);
    const isOfSystem = location !== undefined && isInSystemFolder(location.real);
    if (!isOfSystem && !this.isRestricted(need.permission)) return "allowed";
    const allowed = await (isOfSystem ? allowing.firstOfSystem(location) : allowing.first(need, location));
    return allowed === undefined ? "not-allowed" : "allowed";
  }

  private rulesTo(verdict: PermissionRule["verdict"], permission: Need["permission"]): RuleIndex {
    const key = `${verdict} ${permission}`;
    const known = this.indexes.get(key);
    if (known !== undefined) return known;
    const rules = this.permissions.rules.filter(
      (rule) => rule.verdict === verdict && rule.permission === permission,
    );
    const index = new RuleIndex(rules, verdict === "deny", this.resolver);
    this.indexes.set(key, index);
    return index;
  }

  private async locate({ target, path, location }: Need): Promise<FileLocation> {
    return location ?? this.resolver.file(target, path !== "name");
  }
}
