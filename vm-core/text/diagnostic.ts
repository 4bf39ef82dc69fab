/**
 * What there is to say about a source text.
 *
 * A diagnostic is data: it is returned, never thrown. It carries its own repairs, so that the editor and
 * the command line offer the same ones.
 */
import type { LineIndex } from "./line-index.ts";
import { ordered } from "./ordered.ts";
import type { Span } from "./span.ts";

/** How serious a diagnostic is; only an error can withhold a program. */
export type Severity = "error" | "warning" | "information" | "hint";

/** A change of a text: the part that is replaced, and what replaces it. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** A repair: applying all edits (which do not overlap) resolves the finding. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** The one that a person most likely wants. */
  readonly preferred?: boolean;
}

/** Another place that a diagnostic refers to, with what is to be said about it. */
export interface RelatedPlace {
  readonly span: Span;
  readonly message: string;
  /** The document that it is in, where that is another one. */
  readonly document?: { readonly uri: string; readonly text: string; readonly lines: LineIndex };
}

/** What a diagnostic says, as data: a kind, and the parts that this kind has. Words are made of it last. */
export interface DiagnosticCause {
  readonly kind: string;
}

/** Something that is wrong or doubtful in a text. */
export interface Diagnostic {
  readonly severity: Severity;
  /** Stable, in kebab case: `unknown-label`. */
  readonly code: string;
  /** What its words were made of. Whoever decides something about it reads this, never the message. */
  readonly cause: DiagnosticCause;
  readonly message: string;
  readonly span: Span;
  /** `unnecessary` is drawn faded, `deprecated` struck through. */
  readonly tag?: "unnecessary" | "deprecated";
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly Fix[];
  /** Where the documentation explains it, in docs/: `optimizer.md#peephole`. */
  readonly page?: string;
  /** The words in which the command line has always reported it, where they differ from `message`. */
  readonly report?: string;
  /** What the command line adds after the line of a report: what to do instead. */
  readonly advice?: string;
}

/** Of one kind, so many are told of one text, the first ones: a text can hold a million of them. */
export const MOST_OF_A_KIND = 1_000;

/**
 * What is told of what was found: of each kind the first thousand in the text. It is chosen before words are made of it, which
 * take far more memory.
 */
export function told<T extends { readonly cause: DiagnosticCause; readonly span: Span }>(
  found: readonly T[],
): readonly T[] {
  if (found.length <= MOST_OF_A_KIND) return found;
  const counts = new Map<string, number>();
  const ordered = [...found].sort((a, b) => a.span.start - b.span.start);
  return ordered.filter(({ cause: { kind } }) => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return count <= MOST_OF_A_KIND;
  });
}

/** Orders by place, then errors first. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return a.span.start - b.span.start || RANK[a.severity] - RANK[b.severity] || a.span.end - b.span.end;
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, information: 2, hint: 3 };

/** In that order. */
export function inOrder(all: readonly Diagnostic[]): Diagnostic[] {
  return ordered(all, keyOf);
}

/** What is compared, in one number: no text has 2^27 characters. Of longer spans the length does not count. */
function keyOf({ span: { start, end }, severity }: Diagnostic): number {
  return (start * 4 + RANK[severity]) * LONGEST + Math.min(end - start, LONGEST - 1);
}

const LONGEST = 2 ** 24;

/** Applies edits that do not overlap to a text. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let result = "";
  let at = 0;
  for (const edit of ordered) {
    result += text.slice(at, edit.span.start) + edit.text;
    at = edit.span.end;
  }
  return result + text.slice(at);
}
