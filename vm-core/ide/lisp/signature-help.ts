/** Signature help in Lisp: the parameters of the call or the parts of the form that the cursor is in. */
import type { LispSnapshot } from "../../analyze/index.ts";
import type { ListDatum } from "../../lisp/datum.ts";
import { formRow } from "../../lisp/forms.ts";
import type { LispMeaning } from "../../lisp/index.ts";
import { lispFunctions, signatureOf } from "../../lisp/library-docs.ts";
import type { SignatureHelp } from "../answers.ts";
import { documentationOf } from "../describe-module.ts";
import { importedName } from "../imports.ts";
import { escapeMarkdown } from "../markdown.ts";
import { libraryOnly, type ResolveModule } from "../modules.ts";
import { isInComment, itemIndexAt, listsAround, mentionAt, stringAt } from "./cursor.ts";
import { macroShapes } from "./macro-shapes.ts";

interface Signature {
  readonly label: string;
  /** Markdown. */
  readonly documentation: string;
}

/** `typed`: asked for because something was typed; forms, which people know, are shown on demand alone. */
export function lispSignatureHelp(
  snapshot: LispSnapshot,
  offset: number,
  typed = false,
  resolve: ResolveModule = libraryOnly,
): SignatureHelp | undefined {
  if (isInComment(snapshot, offset) || stringAt(snapshot, offset) !== undefined) return undefined;
  const list = listsAround(snapshot, offset).at(-1);
  const head = list?.items[0];
  if (list?.bracket !== "(" || head?.kind !== "symbol" || offset <= head.span.end) return undefined;
  const meaning = mentionAt(snapshot, head.span.start)?.meaning;
  if (meaning === undefined || (typed && meaning.kind === "form")) return undefined;
  const signature = signatureFor(snapshot, meaning, list, resolve);
  if (signature === undefined) return undefined;
  const parameters = partsOf(signature.label);
  if (parameters.length === 0) return undefined;
  return {
    ...signature,
    parameters: parameters.map((part) => ({ ...part, documentation: "" })),
    active: Math.min(itemIndexAt(list, offset) - 1, parameters.length - 1),
  };
}

function signatureFor(
  snapshot: LispSnapshot,
  meaning: LispMeaning,
  list: ListDatum,
  resolve: ResolveModule,
): Signature | undefined {
  switch (meaning.kind) {
    case "symbol": {
      const { symbol } = meaning;
      const documentation = escapeMarkdown(symbol.documentation ?? "");
      if (symbol.kind === "macro") return { label: macroShapes(snapshot, symbol)[0], documentation };
      if (symbol.kind === "import") return importedSignature(snapshot, symbol.name, list, resolve);
      if (symbol.parameters === undefined) return undefined;
      return {
        label: signatureOf(symbol.name, symbol.parameters.names, symbol.parameters.rest),
        documentation,
      };
    }
    case "unknown":
      return importedSignature(snapshot, meaning.name, list, resolve);
    case "library": {
      const found = lispFunctions().get(meaning.name);
      return (
        found && { label: signatureOf(found.name, found.parameters, found.rest), documentation: found.doc }
      );
    }
    case "form": {
      const found = formRow(meaning.name);
      if (found === undefined) return undefined;
      const isList = list.items[1]?.kind === "list";
      const label = found.shapes.find((shape) => /^\(\S+ \(/.test(shape) === isList) ?? found.shapes[0];
      return { label, documentation: found.doc };
    }
    case "word":
    case "module":
      return undefined;
    default:
      return meaning satisfies never;
  }
}

function importedSignature(
  snapshot: LispSnapshot,
  name: string,
  { span }: ListDatum,
  resolve: ResolveModule,
): Signature | undefined {
  const made = importedName(snapshot, name, span.start, resolve);
  if (made?.parameters === undefined) return undefined;
  const label = signatureOf(name, made.parameters);
  return { label, documentation: documentationOf(made) };
}

/** Where the parts after the head of a shape are: `value` and `body…` in `(when value body…)`. */
function partsOf(shape: string): readonly { readonly start: number; readonly end: number }[] {
  const parts: { start: number; end: number }[] = [];
  let depth = 0;
  let start = -1;
  for (let i = 0; i <= shape.length - 1; i++) {
    const c = shape[i];
    const isEnd = depth === 1 && (c === " " || c === ")");
    if (isEnd && start >= 0) parts.push({ start, end: i });
    if (isEnd) start = -1;
    else if (depth === 1 && start < 0) start = i;
    if (c === "(" || c === "[") depth++;
    if (c === ")" || c === "]") depth--;
  }
  return parts.slice(1);
}
