/** Code actions: repairs of what is in a range, and actions on the whole file. */
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  CodeActionTriggerKind,
} from "vscode-languageserver";
import {
  codeActions,
  fixAll,
  mendAll,
  optimizeAll,
  organizeImports,
  type PassName,
  type Refactoring,
  type ResolveModule,
  refactorings,
  type Snapshot,
  type Span,
  type TextEdit,
} from "../../vm-core/index.ts";
import { across } from "../answer.ts";
import {
  FIX_ALL,
  MEND_ALL,
  OPTIMIZE_ALL,
  toCodeAction,
  toFixAll,
  toRefactoring,
  toSpan,
} from "../convert.ts";
import type { Feature } from "../feature.ts";
import { PART } from "../parameters.ts";
import { property } from "../settings.ts";

export const CODE_ACTIONS: Feature = {
  capabilities: {
    codeActionProvider: {
      codeActionKinds: [
        CodeActionKind.QuickFix,
        CodeActionKind.RefactorExtract,
        CodeActionKind.RefactorInline,
        CodeActionKind.RefactorRewrite,
        CodeActionKind.SourceOrganizeImports,
        ...[FIX_ALL, MEND_ALL, OPTIMIZE_ALL],
      ],
    },
  },
  parameters: { "textDocument/codeAction": { ...PART, context: "object?" } },
  register({ connection, answer, modules, session }) {
    connection.onCodeAction(
      answer(
        "code actions",
        across(modules, (snapshot, params: CodeActionParams, resolve) => {
          const { versionedEdits } = session.client;
          const { hints } = session.settings;
          const context = property(params, "context");
          const only = property(context, "only");
          const isOnSave = property(context, "triggerKind") === CodeActionTriggerKind.Automatic;
          const actions = fixAllKinds(only, isOnSave).flatMap((kind): CodeAction[] => {
            const edits = FIX_ALL_EDITS[kind](snapshot, resolve, hints);
            return edits.length === 0 ? [] : [toFixAll(snapshot, kind, edits, versionedEdits)];
          });
          const range = toSpan(snapshot, params.range);
          for (const one of refactoringsIn(snapshot, range, only, resolve)) {
            actions.push(toRefactoring(snapshot, one, versionedEdits));
          }
          if (Array.isArray(only) && !isAskedFor("quickfix", only)) return actions;
          for (const action of codeActions(snapshot, range, hints, resolve)) {
            actions.push(toCodeAction(snapshot, action, versionedEdits));
          }
          return actions;
        }),
      ),
    );
  },
};

/**
 * The actions on a whole file that a client asks for. Who has everything fixed on saving, in any language, means
 * errors: what was written is only optimized where this is asked for by name, or by hand.
 */
function fixAllKinds(only: unknown, isOnSave: boolean): readonly string[] {
  const byName = FIX_ALL_KINDS.filter((kind) => Array.isArray(only) && only.includes(kind));
  if (byName.length > 0) return byName;
  if (!isAskedFor(FIX_ALL, only)) return [];
  return [isOnSave ? MEND_ALL : FIX_ALL];
}

/** Refactorings are offered with everything else, imports are organized when that is asked for. */
function refactoringsIn(
  snapshot: Snapshot,
  range: Span,
  only: unknown,
  resolve: ResolveModule,
): readonly Refactoring[] {
  const isOpen = !Array.isArray(only);
  const found = refactorings(snapshot, range).filter(({ kind }) => isOpen || isAskedFor(kind, only));
  const kind = CodeActionKind.SourceOrganizeImports;
  const edits = isAskedFor(kind, only) ? organizeImports(snapshot, resolve) : [];
  return edits.length === 0 ? found : [...found, { title: "Organize imports", kind, edits }];
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

/** Kinds form a tree, and an empty one means all. What is done to a whole file is asked for by its name only. */
function isAskedFor(kind: string, only: unknown): boolean {
  return Array.isArray(only) && only.some((one) => one === "" || one === kind || kind.startsWith(`${one}.`));
}
