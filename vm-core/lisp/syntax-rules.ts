/**
 * `syntax-rules`: macros that are patterns and templates.
 *
 * Invariant: hygienic; a name that a template brings means what it means where the macro was defined, and each
 * expansion binds names of its own. What the use gave keeps its spans; what the template brings has the use's.
 */

import { joined } from "../text/joined.ts";
import type { Span } from "../text/span.ts";
import { type Datum, keyOf, type ListDatum, list, type SymbolDatum, symbol } from "./datum.ts";
import type { RulesProblem } from "./problem.ts";
import type { Scope } from "./scope.ts";

interface SyntaxRule {
  readonly pattern: ListDatum;
  readonly template: Datum;
}

export interface SyntaxRules {
  readonly literals: ReadonlySet<string>;
  readonly rules: readonly SyntaxRule[];
  readonly scope: Scope;
  /** The name that stands for any number of what is before it. */
  readonly ellipsis: string;
}

/** What a pattern's variable stands for; a list of them below an ellipsis. */
type Bound = { readonly datum: Datum } | { readonly each: readonly Bindings[] };
type Bindings = Map<string, Bound>;

/** Data that one expansion may have: macros that double what they are given soon have more. */
export const MAXIMUM_SIZE = 200_000;

let aliases = 0;

/** Where rules cannot be followed, and why. */
export interface UnusableRules {
  readonly problem: RulesProblem;
  readonly span: Span;
}

const SHAPE: RulesProblem = { is: "rules-shape" };

/**
 * The rules of `(syntax-rules (literal…) (pattern template)…)`, or what is wrong with them; a name before the
 * literals is the ellipsis of these rules.
 */
export function readSyntaxRules(datum: Datum, scope: Scope): SyntaxRules | UnusableRules {
  if (datum.kind !== "list" || datum.items[0]?.kind !== "symbol" || datum.items[0].name !== "syntax-rules") {
    return { problem: SHAPE, span: datum.span };
  }
  const own = datum.items[1]?.kind === "symbol" ? datum.items[1].name : undefined;
  const [literals, ...written] = datum.items.slice(own === undefined ? 1 : 2);
  if (literals?.kind !== "list") return { problem: SHAPE, span: datum.span };
  const rules: SyntaxRule[] = [];
  for (const rule of written) {
    const [pattern, template, ...more] = rule.kind === "list" ? rule.items : [];
    if (pattern?.kind !== "list" || template === undefined || more.length > 0) {
      return { problem: { is: "rule-shape" }, span: rule.span };
    }
    rules.push({ pattern, template });
  }
  const names = literals.items.filter((item) => item.kind === "symbol").map(keyOf);
  const macro = { literals: new Set(names), rules, scope, ellipsis: own ?? "..." };
  for (const rule of rules) {
    const problem = checkRule(macro, rule);
    if (problem !== undefined) return problem;
  }
  return macro;
}

/** Whether a rule can be followed: its ellipses have something to repeat, as deep as in the pattern. */
function checkRule(macro: SyntaxRules, { pattern, template }: SyntaxRule): UnusableRules | undefined {
  const shape = { ...pattern, items: pattern.items.slice(1) };
  const depths = new Map<string, number>();
  return checkPattern(macro, shape, 0, depths) ?? checkTemplate(macro, template, 0, depths);
}

function checkPattern(
  macro: SyntaxRules,
  pattern: Datum,
  depth: number,
  depths: Map<string, number>,
): UnusableRules | undefined {
  if (pattern.kind === "symbol") {
    for (const name of variablesOf(macro, pattern)) {
      if (depths.has(name)) {
        return { problem: { is: "duplicate-pattern-variable", name: pattern.name }, span: pattern.span };
      }
      depths.set(name, depth);
    }
    return undefined;
  }
  if (pattern.kind !== "list") return undefined;
  const ellipses = pattern.items.filter((item) => isEllipsis(macro, item));
  if (isEllipsis(macro, pattern.items[0])) {
    return { problem: { is: "ellipsis-after-nothing" }, span: pattern.items[0].span };
  }
  if (ellipses.length > 1) {
    return { problem: { is: "two-ellipses" }, span: ellipses[1].span };
  }
  for (const [index, item] of pattern.items.entries()) {
    const problem = checkPattern(macro, item, depth + ellipsesBehind(macro, pattern, index), depths);
    if (problem !== undefined) return problem;
  }
  return pattern.tail === undefined ? undefined : checkPattern(macro, pattern.tail, depth, depths);
}

function checkTemplate(
  macro: SyntaxRules,
  template: Datum,
  depth: number,
  depths: ReadonlyMap<string, number>,
): UnusableRules | undefined {
  if (template.kind === "symbol") {
    const wanted = depths.get(keyOf(template)) ?? 0;
    if (wanted <= depth) return undefined;
    return { problem: { is: "missing-ellipsis", name: template.name, wanted }, span: template.span };
  }
  if (template.kind !== "list") return undefined;
  // After `(... …)` an ellipsis is a name like others.
  if (isEllipsis(macro, template.items[0])) {
    return template.items.length === 2
      ? undefined
      : { problem: { is: "ellipsis-after-nothing" }, span: template.items[0].span };
  }
  for (let i = 0; i < template.items.length; i++) {
    const item = template.items[i];
    const ellipses = ellipsesBehind(macro, template, i);
    const repeats = [...depthsOf(macro, item)].some(([name]) => (depths.get(name) ?? 0) > 0);
    if (ellipses > 0 && !repeats) {
      return {
        problem: { is: "nothing-repeated" },
        span: template.items[i + 1].span,
      };
    }
    const problem = checkTemplate(macro, item, depth + ellipses, depths);
    if (problem !== undefined) return problem;
    i += ellipses;
  }
  return template.tail === undefined ? undefined : checkTemplate(macro, template.tail, depth, depths);
}

/** The expansion of a use; undefined when no pattern fits, "too-large" when it has no end of data. */
export function expandRules(
  macro: SyntaxRules,
  use: ListDatum,
  scope: Scope,
): Datum | undefined | "too-large" {
  for (const { pattern, template } of macro.rules) {
    const bindings: Bindings = new Map();
    const arguments_ = { ...list(use.items.slice(1), use.span), tail: use.tail };
    const shape = { ...list(pattern.items.slice(1), pattern.span), tail: pattern.tail };
    if (!matchList(macro, shape, arguments_, scope, bindings)) continue;
    const renamed = new Map<string, SymbolDatum>();
    const depths = depthsOf(macro, shape);
    const expansion = instantiate({ macro, span: use.span, renamed, depths }, template, bindings);
    return sizeOf(expansion) > MAXIMUM_SIZE ? "too-large" : expansion;
  }
  return undefined;
}

function isEllipsis({ ellipsis, literals }: SyntaxRules, datum: Datum | undefined): boolean {
  return datum?.kind === "symbol" && datum.name === ellipsis && !literals.has(keyOf(datum));
}

function match(macro: SyntaxRules, pattern: Datum, datum: Datum, scope: Scope, into: Bindings): boolean {
  if (pattern.kind === "constant") return datum.kind === "constant" && sameConstant(pattern, datum);
  if (pattern.kind === "list") {
    return (
      datum.kind === "list" &&
      datum.bracket === pattern.bracket &&
      matchList(macro, pattern, datum, scope, into)
    );
  }
  if (macro.literals.has(keyOf(pattern))) {
    return (
      datum.kind === "symbol" &&
      datum.name === pattern.name &&
      scope.find(datum) === macro.scope.find(pattern)
    );
  }
  if (pattern.name !== "_") into.set(keyOf(pattern), { datum });
  return true;
}

function sameConstant(a: Datum, b: Datum): boolean {
  if (a.kind !== "constant" || b.kind !== "constant") return false;
  const { value } = a;
  if (typeof value === "object" && value !== null && "value" in value) {
    return (
      typeof b.value === "object" && b.value !== null && "value" in b.value && b.value.value === value.value
    );
  }
  return value === b.value && a.keyword === b.keyword;
}

function matchList(
  macro: SyntaxRules,
  pattern: ListDatum,
  datum: ListDatum,
  scope: Scope,
  into: Bindings,
): boolean {
  const ellipsis = pattern.items.findIndex((item) => isEllipsis(macro, item));
  const { items } = datum;
  if (ellipsis < 1) {
    const { length } = pattern.items;
    if (pattern.tail === undefined && (items.length !== length || datum.tail !== undefined)) return false;
    if (items.length < length) return false;
    if (!pattern.items.every((part, index) => match(macro, part, items[index], scope, into))) return false;
    if (pattern.tail === undefined) return true;
    const rest = datum.tail !== undefined && items.length === length ? datum.tail : undefined;
    return match(
      macro,
      pattern.tail,
      rest ?? { ...list(items.slice(length), datum.span), tail: datum.tail },
      scope,
      into,
    );
  }
  const before = pattern.items.slice(0, ellipsis - 1);
  const after = pattern.items.slice(ellipsis + 1);
  const count = items.length - before.length - after.length;
  if (count < 0 || (datum.tail !== undefined && pattern.tail === undefined)) return false;
  if (!before.every((part, index) => match(macro, part, items[index], scope, into))) return false;
  const repeated = pattern.items[ellipsis - 1];
  const each: Bindings[] = [];
  for (const item of items.slice(before.length, before.length + count)) {
    const inner: Bindings = new Map();
    if (!match(macro, repeated, item, scope, inner)) return false;
    each.push(inner);
  }
  for (const name of variablesOf(macro, repeated)) into.set(name, { each });
  if (!after.every((part, index) => match(macro, part, items[before.length + count + index], scope, into))) {
    return false;
  }
  if (pattern.tail === undefined) return true;
  const end = list([], { start: datum.span.end, end: datum.span.end });
  return match(macro, pattern.tail, datum.tail ?? end, scope, into);
}

export function variablesOf(macro: SyntaxRules, pattern: Datum): string[] {
  if (pattern.kind === "symbol") {
    const isName = !isEllipsis(macro, pattern) && pattern.name !== "_" && !macro.literals.has(keyOf(pattern));
    return isName ? [keyOf(pattern)] : [];
  }
  if (pattern.kind === "constant") return [];
  const parts = pattern.tail === undefined ? pattern.items : [...pattern.items, pattern.tail];
  return parts.flatMap((part) => variablesOf(macro, part));
}

/** The variables of a pattern or template, and below how many ellipses of it each is. */
function depthsOf(
  macro: SyntaxRules,
  datum: Datum,
  depth = 0,
  into = new Map<string, number>(),
): Map<string, number> {
  if (datum.kind === "symbol") {
    for (const name of variablesOf(macro, datum)) into.set(name, Math.min(depth, into.get(name) ?? depth));
  } else if (datum.kind === "list") {
    datum.items.forEach((item, index) => {
      depthsOf(macro, item, depth + ellipsesBehind(macro, datum, index), into);
    });
    if (datum.tail !== undefined) depthsOf(macro, datum.tail, depth, into);
  }
  return into;
}

function ellipsesBehind(macro: SyntaxRules, { items }: ListDatum, index: number): number {
  let end = index + 1;
  while (isEllipsis(macro, items[end])) end++;
  return end - index - 1;
}

interface Expansion {
  readonly macro: SyntaxRules;
  /** Below how many ellipses of the pattern its variables are. */
  readonly depths: ReadonlyMap<string, number>;
  readonly span: Span;
  /** The names that this expansion brought. */
  readonly renamed: Map<string, SymbolDatum>;
}

function instantiate(expansion: Expansion, template: Datum, bindings: Bindings): Datum {
  const { span, macro } = expansion;
  if (template.kind === "constant") return { ...template, span };
  if (template.kind === "symbol") return instantiateName(expansion, template, bindings);
  if (isEllipsis(macro, template.items[0]) && template.items.length === 2) {
    return instantiate(
      expansion,
      template.items[1],
      new Map(bindings).set(macro.ellipsis, { datum: template.items[0] }),
    );
  }
  const items: Datum[] = [];
  for (let i = 0; i < template.items.length; i++) {
    const item = template.items[i];
    // Behind `(... …)` an ellipsis is a name like others.
    const ellipses = bindings.has(macro.ellipsis) ? 0 : ellipsesBehind(macro, template, i);
    for (const copy of repeat(expansion, item, ellipses, bindings)) items.push(copy);
    i += ellipses;
  }
  const made = list(items, span, template.bracket);
  return template.tail === undefined ? made : joinTail(made, instantiate(expansion, template.tail, bindings));
}

function joinTail(head: ListDatum, tail: Datum): ListDatum {
  if (tail.kind !== "list") return { ...head, tail };
  return { ...list([...head.items, ...tail.items], head.span), tail: tail.tail };
}

/** A part of a template with so many ellipses after it. */
function repeat(expansion: Expansion, item: Datum, ellipses: number, bindings: Bindings): Datum[] {
  if (ellipses === 0) return [instantiate(expansion, item, bindings)];
  const plain = ellipses === 1 ? boundItems(expansion, item, bindings) : undefined;
  if (plain !== undefined) return plain;
  // What one ellipsis of the pattern bound continues in step; so does what several did.
  const groups = new Set<readonly Bindings[]>();
  for (const [name, below] of depthsOf(expansion.macro, item)) {
    const bound = bindings.get(name);
    const isInner = (expansion.depths.get(name) ?? 0) < below + ellipses;
    if (bound !== undefined && "each" in bound && !isInner) groups.add(bound.each);
  }
  if (groups.size === 0) return [];
  const count = Math.min(...[...groups].map((group) => group.length));
  return Array.from({ length: count }, (_, index) => {
    const inner = [...groups].flatMap((group) => [...group[index]]);
    return repeat(expansion, item, ellipses - 1, new Map([...bindings, ...inner]));
  }).flat();
}

/** What a variable alone has in front of its ellipsis, which most templates have; undefined in all other cases. */
function boundItems({ depths }: Expansion, item: Datum, bindings: Bindings): Datum[] | undefined {
  if (item.kind !== "symbol") return undefined;
  const key = keyOf(item);
  const bound = bindings.get(key);
  if (depths.get(key) !== 1 || bound === undefined || !("each" in bound)) return undefined;
  const items: Datum[] = [];
  for (const each of bound.each) {
    const one = each.get(key);
    if (one === undefined || !("datum" in one)) return undefined;
    items.push(one.datum);
  }
  return items;
}

function instantiateName({ macro, span, renamed }: Expansion, name: SymbolDatum, bindings: Bindings): Datum {
  const key = keyOf(name);
  const bound = bindings.get(key);
  if (bound !== undefined && "datum" in bound) return bound.datum;
  let fresh = renamed.get(key);
  if (fresh === undefined) {
    fresh = {
      kind: "symbol",
      name: name.name,
      span,
      alias: { id: ++aliases, original: name, scope: macro.scope },
    };
    renamed.set(key, fresh);
  }
  return fresh;
}

/** A name as the language means it, whatever it means where it is put. */
export function languageName(name: string, span: Span, root: Scope): SymbolDatum {
  return joined(symbol(name, span), { alias: { id: 0, original: symbol(name, span), scope: root } });
}

/** A name that nothing else is called. */
export function newName(name: string, span: Span, root: Scope): SymbolDatum {
  const original = symbol(name, { start: -1, end: -1 });
  return joined(symbol(name, span), { alias: { id: ++aliases, original, scope: root } });
}

const SIZES = new WeakMap<Datum, number>();

/** How many data there are in one; what occurs twice counts twice, and is counted once. */
export function sizeOf(datum: Datum): number {
  if (datum.kind !== "list") return 1;
  const open: ListDatum[] = [datum];
  // What macros make may be nested as deeply as there is memory.
  for (let list = open.at(-1); list !== undefined && !SIZES.has(datum); list = open.at(-1)) {
    const known = open.length;
    let size = 1;
    for (const part of list.tail === undefined ? list.items : [...list.items, list.tail]) {
      if (part.kind !== "list") size++;
      else {
        const inner = SIZES.get(part);
        if (inner === undefined) open.push(part);
        else size += inner;
      }
    }
    if (open.length > known) continue;
    SIZES.set(list, size);
    open.pop();
  }
  return SIZES.get(datum) as number;
}
