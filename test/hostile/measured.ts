/** The real command with what it took: memory, and work of the processors. */
import { spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Makes a process write what it has taken to stderr when it ends. The most memory is from /proc where there is one: what
 * `resourceUsage` says of it begins with what the parent process had.
 */
export const REPORT = `data:text/javascript,${encodeURIComponent(
  "import{readFileSync}from'node:fs';" +
    "const most=(rss)=>{try{return +/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status','utf8'))[1]}catch{return rss}};" +
    "process.on('exit',()=>{const{maxRSS,userCPUTime,systemCPUTime}=process.resourceUsage();" +
    "process.stderr.write('rss '+most(maxRSS)+' cpu '+(userCPUTime+systemCPUTime)/1000)})",
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

/** What a command runs in. */
export interface Surroundings {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** What comes on standard input; nothing when absent. */
  readonly input?: string;
}

/** Runs `ttvm` with these words. */
export async function measure(
  command: string,
  words: readonly string[],
  { cwd, env, input = "" }: Surroundings,
): Promise<Measured> {
  const started = performance.now();
  const child = spawn(process.execPath, ["--import", REPORT, command, ...words], {
    cwd,
    env,
    stdio: "pipe",
    timeout: 60_000,
    killSignal: "SIGKILL",
  });
  // The command may end before it has read anything.
  child.stdin.on("error", () => undefined).end(input);
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text) => (stdout = (stdout + text).slice(0, KEPT)));
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr = (stderr + text).slice(-KEPT)));
  await once(child, "close");
  const milliseconds = performance.now() - started;
  const [, memory, cpu] = /rss (\d+) cpu ([\d.]+)/.exec(stderr) ?? [];
  return { stdout, milliseconds, cpu: Number(cpu), memory: Number(memory) / 1_024 };
}
