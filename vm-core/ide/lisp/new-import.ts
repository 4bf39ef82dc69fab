/** The edit that imports one more module: after the imports that there are, else before the first form. */
import type { LispSnapshot } from "../../analyze/index.ts";
import { headName } from "../../lisp/datum.ts";
import type { TextEdit } from "../../text/diagnostic.ts";
import { writeString } from "../../text/literal.ts";
import { span } from "../../text/span.ts";

export function lispImportEdit(snapshot: LispSnapshot, path: string): TextEdit {
  return lispImportEdits(snapshot)(path);
}

/** Gives the edits for several modules: where they go is looked for once. */
export function lispImportEdits({ text, syntax: { forms } }: LispSnapshot): (path: string) => TextEdit {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const last = forms.findLast((form) => headName(form) === "import");
  const start = last?.span.end ?? forms[0]?.span.start ?? 0;
  return (path) => {
    const written = `(import ${writeString(path)})`;
    return {
      span: span(start, start),
      text: last === undefined ? `${written}${newline}` : `${newline}${written}`,
    };
  };
}
