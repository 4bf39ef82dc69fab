/** What people are told about a refusal: the rule that refuses it, or the one that would allow it. */
import type { Lacking, Note } from "../../value/callable.ts";
import type { Need } from "./needs.ts";
import { isReadable, type PermissionRule } from "./rules.ts";

/** A rule as it is written on a command line. */
export function ruleText({ verdict, permission, pattern }: PermissionRule): string {
  return `--${verdict} ${permission}${pattern === null ? "" : `=${pattern}`}`;
}

/** The item of a list of `allow` that allows what is needed, and nothing else where patterns can say so. */
export function allowItem({ permission, target, path }: Need): string {
  // A comma would begin the next item, and what looks like `name=` another permission. What a program names with a wildcard is one thing.
  const plain = target.replaceAll(/[,*]/g, "?");
  return `${permission}=${path !== undefined && /^(?:\w+=|stdin$)/.test(plain) ? "./" : ""}${plain}`;
}

/** What would allow something that no rule allows; nothing where no rule can name it. */
export function allowing(need: Need, isRestricted: boolean): readonly Lacking[] {
  const item = allowItem(need);
  // No host has such a name, and a rule with it would be about other hosts.
  const isNoHost = need.permission === "net" && /[*?,/]/.test(need.target);
  if (isNoHost || !isReadable(item)) return [];
  return [{ is: "lacking", item, permission: isRestricted ? null : need.permission }];
}

/** A line about a failure, as people read it. */
export function noteText(note: Note): string {
  if (typeof note === "string") return note;
  // The first rule of a permission restricts it, so all that was allowed before has to be said as well.
  const rest = note.permission === null ? "" : `${note.permission},`;
  return `--allow ${rest}${note.item} would allow it`;
}

/** What a list of `allow` lacks, from the notes of a failure; undefined when no rule would help. */
export function missingRule(notes: readonly Note[]): string | undefined {
  for (const note of notes) {
    if (typeof note !== "string")
      return note.permission === null ? note.item : `${note.permission},${note.item}`;
  }
  return undefined;
}
