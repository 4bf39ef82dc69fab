/**
 * Activation: one language client, the debugger, the tests, the walkthrough, and the commands.
 *
 * Invariant: nothing here knows the language or the machine; the two servers do, each in a
 * process of its own, so that a program that eats all memory cannot take the editor with it.
 */
import { commands, type ExtensionContext } from "vscode";
import { registerChangedSources } from "./changed-sources.ts";
import { plainCommands, registerCommands } from "./commands.ts";
import { IS_ACTIVE } from "./contributions/commands.ts";
import { registerDebugger } from "./debugger.ts";
import { documentationCommands } from "./documentation.ts";
import { exampleCommands } from "./examples.ts";
import { createLanguageClient } from "./language-client.ts";
import { registerLibrary } from "./library.ts";
import { NEW_FILE_COMMANDS } from "./new-file.ts";
import { registerReferences } from "./references.ts";
import { replCommands } from "./repl/index.ts";
import { registerTests } from "./testing.ts";
import { registerLinkedTexts } from "./views/linked-texts.ts";
import { viewCommands } from "./views/panel.ts";
import { registerOptimizedPreview } from "./views/preview-optimized.ts";
import { createProgress, registerWalkthrough, watching } from "./walkthrough.ts";

let stop: (() => Promise<void>) | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const progress = createProgress();
  const client = createLanguageClient(context, watching(progress));
  stop = () => client.stop();
  registerDebugger(context);
  registerLibrary(context, client);
  registerCommands(context, {
    ...plainCommands(context, client),
    ...registerOptimizedPreview(context, client),
    ...registerLinkedTexts(context, client, progress),
    ...viewCommands(context, client, progress),
    ...exampleCommands(context, progress),
    ...documentationCommands(context),
    ...replCommands(context, client),
    ...NEW_FILE_COMMANDS,
    ...registerWalkthrough(context, progress),
  });
  registerChangedSources(context);
  context.subscriptions.push(registerReferences());
  registerTests(context, progress);
  void commands.executeCommand("setContext", IS_ACTIVE, true);
  await client.start();
}

export function deactivate(): Promise<void> | undefined {
  return stop?.();
}
