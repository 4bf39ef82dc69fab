/**
 * Semantic tokens as answers: all of a document, or what has changed since the last answer about it.
 *
 * Invariant: what is said to have changed leads from the last answer to the one that a client would get anew. Tokens of a group
 * that is the same are neither converted nor compared again.
 */
import { randomUUID } from "node:crypto";
import type { SemanticTokens, SemanticTokensDelta } from "vscode-languageserver";
import { changeBetween, type SemanticToken, type Snapshot, tokenGroups } from "../vm-core/index.ts";
import { type TokenRow, toTokenData, toTokenRow } from "./convert.ts";
import type { Documents } from "./documents.ts";

/** The tokens of a group, and where the first one starts. */
interface PlacedRow {
  readonly row: TokenRow;
  readonly start: number;
  readonly end: number;
}

type TokenGroups = ReturnType<typeof tokenGroups>;

interface Answered {
  readonly resultId: string;
  readonly text: string;
  readonly groups: TokenGroups;
  /** One for each group. */
  readonly rows: readonly PlacedRow[];
}

/** Numbers for each token. */
const SIZE = 5;

/** The last answer about each document. Another lane does not know it: there the whole answer is given. */
export class TokenAnswers {
  private readonly lane = randomUUID();
  private readonly last = new Map<string, Answered>();
  private count = 0;

  constructor(private readonly documents: Documents) {}

  full(snapshot: Snapshot): SemanticTokens {
    const { resultId, rows } = this.answer(snapshot);
    return { resultId, data: toTokenData(snapshot, rows) };
  }

  since(snapshot: Snapshot, previous: unknown): SemanticTokens | SemanticTokensDelta {
    const before = this.last.get(snapshot.uri);
    if (before === undefined || before.resultId !== previous) return this.full(snapshot);
    const { resultId, rows } = this.answer(snapshot);
    return { resultId, edits: changed(snapshot, before, rows) };
  }

  private answer(snapshot: Snapshot): Answered {
    const { uri, text } = snapshot;
    const groups = tokenGroups(snapshot);
    const rows = rowsOf(snapshot, groups, this.last.get(uri));
    const answer = { resultId: `${this.lane} ${++this.count}`, text, groups, rows };
    const open = new Set(this.documents.open());
    for (const uri of this.last.keys()) if (!open.has(uri)) this.last.delete(uri);
    this.last.set(uri, answer);
    return answer;
  }
}

/** Groups that are the same have the rows that they had, those behind what has changed as far from its end as they were. */
function rowsOf(snapshot: Snapshot, groups: TokenGroups, before: Answered | undefined): readonly PlacedRow[] {
  const rows: PlacedRow[] = new Array(groups.length);
  let first = 0;
  let end = groups.length;
  if (before !== undefined) {
    const { start, oldEnd, newEnd } = changeBetween(before.text, snapshot.text);
    const shorter = Math.min(end, before.groups.length);
    for (; first < shorter && groups[first] === before.groups[first]; first++) {
      if (before.rows[first].end > start) break;
      rows[first] = before.rows[first];
    }
    for (let old = before.groups.length; end > first && old > first; end--, old--) {
      const was = before.rows[old - 1];
      if (groups[end - 1] !== before.groups[old - 1] || was.start < oldEnd) break;
      rows[end - 1] = movedBy(was, newEnd - oldEnd);
    }
  }
  for (let i = first; i < end; i++) rows[i] = placedRow(snapshot, groups[i]);
  return rows;
}

function movedBy({ row, start, end }: PlacedRow, by: number): PlacedRow {
  return { row, start: start + by, end: end + by };
}

function placedRow(snapshot: Snapshot, group: readonly SemanticToken[]): PlacedRow {
  const { start } = group[0].span;
  return { row: toTokenRow(snapshot, group), start, end: group[group.length - 1].span.end };
}

/** Some tokens, by themselves. */
export function tokensAnswer(snapshot: Snapshot, tokens: readonly SemanticToken[]): SemanticTokens {
  if (tokens.length === 0) return { data: [] };
  return { data: toTokenData(snapshot, [placedRow(snapshot, tokens)]) };
}

/** What is between the rows at the start and at the end that are the same and are in text that is the same. */
function changed(
  snapshot: Snapshot,
  before: Answered,
  rows: readonly PlacedRow[],
): SemanticTokensDelta["edits"] {
  const { start, oldEnd, newEnd } = changeBetween(before.text, snapshot.text);
  const shorter = Math.min(before.rows.length, rows.length);
  let first = 0;
  while (first < shorter && rows[first].end <= start && isSame(before.rows[first], rows[first], 0)) first++;
  let last = 0;
  const by = newEnd - oldEnd;
  for (; last < shorter - first; last++) {
    const [was, is] = [before.rows[before.rows.length - 1 - last], rows[rows.length - 1 - last]];
    if (is.start < newEnd || was.start < oldEnd || !isSame(was, is, by)) break;
  }
  const isNothing = first + last === rows.length && rows.length === before.rows.length;
  if (isNothing && before.text === snapshot.text) return [];
  // The first token behind what has changed is after another one, or farther from it.
  const end = rows.length - last;
  const data = toTokenData(snapshot, rows.slice(first, end + 1), rows[first - 1]);
  if (last > 0) data.length -= rows[end].row.data.length - SIZE;
  const deleted = before.rows.slice(first, before.rows.length - last);
  const deleteCount = deleted.reduce((sum, { row }) => sum + row.data.length, 0) + (last > 0 ? SIZE : 0);
  return deleteCount === 0 && data.length === 0 ? [] : [{ start: sizeOf(rows, first), deleteCount, data }];
}

function sizeOf(rows: readonly PlacedRow[], count: number): number {
  let size = 0;
  for (let i = 0; i < count; i++) size += rows[i].row.data.length;
  return size;
}

function isSame(was: PlacedRow, is: PlacedRow, by: number): boolean {
  if (was.start + by !== is.start) return false;
  const [a, b] = [was.row, is.row];
  return a === b || (a.data.length === b.data.length && a.data.every((number, i) => number === b.data[i]));
}
