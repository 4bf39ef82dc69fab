/** What names of files, programs and network services lead to on this system, for permissions. */
import fs, { constants } from "node:fs";
import path from "node:path";
import { domainToASCII } from "node:url";
import type { FileLocation, ProgramLocation, Resolver } from "../../index.ts";
import { ConcurrencyLimit } from "../concurrency-limit.ts";

/** As many links as the system itself follows. */
const MAX_LINKS = 40;

/** Files that are looked for at once. */
const MOST_AT_ONCE = 16;

/**
 * `searchPath` is the PATH by which commands are found, whatever a program sets it to later. Once `closing` is aborted no file is looked
 * for any more, and who waits gets its reason.
 */
export function nodeResolver(cwd: string, searchPath = "", closing?: AbortSignal): Resolver {
  const programs = new Map<string, Promise<ProgramLocation | undefined>>();
  const limit = new ConcurrencyLimit(MOST_AT_ONCE, closing);
  return {
    file: (name, followsLast) => limit.run(() => locateFile(cwd, name, followsLast)),
    endpoint: endpointOf,
    hostName,
    program: (command) => {
      const known = programs.get(command) ?? findProgram(cwd, searchPath, command);
      programs.set(command, known);
      return known;
    },
  };
}

async function locateFile(cwd: string, name: string, followsLast: boolean): Promise<FileLocation> {
  const written = path.resolve(cwd, name);
  // Not `written`: the system follows a link before it takes the `..` after it.
  const whole = path.isAbsolute(name) ? name : cwd + path.sep + name;
  const real = followsLast
    ? await realPath(whole, MAX_LINKS)
    : path.join(await realPath(path.dirname(whole), MAX_LINKS), path.basename(whole));
  return { real: comparable(real), written: comparable(written) };
}

/** The real path of a file that may not exist yet, even where a link leads to nothing. */
async function realPath(file: string, links: number): Promise<string> {
  try {
    return await fs.promises.realpath(file);
  } catch {
    const parent = path.dirname(file);
    if (parent === file || links === 0) return path.resolve(file);
    const here = path.join(await realPath(parent, links), path.basename(file));
    const target = await fs.promises.readlink(here).catch(() => undefined);
    return target === undefined ? here : realPath(path.resolve(path.dirname(here), target), links - 1);
  }
}

/** Windows does not tell upper from lower case, and writes `\` between the parts. */
export function comparable(file: string): string {
  return path.sep === "\\" ? file.replaceAll("\\", "/").toLowerCase() : file;
}

/** A name in other alphabets is looked up in ASCII, as a browser does; one that has no such form stays as it is. */
export function hostName(name: string): string {
  return isPlain(name) ? name : domainToASCII(name) || name;
}

/** Whether a name can be looked up. One that the system would cut at a NUL would be another one than was judged. */
export function isPlain(name: string): boolean {
  return /^[\x21-\x7e]+$/.test(name);
}

const PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/** `host:port` of a URL; undefined when it has none. */
export function endpointOf(url: string): string | undefined {
  try {
    const { protocol, hostname, port } = new URL(url);
    return hostname === "" ? undefined : `${hostname}:${port || PORTS[protocol]}`;
  } catch {
    return undefined;
  }
}

const isWindows = process.platform === "win32";
/** What may be left out of the name of a program that runs without a shell. */
const ENDINGS = isWindows ? ["", ".com", ".exe"] : [""];

async function findProgram(
  cwd: string,
  searchPath: string,
  command: string,
): Promise<ProgramLocation | undefined> {
  const isPath = command.includes("/") || (isWindows && command.includes("\\"));
  const folders = isPath ? [""] : searchPath.split(path.delimiter);
  for (const folder of folders) {
    for (const ending of ENDINGS) {
      const found = await executable(path.resolve(cwd, folder, command + ending));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

async function executable(file: string): Promise<ProgramLocation | undefined> {
  try {
    if (!(await fs.promises.stat(file)).isFile()) return undefined;
    await fs.promises.access(file, constants.X_OK);
    return {
      path: path.join(await fs.promises.realpath(path.dirname(file)), path.basename(file)),
      real: await fs.promises.realpath(file),
    };
  } catch {
    return undefined;
  }
}
