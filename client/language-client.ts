/** The client of the language server: which documents it serves, and where it logs. */
import { type ExtensionContext, version, window } from "vscode";
import { LanguageClient, type Middleware, TransportKind } from "vscode-languageclient/node";
import type { InitializationOptions } from "../server/protocol.ts";
import type { CommandId } from "./contributions/commands.ts";
import { sectionAddresses } from "./documentation.ts";
import { LANGUAGES } from "./languages.ts";

/** Links in hovers may run no other command: hovers hold comments of the file, which anybody may have written. */
const OPEN_PAGE = "ttvm.openDocumentation" satisfies CommandId;
/** `[`, the page in quotes and `]`, the command's arguments, as a URI holds them. */
const PAGES = `command:${OPEN_PAGE}?%5B%22{page}%22%5D`;

export function createLanguageClient(context: ExtensionContext, middleware: Middleware): LanguageClient {
  const module = context.asAbsolutePath("dist/server.js");
  const log = window.createOutputChannel("TinyTotVM", { log: true });
  context.subscriptions.push(log);
  log.info(
    `TinyTotVM ${context.extension.packageJSON.version}, VS Code ${version}, Node ${process.versions.node}`,
  );
  // The identifier is also the section of `ttvm.trace.server`. After a crash the client starts the server
  // again, and gives up when it keeps crashing.
  return new LanguageClient(
    "ttvm",
    "TinyTotVM",
    {
      // Over streams the server passes large answers on as they are; over IPC it would read and write them once more.
      run: { module, transport: TransportKind.stdio },
      debug: {
        module,
        transport: TransportKind.stdio,
        options: { execArgv: ["--nolazy", "--inspect=6010"] },
      },
    },
    {
      documentSelector: LANGUAGES.map((language) => ({ language })),
      synchronize: { configurationSection: "ttvm" },
      outputChannel: log,
      middleware: { ...middleware, handleDiagnostics: withAddresses(context) },
      initializationOptions: {
        docs: PAGES,
        // The middleware gives what is pushed its links; and nothing asks for the workspace every few seconds.
        diagnostics: "push",
      } satisfies InitializationOptions,
      markdown: { isTrusted: { enabledCommands: [OPEN_PAGE] } },
    },
  );
}

/** Hands diagnostics on in the order in which they came, with codes that lead to a line of a page. */
function withAddresses(context: ExtensionContext): Middleware["handleDiagnostics"] {
  const addressOf = sectionAddresses(context);
  let before: Promise<void> = Promise.resolve();
  return (uri, diagnostics, next) => {
    const codes = diagnostics.map(async ({ code }) =>
      typeof code === "object" ? { ...code, target: await addressOf(code.target) } : code,
    );
    before = Promise.all([before, ...codes]).then(([, ...made]) => {
      diagnostics.forEach((diagnostic, index) => {
        diagnostic.code = made[index];
      });
      next(uri, diagnostics);
    });
  };
}
