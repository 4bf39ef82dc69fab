/**
 * Repairs that follow from a problem alone: its parts say what is to be written instead.
 *
 * Absent by design: repairs that need to know the rest of the document; the editor's quick fixes add those.
 */
import type { Fix } from "../text/diagnostic.ts";
import { writeName, writeString } from "../text/literal.ts";
import { type Span, span } from "../text/span.ts";
import type { AsmProblem, CauseOf, ProblemKind } from "./problem.ts";

/** The repairs of a problem, the likeliest one first. */
export function mendsOf({ cause, span }: AsmProblem): readonly Fix[] {
  const mend = MENDS[cause.kind] as ((cause: AsmProblem["cause"], span: Span) => readonly Fix[]) | undefined;
  return mend?.(cause, span) ?? [];
}

const MENDS: { readonly [K in ProblemKind]?: (cause: CauseOf<K>, span: Span) => readonly Fix[] } = {
  "unknown-instruction": ({ label, nearest }, span) =>
    changeTo(label === undefined ? nearest : `LABEL ${label}`, span),
  "surplus-operand": ({ removal }) => [preferred("Remove it", removal, "")],
  "unexpected-text": (_, span) => [{ title: "Remove it", edits: [{ span, text: "" }] }],
  "unterminated-string": (_, { end }) => [preferred("Add the closing quote", span(end, end), '"')],
  "unescaped-quote": ({ quotes }) => [
    {
      title: "Escape the inner quotes",
      edits: quotes.map((quote) => ({ span: quote, text: '\\"' })),
      preferred: true,
    },
  ],
  "unknown-escape": (_, { start }) => [
    preferred("Write the backslash as `\\\\`", span(start, start + 1), "\\\\"),
  ],
  "unquoted-string": ({ text }, span) => [preferred("Quote the string", span, writeString(text))],
  "blank-in-name": ({ name }, span) => [preferred("Quote the name", span, writeString(name))],
  "invalid-word": ({ nearest }, span) => changeTo(nearest, span),
  "invalid-pattern": ({ text, nearest }, span) => [
    ...changeTo(nearest, span),
    ...(text.includes('"') ? [] : [quotePattern(text, span)]),
  ],
  alias: ({ plain, replaced }) => changeTo(plain, replaced),
  "unknown-label": ({ nearest }, span) =>
    nearest === undefined ? [] : [preferred(`Change to \`${nearest}\``, span, writeName(nearest))],
};

function preferred(title: string, span: Span, text: string): Fix {
  return { title, edits: [{ span, text }], preferred: true };
}

function changeTo(text: string | undefined, span: Span): readonly Fix[] {
  return text === undefined ? [] : [preferred(`Change to \`${text}\``, span, text)];
}

/** Quotes the value of a pattern: `name=a` becomes `name="a"`. */
function quotePattern(text: string, span: Span): Fix {
  const [, field = "", value = text] = /^([^"=]+=)([^"]+)$/.exec(text) ?? [];
  const quoted = `${field}${writeString(value)}`;
  return { title: `Change to \`${quoted}\``, edits: [{ span, text: quoted }] };
}
