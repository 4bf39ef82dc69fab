/**
 * Semantic tokens: what each name means, for colours that a grammar cannot know.
 *
 * Invariant: in order, and none overlap. Assembly has none: there the grammar knows everything.
 */
import type { Snapshot } from "../analyze/index.ts";
import type { Span } from "../text/span.ts";
import type { SemanticToken, TokenModifier, TokenType } from "./answers.ts";
import { featuresOf } from "./languages.ts";

/** The types of tokens, in the order of their numbers in the protocol. */
export const TOKEN_TYPES: readonly TokenType[] = [
  "function",
  "variable",
  "parameter",
  "macro",
  "keyword",
  "property",
];
/** The modifiers of tokens, in the order of their bits in the protocol. */
export const TOKEN_MODIFIERS: readonly TokenModifier[] = ["declaration", "readonly", "defaultLibrary"];

/** Those that touch a range, or all. */
export function semanticTokens(snapshot: Snapshot, range?: Span): readonly SemanticToken[] {
  const groups = tokenGroups(snapshot);
  if (range === undefined) return groups.flat();
  return groups.flatMap((group) => {
    const isFar = group[0].span.start > range.end || group[group.length - 1].span.end < range.start;
    return isFar ? [] : group.filter(({ span }) => span.start <= range.end && range.start <= span.end);
  });
}

/** All, in groups that have tokens: one is the same array as long as its tokens are the same, wherever they are. */
export function tokenGroups(snapshot: Snapshot): readonly (readonly SemanticToken[])[] {
  return featuresOf(snapshot).tokenGroups(snapshot);
}
