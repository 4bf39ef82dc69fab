/**
 * The language server's process. Its threads run this file, too.
 *
 * Invariant: the first thread starts before this one loads what the language is, which takes as long again.
 */
import { setFlagsFromString } from "node:v8";
import { isMainThread, type MessagePort, parentPort } from "node:worker_threads";
import { createConnection, PortMessageReader, ProposedFeatures } from "vscode-languageserver/node";
import { gated } from "./gate.ts";
import { startLaneThread, startWorker } from "./lane-thread.ts";
import { MemoryKeeper } from "./memory.ts";
import { transportOf } from "./transport.ts";
import { LaneWriter } from "./written.ts";

/**
 * By how many percent the heap of a thread may grow over what lives in it before it is looked through again. By itself V8 lets it
 * grow to several times that, and what a long document takes lives as long as it is open.
 */
const GROWTH = 50;

if (isMainThread) void speak();
else void analyse(parentPort as MessagePort);

async function speak(): Promise<void> {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
  const memory = new MemoryKeeper();
  let first: ReturnType<typeof startWorker> | undefined = startWorker();
  const { PARAMETERS, serve } = await import("./server.ts");
  const [reader, writer] = transportOf(process.argv.slice(2));
  const passing = gated(reader, writer, PARAMETERS, (wasShutDown) => process.exit(wasShutDown ? 0 : 1));
  serve(createConnection(ProposedFeatures.all, passing, writer), (hearer, failed) => {
    const worker = first ?? startWorker();
    first = undefined;
    worker.on("message", () => memory.worked());
    return startLaneThread(worker, hearer, failed);
  });
}

async function analyse(port: MessagePort): Promise<void> {
  const { answerInLane } = await import("./lane.ts");
  const { HEARD_IN_LANE } = await import("./lane-cancellation.ts");
  const memory = new MemoryKeeper();
  const [reader, writer] = [new PortMessageReader(port), new LaneWriter(port, () => memory.worked())];
  answerInLane(createConnection(ProposedFeatures.all, reader, writer, HEARD_IN_LANE));
  port.on("message", () => memory.worked());
}
