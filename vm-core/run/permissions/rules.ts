/**
 * Permissions as they are written on a command line: `--allow read=./data,net=127.0.0.1:8080 --deny run`.
 *
 * A list item is `PERMISSION=PATTERN`, a PERMISSION for all of it, or one more pattern of the permission
 * before it.
 */
import { mistakeInEndpointPattern } from "./endpoints.ts";

export const PERMISSIONS = ["read", "write", "net", "env", "run"] as const;

/** A kind of access to the world that can be allowed and denied. */
export type Permission = (typeof PERMISSIONS)[number];

export interface PermissionRule {
  readonly verdict: "allow" | "deny";
  readonly permission: Permission;
  /** Null means everything. */
  readonly pattern: string | null;
}

/** What a run may do. What one rule denies no other allows. */
export interface Permissions {
  readonly rules: readonly PermissionRule[];
  /** Allow nothing but output and what a rule allows. */
  readonly sandbox: boolean;
}

/** Permissions as the command line gives them. */
export interface PermissionFlags {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  readonly sandbox: boolean;
}

/** A list of rules that cannot be read: the list as it was given for `verdict`, and what is wrong with it. */
export class RuleError extends Error {
  /** As much of the list as a message has room for. */
  readonly list: string;

  constructor(
    readonly verdict: PermissionRule["verdict"],
    list: string,
    readonly reason: string,
  ) {
    const shown = list.length > SHOWN ? `${list.slice(0, SHOWN)}…` : list;
    super(`--${verdict} ${shown}: ${reason}`);
    this.list = shown;
  }
}

/** Characters of a list in a message. */
const SHOWN = 200;
/** Rules of a run: where each of them leads to has to be found out before the first request is judged. */
const MOST_RULES = 10_000;

/** Throws a RuleError. */
export function parsePermissions({ allow, deny, sandbox }: PermissionFlags): Permissions {
  const rules: PermissionRule[] = [];
  for (const [verdict, lists] of [["allow", allow] as const, ["deny", deny] as const]) {
    for (const list of lists) {
      for (const rule of parseList(verdict, list)) rules.push(rule);
      if (rules.length > MOST_RULES) throw new RuleError(verdict, list, `more than ${MOST_RULES} rules`);
    }
  }
  return { rules, sandbox };
}

function parseList(verdict: PermissionRule["verdict"], list: string): PermissionRule[] {
  const rules: PermissionRule[] = [];
  let current: Permission | undefined;
  for (const item of list.split(",")) {
    const equals = item.indexOf("=");
    const head = equals < 0 ? item : item.slice(0, equals);
    if (isPermission(head)) {
      current = head;
      rules.push({ verdict, permission: head, pattern: equals < 0 ? null : item.slice(equals + 1) });
    } else if (current === undefined || /^\s*\w+=/.test(item) || isPermission(item.trim())) {
      throw new RuleError(verdict, list, `"${head}" is none of ${PERMISSIONS.join(", ")}`);
    } else {
      rules.push({ verdict, permission: current, pattern: item });
    }
    const mistake = mistakeIn(rules[rules.length - 1]);
    if (mistake !== undefined) throw new RuleError(verdict, list, mistake);
  }
  return rules;
}

/** Whether an item of `allow` can be read. */
export function isReadable(item: string): boolean {
  try {
    return parseList("allow", item).length > 0;
  } catch {
    return false;
  }
}

function mistakeIn({ permission, pattern }: PermissionRule): string | undefined {
  if (pattern === "") return "a pattern is empty";
  return permission === "net" && pattern !== null ? mistakeInEndpointPattern(pattern) : undefined;
}

function isPermission(word: string): word is Permission {
  return PERMISSIONS.some((permission) => permission === word);
}
