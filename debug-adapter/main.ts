/**
 * The debug adapter: one session, over the standard streams. With the word `test` it is the test runner of the editor,
 * with `sandbox FILE` it runs a program in the sandbox, with `repl` it is a session for the editor. All need the same host; so
 * the package has that once.
 */
import { serve } from "./serve.ts";

const words = process.argv.slice(2);
if (words[0] === "test" || words[0] === "run") {
  void import("../vm-core/node/testing/editor-tests.ts").then(({ runEditorTests }) => runEditorTests(words));
} else if (words[0] === "sandbox") {
  void import("../vm-core/node/run-file.ts").then(async ({ runFile }) => {
    process.exitCode = await runFile(words[1], [], { color: false, sandbox: true });
  });
} else if (words[0] === "repl") {
  void import("../vm-core/node/repl/for-editor.ts").then(async ({ replForEditor }) => {
    const options = { sandbox: words.includes("--sandbox"), terminal: words.includes("--terminal") };
    process.exit(await replForEditor(options));
  });
} else {
  const session = serve(process.stdin, process.stdout, (code) => process.exit(code));
  // A bug in the adapter is reported, and the client's session ends.
  process.on("uncaughtException", (error) => session.failed(error));
  process.on("unhandledRejection", (error) => session.failed(error));
  process.on("SIGTERM", () => session.disconnect());
}
