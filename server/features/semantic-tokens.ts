/** Semantic tokens, of a whole document or of a part. */
import { semanticTokens, TOKEN_MODIFIERS, TOKEN_TYPES } from "../../vm-core/index.ts";
import { toSemanticTokens, toSpan } from "../convert.ts";
import type { Feature } from "../feature.ts";

export const SEMANTIC_TOKENS: Feature = {
  capabilities: {
    semanticTokensProvider: {
      legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
      full: true,
      range: true,
    },
  },
  register({ connection, answer }) {
    const { semanticTokens: requests } = connection.languages;
    requests.on(
      answer("semantic tokens", "document", (snapshot) =>
        toSemanticTokens(snapshot, semanticTokens(snapshot)),
      ),
    );
    requests.onRange(
      answer("semantic tokens", "range", (snapshot, params) =>
        toSemanticTokens(snapshot, semanticTokens(snapshot, toSpan(snapshot, params.range))),
      ),
    );
  },
};
