/** The real command with what it took: memory, and work of the processors. */
import { spawn } from "node:child_process";
import { once } from "node:events";

/** Makes a process write what it has taken to stderr when it ends. */
export const REPORT = `data:text/javascript,${encodeURIComponent(
  "process.on('exit',()=>{const{maxRSS,userCPUTime,systemCPUTime}=process.resourceUsage();" +
    "process.stderr.write('rss '+maxRSS+' cpu '+(userCPUTime+systemCPUTime)/1000)})",
)}`;

export interface Measured {
  readonly stdout: string;
  readonly milliseconds: number;
  /** Milliseconds of work of the processors. */
  readonly cpu: number;
  /** Mebibytes. */
  readonly memory: number;
}

/** Characters of output that are kept. */
const KEPT = 1_000_000;

/** Runs `ttvm` with these words in a folder, without input. */
export async function measure(command: string, words: readonly string[], cwd: string): Promise<Measured> {
  const started = performance.now();
  const child = spawn(process.execPath, ["--import", REPORT, command, ...words], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
    killSignal: "SIGKILL",
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text) => (stdout = (stdout + text).slice(0, KEPT)));
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr = (stderr + text).slice(-KEPT)));
  await once(child, "close");
  const milliseconds = performance.now() - started;
  const [, memory, cpu] = /rss (\d+) cpu ([\d.]+)/.exec(stderr) ?? [];
  return { stdout, milliseconds, cpu: Number(cpu), memory: Number(memory) / 1_024 };
}
