/** The scopes of Lisp texts, as the analysis finds them: kept for each file. */
import { analyzeLisp } from "../../analyze/index.ts";
import { type LispScope, type LispSymbols, NO_SYMBOLS } from "../../lisp/index.ts";
import type { SourceFile } from "../../program/program.ts";
import { libraryExports } from "../../std/index.ts";
import type { Span } from "../../text/span.ts";
import { formAt } from "./forms.ts";

const FOUND = new WeakMap<SourceFile, LispSymbols>();

/** What is known about the names of a file; nothing when its text is not there. */
export function symbolsOf(file: SourceFile): LispSymbols {
  let symbols = FOUND.get(file);
  if (symbols === undefined) {
    const { name, text } = file;
    const snapshot =
      text === undefined ? undefined : analyzeLisp(name, 0, text, { exportsOf: libraryExports });
    symbols = snapshot === undefined ? NO_SYMBOLS : snapshot.symbols;
    FOUND.set(file, symbols);
  }
  return symbols;
}

/** The innermost scope that contains a part of the text. */
export function scopeAt(file: SourceFile, part: Span): LispScope | undefined {
  // Outer ones come first, and inner ones are within them.
  return symbolsOf(file).scopes.findLast(
    (scope) => isWithin(part, scope.span) && !(scope.kind === "loop" && isFirstValue(file, scope, part)),
  );
}

/** Whether a part belongs to what the variables of a loop begin with: they cannot be named there. */
function isFirstValue(file: SourceFile, { form }: LispScope, part: Span): boolean {
  const loop = formAt(file, form);
  const [, first, second] = loop?.kind === "list" ? loop.items : [];
  const bindings = first?.kind === "symbol" ? second : first;
  if (bindings?.kind !== "list") return false;
  return bindings.items.some((binding) => {
    const value = binding.kind === "list" ? binding.items[1] : undefined;
    return value !== undefined && isWithin(part, value.span);
  });
}

function isWithin(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && outer.end >= inner.end;
}
