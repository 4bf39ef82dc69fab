/** Which request is answered by which feature. */
import {
  CompletionTriggerKind,
  type Connection,
  ErrorCodes,
  type LocationLink,
  LSPErrorCodes,
  ResponseError,
  SignatureHelpTriggerKind,
} from "vscode-languageserver";
import {
  codeActions,
  completions,
  definition,
  documentSymbols,
  foldingRanges,
  highlights,
  hover,
  prepareRename,
  references,
  rename,
  type Snapshot,
  signatureHelp,
} from "../vm-core/index.ts";
import { answering } from "./answer.ts";
import {
  toCodeAction,
  toCompletionItem,
  toDocumentSymbol,
  toFoldingRange,
  toHighlight,
  toHover,
  toOffset,
  toRange,
  toSignatureHelp,
  toSpan,
  toWorkspaceEdit,
} from "./convert.ts";
import type { Documents } from "./documents.ts";
import type { Session } from "./session.ts";
import { property } from "./settings.ts";

/** What a registration needs: where requests come from, and how they are answered. */
interface Rim {
  readonly connection: Connection;
  readonly answer: ReturnType<typeof answering>;
  readonly session: Session;
}

export function registerFeatures(connection: Connection, documents: Documents, session: Session): void {
  const rim: Rim = { connection, answer: answering(connection, documents), session };
  registerHelp(rim);
  registerNavigation(rim);
  registerStructure(rim);
  registerEdits(rim);
}

/** What a person reads while writing. */
function registerHelp({ connection, answer, session }: Rim): void {
  connection.onHover(
    answer("hover", "position", (snapshot, { position }) => {
      const found = hover(snapshot, toOffset(snapshot, position));
      return found === undefined ? null : toHover(snapshot, found);
    }),
  );

  connection.onCompletion(
    answer("completion", "position", (snapshot, params) => {
      const typedBlank = triggerKind(params) === CompletionTriggerKind.TriggerCharacter;
      return completions(snapshot, toOffset(snapshot, params.position), typedBlank).map((completion, i) =>
        toCompletionItem(snapshot, completion, i, session.client.insertReplace),
      );
    }),
  );

  connection.onSignatureHelp(
    answer("signature help", "position", (snapshot, params) => {
      const typedBlank = triggerKind(params) === SignatureHelpTriggerKind.TriggerCharacter;
      const found = signatureHelp(snapshot, toOffset(snapshot, params.position), typedBlank);
      return found === undefined ? null : toSignatureHelp(found);
    }),
  );
}

/** From a name to its places. */
function registerNavigation({ connection, answer, session }: Rim): void {
  connection.onDefinition(
    answer("definition", "position", (snapshot, { position }) => {
      const links = definitionLinks(snapshot, toOffset(snapshot, position));
      if (session.client.definitionLinks) return links;
      return links.map(({ targetUri, targetSelectionRange }) => ({
        uri: targetUri,
        range: targetSelectionRange,
      }));
    }),
  );

  connection.onReferences(
    answer("references", "position", (snapshot, params) => {
      const withDeclaration = property(property(params, "context"), "includeDeclaration") !== false;
      return references(snapshot, toOffset(snapshot, params.position))
        .filter(({ access }) => withDeclaration || access !== "declare")
        .map(({ span }) => ({ uri: snapshot.uri, range: toRange(snapshot, span) }));
    }),
  );

  connection.onDocumentHighlight(
    answer("document highlight", "position", (snapshot, { position }) =>
      highlights(snapshot, toOffset(snapshot, position)).map((place) => toHighlight(snapshot, place)),
    ),
  );
}

/** The parts of a document. */
function registerStructure({ connection, answer }: Rim): void {
  connection.onDocumentSymbol(
    answer("document symbols", "document", (snapshot) =>
      documentSymbols(snapshot).map((symbol) => toDocumentSymbol(snapshot, symbol)),
    ),
  );

  connection.onFoldingRanges(
    answer("folding ranges", "document", (snapshot) =>
      foldingRanges(snapshot).map((range) => toFoldingRange(snapshot, range)),
    ),
  );
}

/** What changes the text. */
function registerEdits({ connection, answer, session }: Rim): void {
  connection.onCodeAction(
    answer("code actions", "range", (snapshot, params) => {
      if (!wantsQuickFixes(property(property(params, "context"), "only"))) return [];
      return codeActions(snapshot, toSpan(snapshot, params.range), session.settings.hints).map((action) =>
        toCodeAction(snapshot, action, session.client.versionedEdits),
      );
    }),
  );

  connection.onPrepareRename(
    answer("prepare rename", "position", (snapshot, { position }) => {
      const target = prepareRename(snapshot, toOffset(snapshot, position));
      return target === undefined
        ? null
        : { range: toRange(snapshot, target.span), placeholder: target.name };
    }),
  );

  connection.onRenameRequest(
    answer("rename", "position", (snapshot, { position, newName }) => {
      if (typeof newName !== "string")
        throw new ResponseError(ErrorCodes.InvalidParams, "rename: no newName");
      const result = rename(snapshot, toOffset(snapshot, position), newName);
      if ("refusal" in result) throw new ResponseError(LSPErrorCodes.RequestFailed, result.refusal);
      return toWorkspaceEdit(snapshot, result.edits, session.client.versionedEdits);
    }),
  );
}

function definitionLinks(snapshot: Snapshot, offset: number): LocationLink[] {
  const found = definition(snapshot, offset);
  if (found === undefined) return [];
  return found.targets.map((target) => ({
    originSelectionRange: toRange(snapshot, found.origin),
    targetUri: snapshot.uri,
    targetRange: toRange(snapshot, target.span),
    targetSelectionRange: toRange(snapshot, target.name),
  }));
}

function triggerKind(params: unknown): unknown {
  return property(property(params, "context"), "triggerKind");
}

/** The kinds that a client asks for form a tree: an empty one, or none, means all. */
function wantsQuickFixes(only: unknown): boolean {
  return !Array.isArray(only) || only.some((kind) => kind === "" || kind === "quickfix");
}
