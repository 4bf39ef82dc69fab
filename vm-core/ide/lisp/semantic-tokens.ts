/** Semantic tokens of Lisp: names by what they mean, forms as keywords, `:keys` as properties. */
import type { LispSnapshot } from "../../analyze/index.ts";
import type { Datum } from "../../lisp/datum.ts";
import type { LispMention, LispSymbol } from "../../lisp/index.ts";
import type { SemanticToken, TokenModifier, TokenType } from "../answers.ts";

export function lispTokens(snapshot: LispSnapshot): readonly SemanticToken[] {
  const tokens = snapshot.symbols.mentions.flatMap((mention) => tokenOf(snapshot, mention) ?? []);
  return [...tokens, ...keyTokens(snapshot)].sort((a, b) => a.span.start - b.span.start);
}

function tokenOf({ text }: LispSnapshot, { span, access, meaning }: LispMention): SemanticToken | undefined {
  switch (meaning.kind) {
    case "symbol": {
      const { symbol } = meaning;
      const modifiers: TokenModifier[] = access === "define" ? ["declaration"] : [];
      if (isConstant(symbol)) modifiers.push("readonly");
      return { span, type: typeOf(symbol), modifiers };
    }
    case "library":
      return { span, type: "function", modifiers: ["defaultLibrary"] };
    case "form":
    case "word": {
      // The mark of a prefix such as ' is punctuation.
      const isName = text.startsWith(meaning.name, span.start);
      return isName ? { span, type: "keyword", modifiers: [] } : undefined;
    }
    case "module":
    case "unknown":
      return undefined;
    default:
      return meaning satisfies never;
  }
}

function typeOf({ kind, references }: LispSymbol): TokenType {
  if (kind === "function" || kind === "parameter" || kind === "macro") return kind;
  const isCalled = kind === "import" && references.some(({ access }) => access === "call");
  return isCalled ? "function" : "variable";
}

function isConstant({ kind, references }: LispSymbol): boolean {
  return (kind === "variable" || kind === "local") && references.every(({ access }) => access !== "write");
}

/** Every `:key` of the text. */
function keyTokens({ syntax }: LispSnapshot): readonly SemanticToken[] {
  const tokens: SemanticToken[] = [];
  const pending: Datum[] = [...syntax.forms];
  for (let datum = pending.pop(); datum !== undefined; datum = pending.pop()) {
    if (datum.kind === "constant" && datum.keyword) {
      tokens.push({ span: datum.span, type: "property", modifiers: [] });
    } else if (datum.kind === "list") {
      for (const item of datum.items) pending.push(item);
      if (datum.tail !== undefined) pending.push(datum.tail);
    }
  }
  return tokens;
}
