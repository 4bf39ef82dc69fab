/** `ttvm dap [--port N]`: the debug adapter, for any editor. */
import { type Command, InvalidArgumentError } from "commander";
import { bundleFile, startBundle } from "../bundle.ts";
import { givenOptions } from "../options.ts";

export function register(program: Command): void {
  const command = program
    .command("dap")
    .description("start the debug adapter (Debug Adapter Protocol), on standard input and output")
    .option("--port <n>", "listen on this port of the local machine instead; 0 takes a free one", parsePort);
  command.action(async () => {
    const { port } = givenOptions<{ port: number }>(command);
    const file = bundleFile("debug-adapter");
    if (file === undefined) {
      command.error("error: dist/debug-adapter.js is missing beside this command: `npm run build` makes it");
    } else if (port === undefined) {
      startBundle(file, []);
    } else {
      const { listen } = await import("../listen.ts");
      listen(file, port);
    }
  });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) {
    throw new InvalidArgumentError("It must be a number from 0 to 65535.");
  }
  return port;
}
