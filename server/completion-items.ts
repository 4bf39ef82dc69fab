/**
 * Completions as the protocol has them: hundreds of items each time that somebody asks.
 *
 * Invariant: what all items of a list have in common is said once, to a client that understands that. Where there may be more
 * than the list has, the client is told to ask again when something else is typed.
 */
import * as lsp from "vscode-languageserver";
import type { Completion, Snapshot } from "../vm-core/index.ts";
import { toMarkdown, toRange, toTextEdits } from "./convert.ts";

/** What a client can do with completions. */
interface CompletionAbilities {
  /** It can tell the part before the cursor from the whole word. */
  readonly insertReplace: boolean;
  /** It shows a few words beside the label. */
  readonly labelDetails: boolean;
  /** What may be said once for all items of a list. */
  readonly completionDefaults: readonly string[];
}

/** Whether the client asks about each item alike, whether or not there is something to say about it. */
export function areDocumentedLater({ completionDefaults }: CompletionAbilities): boolean {
  return completionDefaults.includes("data");
}

/** What is offered at a place. */
interface Offered {
  readonly completions: readonly Completion[];
  /** There are more names than a list has. */
  readonly isIncomplete: boolean;
}

/** Without documentation: the client asks for it (`toDocumented`) when an item is chosen, with `data`. */
export function toCompletions(
  snapshot: Snapshot,
  { completions, isIncomplete }: Offered,
  client: CompletionAbilities,
  data: unknown,
): lsp.CompletionItem[] | lsp.CompletionList {
  const { insertReplace, completionDefaults } = client;
  const place = placesOf(snapshot, insertReplace);
  const edits = editsOf(snapshot);
  const common = completionDefaults.includes("editRange") ? commonPlace(completions) : undefined;
  const sharesData = areDocumentedLater(client);
  const items = completions.map((completion, index): lsp.CompletionItem => {
    const { label, kind, documentation, text, snippet } = completion;
    const newText = snippet ?? text;
    return {
      label,
      kind: COMPLETION_KINDS[kind],
      ...detailsOf(completion, client),
      ...(documentation !== undefined && !sharesData && { data }),
      ...(completion.edits !== undefined && { additionalTextEdits: edits(completion.edits) }),
      ...(text !== label && { filterText: text }),
      ...(snippet !== undefined && { insertTextFormat: lsp.InsertTextFormat.Snippet }),
      sortText: String(index).padStart(5, "0"),
      ...(common === undefined
        ? { textEdit: { newText, ...place(completion) } }
        : newText !== label && { textEditText: newText }),
    };
  });
  if (common === undefined && !sharesData && !isIncomplete) return items;
  const shared = common && place(common);
  const itemDefaults = {
    ...(shared !== undefined && { editRange: "range" in shared ? shared.range : shared }),
    ...(sharesData && { data }),
  };
  return { isIncomplete, itemDefaults, items };
}

/** A completion of those that are all for the same word. */
function commonPlace(completions: readonly Completion[]): Completion | undefined {
  const [first] = completions;
  return completions.every(({ insert, replace }) => insert === first.insert && replace === first.replace)
    ? first
    : undefined;
}

/** An item with what is said about it. */
export function toDocumented(item: lsp.CompletionItem, { documentation }: Completion): lsp.CompletionItem {
  return { ...item, ...(documentation !== undefined && { documentation: toMarkdown(documentation) }) };
}

function detailsOf(
  { detail, objection }: Completion,
  { labelDetails }: CompletionAbilities,
): Pick<lsp.CompletionItem, "detail" | "labelDetails"> {
  const said =
    objection === undefined || labelDetails ? detail : [detail, objection].filter(Boolean).join("; ");
  return {
    ...(said !== undefined && { detail: said }),
    ...(objection !== undefined && labelDetails && { labelDetails: { description: objection } }),
  };
}

/** Converts where a completion is written; that of many is the same. */
function placesOf(snapshot: Snapshot, insertReplace: boolean) {
  let last: Completion | undefined;
  let converted: { readonly range: lsp.Range } | { readonly insert: lsp.Range; readonly replace: lsp.Range };
  return (completion: Completion) => {
    if (last?.insert !== completion.insert || last.replace !== completion.replace) {
      last = completion;
      const insert = toRange(snapshot, completion.insert);
      converted = insertReplace
        ? { insert, replace: toRange(snapshot, completion.replace) }
        : { range: insert };
    }
    return converted;
  };
}

/** Converts edits elsewhere in the text; completions of names of one module have the same. */
function editsOf(snapshot: Snapshot) {
  const converted = new Map<Completion["edits"], lsp.TextEdit[]>();
  return (edits: NonNullable<Completion["edits"]>): lsp.TextEdit[] => {
    let found = converted.get(edits);
    if (found === undefined) converted.set(edits, (found = toTextEdits(snapshot, edits)));
    return found;
  };
}

const COMPLETION_KINDS = {
  instruction: lsp.CompletionItemKind.Operator,
  keyword: lsp.CompletionItemKind.Keyword,
  function: lsp.CompletionItemKind.Function,
  label: lsp.CompletionItemKind.Reference,
  module: lsp.CompletionItemKind.Module,
  variable: lsp.CompletionItemKind.Variable,
  field: lsp.CompletionItemKind.Field,
  value: lsp.CompletionItemKind.Value,
  template: lsp.CompletionItemKind.Snippet,
} as const;
