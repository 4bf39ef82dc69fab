/** The forms of a Lisp text that the lines of what it becomes come from. */
import type { Datum } from "../../lisp/index.ts";
import type { Span } from "../../text/span.ts";
import type { LinkedLine } from "../linked-text.ts";

/** As they begin in the text; an outer one before those in it. */
export function linkedForms(forms: readonly Datum[], lines: readonly LinkedLine[]): readonly Span[] {
  const key = ({ start, end }: Span) => `${start} ${end}`;
  const linked = new Set(lines.map(({ span }) => key(span)));
  const found: Span[] = [];
  /** Says whether a line comes from the form or from one in it. */
  const add = (form: Datum): boolean => {
    const at = found.push(form.span) - 1;
    const parts = form.kind === "list" ? [...form.items, ...(form.tail ? [form.tail] : [])] : [];
    const isLinked = parts.map(add).includes(true) || linked.has(key(form.span));
    if (!isLinked) found.length = at;
    return isLinked;
  };
  forms.forEach(add);
  return found;
}
