/** The edit that imports one more module: after the imports that there are, else before the first form. */
import type { LispSnapshot } from "../../analyze/index.ts";
import { type Datum, headName } from "../../lisp/datum.ts";
import type { TextEdit } from "../../text/diagnostic.ts";
import { writeString } from "../../text/literal.ts";
import { span } from "../../text/span.ts";
import { lastStart } from "./cursor.ts";

export function lispImportEdit(snapshot: LispSnapshot, path: string): TextEdit {
  return lispImportEdits(snapshot)(path);
}

/** Gives the edits for several modules: where they go is looked for once. */
export function lispImportEdits({ text, syntax: { forms } }: LispSnapshot): (path: string) => TextEdit {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const last = lastImport(text, forms);
  const start = last?.span.end ?? forms[0]?.span.start ?? 0;
  return (path) => {
    const written = `(import ${writeString(path)})`;
    return {
      span: span(start, start),
      text: last === undefined ? `${written}${newline}` : `${newline}${written}`,
    };
  };
}

/** Only forms in which the word is written are looked at: a long text has tens of thousands. */
function lastImport(text: string, forms: readonly Datum[]): Datum | undefined {
  // Looking from the end takes far longer where there is none.
  let at = text.includes(IMPORT) ? text.lastIndexOf(IMPORT) : -1;
  while (at >= 0) {
    const form = forms[lastStart(forms, at)];
    if (form !== undefined && headName(form) === IMPORT) return form;
    at = at === 0 ? -1 : text.lastIndexOf(IMPORT, at - 1);
  }
  return undefined;
}

const IMPORT = "import";
