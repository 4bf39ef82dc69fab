/** Semantic tokens, of a whole document, of a part, or as what has changed since an answer. */
import type { SemanticTokensDeltaParams } from "vscode-languageserver";
import { semanticTokens, TOKEN_MODIFIERS, TOKEN_TYPES } from "../../vm-core/index.ts";
import { toSpan } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { DOCUMENT, PART } from "../parameters.ts";
import { TokenAnswers, tokensAnswer } from "../token-answers.ts";

export const SEMANTIC_TOKENS: Feature = {
  capabilities: {
    semanticTokensProvider: {
      legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
      full: { delta: true },
      range: true,
    },
  },
  parameters: {
    "textDocument/semanticTokens/full": DOCUMENT,
    "textDocument/semanticTokens/full/delta": { ...DOCUMENT, previousResultId: "string" },
    "textDocument/semanticTokens/range": PART,
  },
  register({ connection, answer, documents }) {
    const { semanticTokens: requests } = connection.languages;
    const answers = new TokenAnswers(documents);
    requests.on(answer("semantic tokens", (snapshot) => answers.full(snapshot)));
    requests.onDelta(
      answer("semantic tokens", (snapshot, { previousResultId }: SemanticTokensDeltaParams) =>
        answers.since(snapshot, previousResultId),
      ),
    );
    requests.onRange(
      answer("semantic tokens", (snapshot, params) =>
        tokensAnswer(snapshot, semanticTokens(snapshot, toSpan(snapshot, params.range))),
      ),
    );
  },
};
