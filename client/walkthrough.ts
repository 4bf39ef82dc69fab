/**
 * The walkthrough *Get Started with TinyTotVM*: opens it once by itself, and ticks its steps off by what a person does.
 *
 * Invariant: it opens by itself on the first start alone, and not where the editor is told to leave walkthroughs closed.
 */
import {
  commands,
  type DebugAdapterTracker,
  DiagnosticSeverity,
  debug,
  type ExtensionContext,
  languages,
  type TextDocument,
  type Uri,
  workspace,
} from "vscode";
import type { Middleware } from "vscode-languageclient/node";
import type { CommandHandlers } from "./commands.ts";
import { doneKey, type StepId, WALKTHROUGH } from "./contributions/walkthrough.ts";
import { isProgram } from "./languages.ts";

/** What a person has done, as far as the walkthrough has a step for it. */
export interface WalkthroughProgress {
  done(step: StepId): void;
}

/** An internal command: a code action of the optimizer calls it after its edit. */
const HINT_APPLIED = "ttvm.hintApplied";
const WAS_SHOWN = "walkthroughWasShown";

export function createProgress(): WalkthroughProgress {
  const known = new Set<StepId>();
  return {
    done(step) {
      if (known.has(step)) return;
      known.add(step);
      void commands.executeCommand("setContext", doneKey(step), true);
    },
  };
}

export function registerWalkthrough(
  context: ExtensionContext,
  progress: WalkthroughProgress,
): CommandHandlers<"ttvm.getStarted"> {
  const withErrors = new Set<string>();
  context.subscriptions.push(
    commands.registerCommand(HINT_APPLIED, () => progress.done("hint")),
    debug.registerDebugAdapterTrackerFactory("ttvm", { createDebugAdapterTracker: () => tracker(progress) }),
    languages.onDidChangeDiagnostics(({ uris }) => {
      for (const uri of uris) if (wasMended(uri, withErrors)) progress.done("mistake");
    }),
    workspace.onDidOpenTextDocument((document) => {
      if (isLesson(document)) progress.done("learn");
    }),
  );
  if (workspace.textDocuments.some(isLesson)) progress.done("learn");
  void openOnce(context);
  return { "ttvm.getStarted": () => open(context, false) };
}

/** What goes through the language client says that a hover was seen, and that a hint was applied. */
export function watching(progress: WalkthroughProgress): Middleware {
  return {
    async provideHover(document, position, token, next) {
      const hover = await next(document, position, token);
      if (hover) progress.done("explain");
      return hover;
    },
    async provideCodeActions(document, range, context, token, next) {
      const actions = await next(document, range, context, token);
      for (const action of actions ?? []) {
        if (!("edit" in action) || action.command !== undefined) continue;
        const found = action.diagnostics ?? [];
        const isHint =
          found.length > 0 && found.every(({ severity }) => severity === DiagnosticSeverity.Hint);
        if (isHint) action.command = { command: HINT_APPLIED, title: action.title };
      }
      return actions;
    },
  };
}

function tracker(progress: WalkthroughProgress): DebugAdapterTracker {
  return {
    onDidSendMessage({ type, event, command, body }) {
      if (type === "event" && event === "stopped" && body?.reason === "breakpoint") {
        progress.done("breakpoint");
      }
      if (type === "response" && command === "threads" && body?.threads?.length > 1) {
        progress.done("processes");
      }
    },
  };
}

/** Whether a document that had errors has none any more, and is still open. */
function wasMended(uri: Uri, withErrors: Set<string>): boolean {
  const key = uri.toString();
  const document = workspace.textDocuments.find((one) => one.uri.toString() === key);
  if (document === undefined || !isProgram(document)) {
    withErrors.delete(key);
    return false;
  }
  const hasErrors = languages
    .getDiagnostics(uri)
    .some(({ severity }) => severity === DiagnosticSeverity.Error);
  if (hasErrors) withErrors.add(key);
  return !hasErrors && withErrors.delete(key);
}

function isLesson(document: TextDocument): boolean {
  return isProgram(document) && /\/learn\/\d\d-[^/]+$/.test(document.uri.path);
}

async function openOnce(context: ExtensionContext): Promise<void> {
  if (context.globalState.get(WAS_SHOWN) === true) return;
  await context.globalState.update(WAS_SHOWN, true);
  const wanted = workspace.getConfiguration("workbench.welcomePage.walkthroughs").get("openOnInstall", true);
  if (wanted) await open(context, true);
}

async function open({ extension }: ExtensionContext, toSide: boolean): Promise<void> {
  const category = `${extension.id}#${WALKTHROUGH}`;
  await commands.executeCommand("workbench.action.openWalkthrough", { category }, toSide);
}
