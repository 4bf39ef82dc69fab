/** Forms as text. */
import type { Form } from "../direct-evaluator/index.ts";

/** A form as the language has it. */
export function write(form: Form): string {
  if (typeof form === "number") return String(form);
  if (typeof form === "string") return form;
  if ("text" in form) return JSON.stringify(form.text);
  const [head, ...rest] = form;
  if (head === "object") return `{${rest.map(write).join(" ")}}`;
  if (head === "quote") return `'${write(rest[0])}`;
  if (head === "quasiquote") return `\`${write(rest[0])}`;
  if (head === "unquote") return `,${write(rest[0])}`;
  if (head === "unquote-splicing") return `,@${write(rest[0])}`;
  return `(${form.map(write).join(" ")})`;
}

/** Forms in which names have a suffix: programs of one text do not meet. */
export function suffixed(form: Form, names: ReadonlySet<string>, suffix: string): Form {
  if (typeof form === "string") return names.has(form) ? form + suffix : form;
  if (typeof form === "number" || "text" in form) return form;
  return form[0] === "quote" ? form : form.map((part) => suffixed(part, names, suffix));
}
