/** The edit that imports one more module: after the imports that there are, else before the first form. */
import type { LispSnapshot } from "../../analyze/index.ts";
import { headName } from "../../lisp/datum.ts";
import type { TextEdit } from "../../text/diagnostic.ts";
import { writeString } from "../../text/literal.ts";
import { span } from "../../text/span.ts";

export function lispImportEdit({ text, syntax: { forms } }: LispSnapshot, path: string): TextEdit {
  const written = `(import ${writeString(path)})`;
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const last = forms.findLast((form) => headName(form) === "import");
  if (last !== undefined) return { span: span(last.span.end, last.span.end), text: `${newline}${written}` };
  const start = forms[0]?.span.start ?? 0;
  return { span: span(start, start), text: `${written}${newline}` };
}
