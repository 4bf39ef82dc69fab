/** How the uses of a macro are written: its parameters, or the patterns of its rules, with its name in front. */
import type { LispSnapshot } from "../../analyze/index.ts";
import type { Datum } from "../../lisp/datum.ts";
import type { LispSymbol } from "../../lisp/index.ts";
import { listsAround } from "./cursor.ts";

/** One for each rule; its name alone where the rules are not understood. */
export function macroShapes(snapshot: LispSnapshot, macro: LispSymbol): readonly string[] {
  const known = shapes.get(macro) ?? readShapes(snapshot, macro);
  shapes.set(macro, known);
  return known;
}

/** A macro may be used in thousands of places. */
const shapes = new WeakMap<LispSymbol, readonly string[]>();

function readShapes(snapshot: LispSnapshot, { name, span, nameSpan }: LispSymbol): readonly string[] {
  const form = listsAround(snapshot, nameSpan.start).find((list) => list.span.start === span.start);
  const [, target, rules] = form?.items ?? [];
  if (target?.kind === "list") {
    return [snapshot.text.slice(target.span.start, target.span.end).replace(/ \. ([^)\s]+)/, " $1…")];
  }
  const patterns =
    rules?.kind === "list" ? rules.items.slice(2).map((rule) => shapeOf(snapshot.text, name, rule)) : [];
  const found = patterns.filter((shape) => shape !== undefined);
  return found.length > 0 ? found : [`(${name} …)`];
}

function shapeOf(text: string, name: string, rule: Datum): string | undefined {
  const pattern = rule.kind === "list" ? rule.items[0] : undefined;
  if (pattern?.kind !== "list" || pattern.items.length === 0) return undefined;
  const rest = text.slice(pattern.items[0].span.end, pattern.span.end);
  return `(${name}${rest.replace(/\s+/g, " ").replaceAll(" ...", "…")}`;
}
