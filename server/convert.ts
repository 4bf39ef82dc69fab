/**
 * Between offsets and the protocol's lines and columns, and between plain data and the protocol's types.
 *
 * Invariant: the only place of the server where coordinates change. A position outside the text is moved into it, as the
 * protocol asks. How columns are counted is agreed on once, with the one client that a process has.
 */
import * as lsp from "vscode-languageserver";
import type {
  Callable,
  CodeAction,
  DefinitionTarget,
  Diagnostic,
  DocumentSymbol,
  FlowChart,
  FoldingRange,
  Hover,
  InlayHint,
  LinkedView,
  NamedPlace,
  PassesView,
  Refactoring,
  Reference,
  SemanticToken,
  SignatureHelp,
  Snapshot,
  Span,
  TextEdit,
} from "../vm-core/index.ts";
import { TOKEN_MODIFIERS, TOKEN_TYPES } from "../vm-core/index.ts";
import { columnOfOffset, type Encoding, offsetOfColumn } from "./columns.ts";
import type { OpenDocument } from "./open-document.ts";
import type { FlowChartAnswer, LinkedTextAnswer, PassesAnswer } from "./protocol.ts";

let encoding: Encoding = "utf-16";

/** Counts columns in this way from now on. */
export function countColumnsIn(agreed: Encoding): void {
  encoding = agreed;
}

/** The part of a text that a range of the client names, from its start to its end. No place is inside of what ends a line. */
export function offsetsOf(document: OpenDocument, { start, end }: lsp.Range): readonly [number, number] {
  const offsetOf = ({ line, character }: lsp.Position): number => {
    const from = document.lineStart(line);
    if (line < 0 || line >= document.lineCount) return from;
    const to = document.lineEnd(line);
    if (encoding === "utf-16") return Math.min(from + Math.max(0, character), to);
    // No column is wider than two units.
    const text = document.slice(from, Math.min(from + 2 * character, to));
    return from + offsetOfColumn(encoding, text, { start: 0, end: text.length }, character);
  };
  const [a, b] = [offsetOf(start), offsetOf(end)];
  return [Math.min(a, b), Math.max(a, b)];
}

export function toOffset({ lines, text }: Snapshot, { line, character }: lsp.Position): number {
  if (line < 0) return 0;
  if (line >= lines.lineCount) return text.length;
  let end = lines.lineStart(line + 1);
  const start = lines.lineStart(line);
  while (end > start && (text[end - 1] === "\n" || text[end - 1] === "\r")) end--;
  return offsetOfColumn(encoding, text, { start, end }, character);
}

export function toSpan(snapshot: Snapshot, { start, end }: lsp.Range): Span {
  const [a, b] = [toOffset(snapshot, start), toOffset(snapshot, end)];
  return { start: Math.min(a, b), end: Math.max(a, b) };
}

/** Where a document begins. */
export const TOP: lsp.Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** A document as far as its coordinates go. */
type Lines = Pick<Snapshot, "lines" | "text">;

export function toRange(document: Lines, span: Span): lsp.Range {
  return { start: toPosition(document, span.start), end: toPosition(document, span.end) };
}

function toPosition({ lines, text }: Lines, offset: number): lsp.Position {
  const { line, column } = lines.position(offset);
  const start = lines.lineStart(line);
  return { line, character: columnOfOffset(encoding, text, start, start + column) };
}

const SEVERITIES = {
  error: lsp.DiagnosticSeverity.Error,
  warning: lsp.DiagnosticSeverity.Warning,
  information: lsp.DiagnosticSeverity.Information,
  hint: lsp.DiagnosticSeverity.Hint,
} as const;

const TAGS = {
  unnecessary: lsp.DiagnosticTag.Unnecessary,
  deprecated: lsp.DiagnosticTag.Deprecated,
} as const;

/** The link to a page of the documentation; undefined where there is no page, or the client has no place for it. */
function linkTo(page: string | undefined, docs: string | undefined): string | undefined {
  return page === undefined ? undefined : docs?.replace("{page}", () => encodeURIComponent(page));
}

/** `docs` is the `docs` of the initialization options. */
export function toDiagnostic(
  snapshot: Pick<Snapshot, "uri" | "lines" | "text">,
  diagnostic: Diagnostic,
  docs?: string,
): lsp.Diagnostic {
  const { severity, code, message, span, tag, related, page } = diagnostic;
  const href = linkTo(page, docs);
  return {
    severity: SEVERITIES[severity],
    source: "ttvm",
    code,
    message,
    range: toRange(snapshot, span),
    ...(href !== undefined && { codeDescription: { href } }),
    ...(tag !== undefined && { tags: [TAGS[tag]] }),
    ...(related !== undefined && {
      relatedInformation: related.map(({ message, span, document = snapshot }) => ({
        message,
        location: { uri: document.uri, range: toRange(document, span) },
      })),
    }),
  };
}

/** From `origin`, the name under the cursor, to what makes it. */
export function toLocationLink(snapshot: Snapshot, origin: Span, target: DefinitionTarget): lsp.LocationLink {
  const { document, span, name } = target;
  return {
    originSelectionRange: toRange(snapshot, origin),
    targetUri: document.uri,
    targetRange: toRange(document, span),
    targetSelectionRange: toRange(document, name),
  };
}

export function toTextEdits(snapshot: Snapshot, edits: readonly TextEdit[]): lsp.TextEdit[] {
  return edits.map(({ span, text }) => ({ range: toRange(snapshot, span), newText: text }));
}

/** The edits of one document. */
interface DocumentEdits {
  readonly document: Snapshot;
  readonly edits: readonly TextEdit[];
}

/**
 * Edits of the versions that the documents are of: the client refuses them for others. A document that is not open has
 * no version.
 */
export function toWorkspaceEdit(
  changes: readonly DocumentEdits[],
  versioned: boolean,
  isOpen: (uri: string) => boolean = () => true,
): lsp.WorkspaceEdit {
  const converted = changes.map(({ document, edits }) => ({ document, edits: toTextEdits(document, edits) }));
  if (!versioned) {
    return { changes: Object.fromEntries(converted.map(({ document, edits }) => [document.uri, edits])) };
  }
  return {
    documentChanges: converted.map(({ document: { uri, version }, edits }) => ({
      textDocument: { uri, version: isOpen(uri) ? version : null },
      edits,
    })),
  };
}

export function toCodeAction(snapshot: Snapshot, action: CodeAction, versioned: boolean): lsp.CodeAction {
  return {
    title: action.title,
    kind: lsp.CodeActionKind.QuickFix,
    isPreferred: action.preferred,
    diagnostics: [toDiagnostic(snapshot, action.diagnostic)],
    edit: toWorkspaceEdit([{ document: snapshot, edits: action.edits }], versioned),
  };
}

export function toRefactoring(
  snapshot: Snapshot,
  { title, kind, edits }: Refactoring,
  versioned: boolean,
): lsp.CodeAction {
  return { title, kind, edit: toWorkspaceEdit([{ document: snapshot, edits }], versioned) };
}

/** The kinds of the actions on a whole file; clients ask for them when a file is saved. */
export const FIX_ALL = `${lsp.CodeActionKind.SourceFixAll}.ttvm`;
export const MEND_ALL = `${FIX_ALL}.mend`;
export const OPTIMIZE_ALL = `${FIX_ALL}.optimize`;

const TITLES = {
  [FIX_ALL]: "Fix everything that has one obvious fix, and optimize the file",
  [MEND_ALL]: "Fix everything that has one obvious fix",
  [OPTIMIZE_ALL]: "Optimize the file",
};

export function toFixAll(
  snapshot: Snapshot,
  kind: string,
  edits: readonly TextEdit[],
  versioned: boolean,
): lsp.CodeAction {
  return { title: TITLES[kind], kind, edit: toWorkspaceEdit([{ document: snapshot, edits }], versioned) };
}

/** `docs` as for diagnostics. */
export function toHover(snapshot: Snapshot, { markdown, span, page }: Hover, docs?: string): lsp.Hover {
  const href = linkTo(page, docs);
  const link = href === undefined ? "" : `\n\n[Documentation](${href})`;
  return { contents: toMarkdown(`${markdown}${link}`), range: toRange(snapshot, span) };
}

export function toMarkdown(value: string): lsp.MarkupContent {
  return { kind: lsp.MarkupKind.Markdown, value };
}

const SYMBOL_KINDS = {
  function: lsp.SymbolKind.Function,
  label: lsp.SymbolKind.Key,
  variable: lsp.SymbolKind.Variable,
  macro: lsp.SymbolKind.Operator,
} as const;

export function toDocumentSymbol(snapshot: Snapshot, symbol: DocumentSymbol): lsp.DocumentSymbol {
  return {
    name: symbol.name,
    detail: symbol.detail,
    kind: SYMBOL_KINDS[symbol.kind],
    range: toRange(snapshot, symbol.span),
    selectionRange: toRange(snapshot, symbol.nameSpan),
    children: symbol.children?.map((child) => toDocumentSymbol(snapshot, child)),
  };
}

export function toWorkspaceSymbol(
  document: Lines & Pick<Snapshot, "uri">,
  { name, kind, nameSpan, container }: NamedPlace,
): lsp.WorkspaceSymbol {
  return {
    name,
    kind: SYMBOL_KINDS[kind],
    location: { uri: document.uri, range: toRange(document, nameSpan) },
    ...(container !== undefined && { containerName: container }),
  };
}

export function toCallHierarchyItem(callable: Callable): lsp.CallHierarchyItem {
  const { document, name, detail, kind, span, nameSpan } = callable;
  return {
    name,
    detail,
    kind: kind === "function" ? lsp.SymbolKind.Function : lsp.SymbolKind.Module,
    uri: document.uri,
    range: toRange(document, span),
    selectionRange: toRange(document, nameSpan),
    data: { isProgram: kind === "program" },
  };
}

/** From the innermost of some spans outwards. */
export function toSelectionRange(snapshot: Snapshot, spans: readonly Span[]): lsp.SelectionRange {
  const ranges = spans.map((span) => toRange(snapshot, span));
  const made = ranges.reduceRight<lsp.SelectionRange | undefined>(
    (parent, range) => ({ range, ...(parent !== undefined && { parent }) }),
    undefined,
  );
  return made ?? { range: toRange(snapshot, { start: 0, end: 0 }) };
}

/** Each token is on one line: a name has no line end in it. */
/** Semantic tokens in a row as the protocol has them, but for where the first one is. */
export interface TokenRow {
  /** Five numbers for each; the place of the first one is 0, 0. */
  readonly data: readonly number[];
  /** How many lines after the first one the last one is. */
  readonly lines: number;
  /** The column where the last one starts; in the line of the first one, after that. */
  readonly column: number;
}

/** At least one token. */
export function toTokenRow(snapshot: Snapshot, tokens: readonly SemanticToken[]): TokenRow {
  const first = toPosition(snapshot, tokens[0].span.start);
  const data: number[] = [];
  let last = first;
  for (const { span, type, modifiers } of tokens) {
    const { start, end } = toRange(snapshot, span);
    const bits = modifiers.reduce((sum, modifier) => sum | (1 << TOKEN_MODIFIERS.indexOf(modifier)), 0);
    data.push(...placeAfter(last, start), end.character - start.character, TOKEN_TYPES.indexOf(type), bits);
    last = start;
  }
  const [lines, column] = placeAfter(first, last);
  return { data, lines, column };
}

/** Lines, and columns in the line or after the column of the first place. */
function placeAfter(first: lsp.Position, { line, character }: lsp.Position): [number, number] {
  return line === first.line ? [0, character - first.character] : [line - first.line, character];
}

/** The numbers of rows of tokens that follow each other, each from an offset on; `after` is the row in front of them. */
export function toTokenData(
  snapshot: Snapshot,
  rows: readonly { readonly start: number; readonly row: TokenRow }[],
  after?: { readonly start: number; readonly row: TokenRow },
): number[] {
  let last: lsp.Position = after === undefined ? TOP.start : lastOf(snapshot, after);
  const data: number[] = [];
  for (const one of rows) {
    const at = data.length;
    for (const number of one.row.data) data.push(number);
    [data[at], data[at + 1]] = placeAfter(last, toPosition(snapshot, one.start));
    last = lastOf(snapshot, one);
  }
  return data;
}

function lastOf(
  snapshot: Snapshot,
  { start, row }: { readonly start: number; readonly row: TokenRow },
): lsp.Position {
  const { line, character } = toPosition(snapshot, start);
  const { lines, column } = row;
  return lines === 0 ? { line, character: character + column } : { line: line + lines, character: column };
}

const FOLDING_KINDS = {
  code: undefined,
  comment: lsp.FoldingRangeKind.Comment,
  region: lsp.FoldingRangeKind.Region,
} as const;

export function toFoldingRange(snapshot: Snapshot, { span, kind }: FoldingRange): lsp.FoldingRange {
  const { start, end } = toRange(snapshot, span);
  return { startLine: start.line, endLine: end.line, kind: FOLDING_KINDS[kind] };
}

const HIGHLIGHT_KINDS = {
  declare: lsp.DocumentHighlightKind.Write,
  read: lsp.DocumentHighlightKind.Read,
  write: lsp.DocumentHighlightKind.Write,
} as const;

export function toHighlight(snapshot: Snapshot, { span, access }: Reference): lsp.DocumentHighlight {
  return { range: toRange(snapshot, span), kind: HIGHLIGHT_KINDS[access] };
}

export function toSignatureHelp(help: SignatureHelp): lsp.SignatureHelp {
  return {
    signatures: [
      {
        label: help.label,
        documentation: toMarkdown(help.documentation),
        parameters: help.parameters.map(({ start, end, documentation }) => ({
          label: [start, end],
          documentation: toMarkdown(documentation),
        })),
      },
    ],
    activeSignature: 0,
    activeParameter: help.active,
  };
}

const INLAY_KINDS = {
  parameter: lsp.InlayHintKind.Parameter,
  type: lsp.InlayHintKind.Type,
  address: undefined,
  stack: undefined,
} as const;

export function toInlayHint(snapshot: Snapshot, { offset, label, kind }: InlayHint): lsp.InlayHint {
  const type = INLAY_KINDS[kind];
  return {
    position: toPosition(snapshot, offset),
    label,
    ...(type !== undefined && { kind: type }),
    ...(label.endsWith(":") ? { paddingRight: true } : { paddingLeft: !label.startsWith(":") }),
  };
}

/** With ranges in place of spans. */
export function toFlowChart(snapshot: Snapshot, { blocks, edges, left }: FlowChart): FlowChartAnswer {
  return {
    blocks: blocks.map(({ span, ...block }) => ({ ...block, range: toRange(snapshot, span) })),
    edges,
    left,
  };
}

/** Of which version it is tells the client whether the ranges hold for the text that it has by then. */
export function toLinkedText(snapshot: Snapshot, view: LinkedView): LinkedTextAnswer {
  const { version } = snapshot;
  if ("error" in view) {
    const { message, span } = view.error;
    return { version, error: { message, range: toRange(snapshot, span) } };
  }
  const { text, lines, forms } = view;
  return {
    version,
    text,
    lines: lines.map(({ span, ...line }) => ({ ...line, range: toRange(snapshot, span) })),
    forms: forms.map((form) => toRange(snapshot, form)),
  };
}

export function toPassesView(snapshot: Snapshot, { columns, places, left }: PassesView): PassesAnswer {
  return { columns, places: places.map((place) => toRange(snapshot, place)), left };
}
