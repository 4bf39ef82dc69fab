/** Answers the request of a waiting process. */
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

/** Gives the process its reply: it is ready again, or has ended. Until it is called, the process waits as it is. */
export type Deliver = () => void;

/** Asks the host, or the module loader, for what the process waits for. */
export async function serve(process: Process, { space, load }: Surroundings, host: Host): Promise<Deliver> {
  const { request } = process;
  if (request === null) return () => undefined;
  if (request.kind === "import") {
    const source = await load(request.path, request.from);
    return () => deliverModule(process, space, request.path, source);
  }
  const reply = await host.perform(request);
  return () => deliver(process, space, reply);
}
