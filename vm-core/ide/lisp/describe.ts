/** What is to be said about forms and functions of the library wherever they are named. */
import { formRow } from "../../lisp/forms.ts";
import { lispFunctions, signatureOf } from "../../lisp/library-docs.ts";
import { codeBlock, paragraphs } from "../markdown.ts";

/** Markdown: how a form is written, what it does, an example. */
export function describeForm(name: string): string | undefined {
  const found = formRow(name);
  if (found === undefined) return undefined;
  return paragraphs(
    codeBlock(found.shapes.join("\n"), "ttvm-lisp"),
    found.doc,
    found.example === undefined ? undefined : codeBlock(found.example, "ttvm-lisp"),
  );
}

/** Markdown about a function that every program has. */
export function describeFunction(name: string): string | undefined {
  const found = lispFunctions().get(name);
  if (found === undefined) return undefined;
  return paragraphs(
    codeBlock(signatureOf(name, found.parameters, found.rest), "ttvm-lisp"),
    found.doc,
    "Library",
  );
}
