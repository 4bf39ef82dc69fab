/**
 * Running a program of a folder that is not trusted: in the sandbox, and saying so.
 *
 * VS Code asks for trust before it debugs anything or opens a terminal, so the program runs in a process of its own and
 * writes to an output channel.
 * Invariant: the program has no way to files, network, environment or other programs, and its memory and output are
 * limited. It ends with the editor.
 */
import { spawn } from "node:child_process";
import path from "node:path";
import { type ExtensionContext, type OutputChannel, ProgressLocation, window } from "vscode";

/** Characters of output that are shown. */
const MOST_OUTPUT = 1_000_000;

let channel: OutputChannel | undefined;

/** Resolves when the program has ended, or the user has ended it. */
export async function runSandboxed(context: ExtensionContext, program: string): Promise<void> {
  channel ??= window.createOutputChannel("TinyTotVM Sandbox");
  context.subscriptions.push(channel);
  channel.clear();
  channel.show(true);
  channel.appendLine(
    "This folder is not trusted, so the program runs in the sandbox: without files, network, environment, input and " +
      "other programs. Trust the folder to run it without.",
  );
  const title = `Running ${path.basename(program)} in the sandbox`;
  await window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    (_, token) => {
      const ended = new AbortController();
      token.onCancellationRequested(() => ended.abort());
      context.subscriptions.push({ dispose: () => ended.abort() });
      return run(context.asAbsolutePath("dist/debug-adapter.js"), program, ended, channel as OutputChannel);
    },
  );
}

function run(command: string, program: string, ended: AbortController, output: OutputChannel): Promise<void> {
  const child = spawn(process.execPath, [command, "sandbox", program], {
    cwd: path.dirname(program),
    // In desktop VS Code the extension host's executable is Electron; this makes it plain Node.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    signal: ended.signal,
    killSignal: "SIGKILL",
  });
  let left = MOST_OUTPUT;
  const show = (text: string): void => {
    if (left <= 0) return;
    output.append(text.slice(0, left));
    left -= text.length;
    if (left > 0) return;
    output.appendLine("\nThe program has written too much, and was ended.");
    ended.abort();
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", show);
  return new Promise((resolve) => {
    child.on("error", (error) => {
      if (!ended.signal.aborted) output.appendLine(`The program could not be started: ${error.message}`);
      resolve();
    });
    child.on("close", (code) => {
      output.appendLine(
        code === null ? "The program was ended." : `The program ended with exit code ${code}.`,
      );
      resolve();
    });
  });
}
