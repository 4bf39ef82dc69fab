/** Answers the request of a waiting process: the one place that awaits the host's reply. */
import type { CodeSpace } from "./code-space.ts";
import { deliver, deliverModule } from "./execute.ts";
import type { Host } from "./host.ts";
import type { LoadModule } from "./modules.ts";
import type { Process } from "./process.ts";

/** What a process needs while it waits. */
export interface Surroundings {
  readonly space: CodeSpace;
  readonly load: LoadModule;
}

/** Resolves when the process has its reply: it is ready again, or has ended. */
export async function serve(process: Process, { space, load }: Surroundings, host: Host): Promise<void> {
  const { request } = process;
  if (request === null) return;
  if (request.kind === "import") {
    deliverModule(process, space, request.path, await load(request.path, request.from));
    return;
  }
  const reply = host.perform(request);
  deliver(process, space, reply instanceof Promise ? await reply : reply);
}
