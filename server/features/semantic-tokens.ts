/** Semantic tokens, of a whole document, of a part, or as what has changed since an answer. */
import { randomUUID } from "node:crypto";
import type { SemanticTokens, SemanticTokensDelta, SemanticTokensDeltaParams } from "vscode-languageserver";
import { type Snapshot, semanticTokens, TOKEN_MODIFIERS, TOKEN_TYPES } from "../../vm-core/index.ts";
import { toSemanticTokens, toSpan } from "../convert.ts";
import type { Documents } from "../documents.ts";
import type { Feature } from "../feature.ts";

export const SEMANTIC_TOKENS: Feature = {
  capabilities: {
    semanticTokensProvider: {
      legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
      full: { delta: true },
      range: true,
    },
  },
  register({ connection, answer, documents }) {
    const { semanticTokens: requests } = connection.languages;
    const answers = new TokenAnswers(documents);
    requests.on(answer("semantic tokens", "document", (snapshot) => answers.full(snapshot)));
    requests.onDelta(
      answer("semantic tokens", "document", (snapshot, { previousResultId }: SemanticTokensDeltaParams) =>
        answers.since(snapshot, previousResultId),
      ),
    );
    requests.onRange(
      answer("semantic tokens", "range", (snapshot, params) =>
        toSemanticTokens(snapshot, semanticTokens(snapshot, toSpan(snapshot, params.range))),
      ),
    );
  },
};

/** The last answer about each document. Another lane does not know it: there the whole answer is given. */
class TokenAnswers {
  private readonly lane = randomUUID();
  private readonly last = new Map<string, { readonly resultId: string; readonly data: readonly number[] }>();
  private count = 0;

  constructor(private readonly documents: Documents) {}

  full(snapshot: Snapshot): SemanticTokens {
    const { data } = toSemanticTokens(snapshot, semanticTokens(snapshot));
    const answer = { resultId: `${this.lane} ${++this.count}`, data };
    const open = new Set(this.documents.open());
    for (const uri of this.last.keys()) if (!open.has(uri)) this.last.delete(uri);
    this.last.set(snapshot.uri, answer);
    return answer;
  }

  since(snapshot: Snapshot, previous: unknown): SemanticTokens | SemanticTokensDelta {
    const before = this.last.get(snapshot.uri);
    const answer = this.full(snapshot);
    if (before === undefined || before.resultId !== previous) return answer;
    return { resultId: answer.resultId, edits: changed(before.data, answer.data) };
  }
}

/** What is between the parts at the start and at the end that are the same. */
function changed(before: readonly number[], after: readonly number[]): SemanticTokensDelta["edits"] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const deleteCount = before.length - end - start;
  const data = after.slice(start, after.length - end);
  return deleteCount === 0 && data.length === 0 ? [] : [{ start, deleteCount, data }];
}
