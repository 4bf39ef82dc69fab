/** `ttvm lsp --stdio`: the language server, for any editor. */
import type { Command } from "commander";
import { bundleFile, startBundle } from "../bundle.ts";

export function register(program: Command): void {
  const command = program
    .command("lsp")
    .description("start the language server (Language Server Protocol)")
    .option("--stdio", "speak on standard input and output (the default)")
    .action(async () => {
      const file = bundleFile("server");
      if (file === undefined) {
        command.error("error: dist/server.js is missing beside this command: `npm run build` makes it");
      } else {
        startBundle(file, ["--stdio"]);
      }
    });
}
