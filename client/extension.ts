/**
 * Activation: one language client, the debugger, and the commands.
 *
 * Invariant: nothing here knows the language or the machine; those live behind the two servers, each in a
 * process of its own, so that a program that eats all memory cannot take the editor with it.
 */
import type { ExtensionContext } from "vscode";
import { plainCommands, registerCommands } from "./commands.ts";
import { registerDebugger } from "./debugger.ts";
import { createLanguageClient } from "./language-client.ts";
import { registerLibrary } from "./library.ts";
import { registerAssembly } from "./views/assembly.ts";
import { viewCommands } from "./views/panel.ts";
import { registerOptimizedPreview } from "./views/preview-optimized.ts";

let stop: (() => Promise<void>) | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const client = createLanguageClient(context);
  stop = () => client.stop();
  registerDebugger(context);
  registerLibrary(context, client);
  registerCommands(context, {
    ...plainCommands(context, client),
    ...registerOptimizedPreview(context, client),
    ...registerAssembly(context, client),
    ...viewCommands(context, client),
  });
  await client.start();
}

export function deactivate(): Promise<void> | undefined {
  return stop?.();
}
