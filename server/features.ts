/** Which request is answered by which feature. */
import {
  type CodeAction,
  type CodeActionParams,
  CodeActionTriggerKind,
  CompletionTriggerKind,
  type Connection,
  ErrorCodes,
  type LocationLink,
  LSPErrorCodes,
  type RenameParams,
  ResponseError,
  SignatureHelpTriggerKind,
  type TextDocumentPositionParams,
} from "vscode-languageserver";
import {
  codeActions,
  completesPath,
  completions,
  definition,
  documentSymbols,
  fixAll,
  foldingRanges,
  highlights,
  hover,
  libraryText,
  mendAll,
  optimizeAll,
  type PassName,
  prepareRename,
  type ResolveModule,
  references,
  rename,
  type Snapshot,
  selections,
  semanticTokens,
  signatureHelp,
  type TextEdit,
} from "../vm-core/index.ts";
import { across, answering, isPosition } from "./answer.ts";
import {
  FIX_ALL,
  MEND_ALL,
  OPTIMIZE_ALL,
  toCodeAction,
  toCompletionItem,
  toDocumentSymbol,
  toFixAll,
  toFoldingRange,
  toHighlight,
  toHover,
  toOffset,
  toRange,
  toSelectionRange,
  toSemanticTokens,
  toSignatureHelp,
  toSpan,
  toWorkspaceEdit,
} from "./convert.ts";
import type { Documents } from "./documents.ts";
import { moduleFilesNear } from "./module-files.ts";
import type { Modules } from "./modules.ts";
import type { Session } from "./session.ts";
import { property } from "./settings.ts";
import { registerViews } from "./views.ts";

/** What a registration needs: where requests come from, and how they are answered. */
interface Rim {
  readonly connection: Connection;
  readonly answer: ReturnType<typeof answering>;
  readonly modules: Modules;
  readonly session: Session;
}

export function registerFeatures(
  connection: Connection,
  documents: Documents,
  modules: Modules,
  session: Session,
): void {
  const rim: Rim = { connection, answer: answering(connection, documents), modules, session };
  registerHelp(rim);
  registerNavigation(rim);
  registerStructure(rim);
  registerEdits(rim);
  registerLibrary(connection);
  registerViews(connection, rim.answer, session);
}

/** What a person reads while writing. */
function registerHelp({ connection, answer, modules, session }: Rim): void {
  connection.onHover(
    answer(
      "hover",
      "position",
      across(modules, (snapshot, { position }: TextDocumentPositionParams, resolve) => {
        const found = hover(snapshot, toOffset(snapshot, position), resolve);
        return found === undefined ? null : toHover(snapshot, found);
      }),
    ),
  );

  connection.onCompletion(
    answer(
      "completion",
      "position",
      across(modules, async (snapshot, params: TextDocumentPositionParams, resolve) => {
        const offset = toOffset(snapshot, params.position);
        const isTyped = triggerKind(params) === CompletionTriggerKind.TriggerCharacter;
        const typed = isTyped ? String(triggerCharacter(params)) : undefined;
        const { insertReplace, snippets } = session.client;
        const files = completesPath(snapshot, offset) ? await moduleFilesNear(snapshot.uri) : [];
        return completions(snapshot, offset, { typed, resolve, files, snippets }).map((completion, i) =>
          toCompletionItem(snapshot, completion, i, insertReplace),
        );
      }),
    ),
  );

  connection.onSignatureHelp(
    answer(
      "signature help",
      "position",
      across(modules, (snapshot, params: TextDocumentPositionParams, resolve) => {
        const typedBlank = triggerKind(params) === SignatureHelpTriggerKind.TriggerCharacter;
        const found = signatureHelp(snapshot, toOffset(snapshot, params.position), typedBlank, resolve);
        return found === undefined ? null : toSignatureHelp(found);
      }),
    ),
  );
}

/** From a name to its places. */
function registerNavigation({ connection, answer, modules, session }: Rim): void {
  connection.onDefinition(
    answer(
      "definition",
      "position",
      across(modules, (snapshot, { position }: TextDocumentPositionParams, resolve) => {
        const links = definitionLinks(snapshot, toOffset(snapshot, position), resolve);
        if (session.client.definitionLinks) return links;
        return links.map(({ targetUri, targetSelectionRange }) => ({
          uri: targetUri,
          range: targetSelectionRange,
        }));
      }),
    ),
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

  connection.onSelectionRanges(
    answer("selection ranges", "document", (snapshot, params) => {
      const positions = property(params, "positions");
      return (Array.isArray(positions) ? positions.filter(isPosition) : []).map((position) =>
        toSelectionRange(snapshot, selections(snapshot, toOffset(snapshot, position))),
      );
    }),
  );

  connection.languages.semanticTokens.on(
    answer("semantic tokens", "document", (snapshot) => toSemanticTokens(snapshot, semanticTokens(snapshot))),
  );

  connection.languages.semanticTokens.onRange(
    answer("semantic tokens", "range", (snapshot, params) =>
      toSemanticTokens(snapshot, semanticTokens(snapshot, toSpan(snapshot, params.range))),
    ),
  );
}

/** What changes the text. */
function registerEdits({ connection, answer, modules, session }: Rim): void {
  connection.onCodeAction(
    answer(
      "code actions",
      "range",
      across(modules, (snapshot, params: CodeActionParams, resolve) => {
        const { versionedEdits } = session.client;
        const context = property(params, "context");
        const only = property(context, "only");
        const isOnSave = property(context, "triggerKind") === CodeActionTriggerKind.Automatic;
        const actions = fixAllKinds(only, isOnSave).flatMap((kind): CodeAction[] => {
          const edits = FIX_ALL_EDITS[kind](snapshot, resolve, session.settings.hints);
          return edits.length === 0 ? [] : [toFixAll(snapshot, kind, edits, versionedEdits)];
        });
        if (Array.isArray(only) && !isAskedFor("quickfix", only)) return actions;
        const range = toSpan(snapshot, params.range);
        for (const action of codeActions(snapshot, range, session.settings.hints, resolve)) {
          actions.push(toCodeAction(snapshot, action, versionedEdits));
        }
        return actions;
      }),
    ),
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
    answer(
      "rename",
      "position",
      across(modules, (snapshot, { position, newName }: RenameParams, resolve) => {
        if (typeof newName !== "string")
          throw new ResponseError(ErrorCodes.InvalidParams, "rename: no newName");
        const result = rename(snapshot, toOffset(snapshot, position), newName, resolve);
        if ("refusal" in result) throw new ResponseError(LSPErrorCodes.RequestFailed, result.refusal);
        return toWorkspaceEdit(snapshot, result.edits, session.client.versionedEdits);
      }),
    ),
  );
}

function definitionLinks(snapshot: Snapshot, offset: number, resolve: ResolveModule): LocationLink[] {
  const found = definition(snapshot, offset, resolve);
  if (found === undefined) return [];
  return found.targets.map((target) => ({
    originSelectionRange: toRange(snapshot, found.origin),
    targetUri: target.document.uri,
    targetRange: toRange(target.document, target.span),
    targetSelectionRange: toRange(target.document, target.name),
  }));
}

function triggerCharacter(params: unknown): unknown {
  return property(property(params, "context"), "triggerCharacter");
}

function triggerKind(params: unknown): unknown {
  return property(property(params, "context"), "triggerKind");
}

/** Kinds form a tree, and an empty one means all. What is done to a whole file is asked for by its name only. */
/**
 * The actions on a whole file that a client asks for. Who has everything fixed on saving, in any language, means
 * mistakes: what was written is only optimized where this is asked for by name, or by hand.
 */
function fixAllKinds(only: unknown, isOnSave: boolean): readonly string[] {
  const byName = FIX_ALL_KINDS.filter((kind) => Array.isArray(only) && only.includes(kind));
  if (byName.length > 0) return byName;
  if (!isAskedFor(FIX_ALL, only)) return [];
  return [isOnSave ? MEND_ALL : FIX_ALL];
}

const FIX_ALL_EDITS: Readonly<
  Record<
    string,
    (snapshot: Snapshot, resolve: ResolveModule, passes: readonly PassName[]) => readonly TextEdit[]
  >
> = {
  [FIX_ALL]: fixAll,
  [MEND_ALL]: mendAll,
  [OPTIMIZE_ALL]: (snapshot, _, passes) => optimizeAll(snapshot, passes),
};
const FIX_ALL_KINDS = Object.keys(FIX_ALL_EDITS);

function isAskedFor(kind: string, only: unknown): boolean {
  return Array.isArray(only) && only.some((one) => one === "" || one === kind || kind.startsWith(`${one}.`));
}

/** The texts of the library: the client shows them as documents that nobody edits. */
function registerLibrary(connection: Connection): void {
  connection.onRequest("ttvm/libraryText", (params: unknown) => {
    const uri = property(params, "uri");
    if (typeof uri !== "string") return new ResponseError(ErrorCodes.InvalidParams, "library text: no uri");
    return libraryText(uri) ?? null;
  });
}
