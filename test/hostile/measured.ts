/** The real command with what it took: memory, and work of its main thread. */
import { spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Makes a process write what it has taken to stderr when it ends. The most memory is from /proc where there is one: what
 * `resourceUsage` says of it begins with what the parent process had. The work is that of the main thread where /proc tells it, in its
 * hundredths of a second: threads of the collector work beside it. The time is its own: who measures it may be busy.
 */
export const REPORT = `data:text/javascript,${encodeURIComponent(
  "import{readFileSync}from'node:fs';" +
    "const from=(file,pattern,other)=>{try{return pattern.exec(readFileSync('/proc/self/'+file,'utf8')).slice(1)}catch{return other}};" +
    "process.on('exit',()=>{const{maxRSS,userCPUTime,systemCPUTime}=process.resourceUsage();" +
    "const[rss]=from('status',/VmHWM:\\s+(\\d+)/,[maxRSS]);" +
    "const stat=/\\) \\S+(?: \\S+){10} (\\d+) (\\d+)/;" +
    "const[user,system]=from('task/'+process.pid+'/stat',stat,[userCPUTime/1e4,systemCPUTime/1e4]);" +
    "const end=performance.timeOrigin+performance.now();" +
    "process.stderr.write('rss '+rss+' cpu '+(+user+ +system)*10+' end '+end)})",
)}`;

export interface Measured {
  readonly stdout: string;
  /** Until it has ended, and until that was heard of. */
  readonly milliseconds: number;
  readonly heard: number;
  /** Milliseconds of work of the main thread. */
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
  const started = performance.timeOrigin + performance.now();
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
  const heard = performance.timeOrigin + performance.now() - started;
  const [, memory, cpu, end] = /rss (\d+) cpu ([\d.]+) end ([\d.]+)/.exec(stderr) ?? [];
  const milliseconds = Number(end) - started;
  return { stdout, milliseconds, heard, cpu: Number(cpu), memory: Number(memory) / 1_024 };
}
