/**
 * Files that a run may use: taken hold of first, judged by what is held, and used through what is held.
 *
 * Invariant: on Linux nothing that changes between the judging and the use of a name, such as a link that is swapped
 * again and again, makes a run use another file than the one that was judged. A file is held by a descriptor without any
 * access to it (`O_PATH`), so that nothing happens to what is refused, and `/proc/self/fd` leads to exactly that file.
 * Elsewhere the real path of a file is judged and used, which leaves the moment between the two to who can rename folders.
 * Absent by design: hard links, which are files like any other.
 */
import fs, { constants, existsSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import path from "node:path";
import type { FileLocation, Refuse, Resolver } from "../index.ts";
import { ConcurrencyLimit } from "./concurrency-limit.ts";
import { comparable } from "./host/resolver.ts";
import { Refusal } from "./refusal.ts";

/** What is done to a file, besides finding out about it. */
export interface FileUse {
  readonly permissions: readonly ("read" | "write")[];
  /** An empty file is made when there is none. */
  readonly creates?: boolean;
}

/** A file, or a folder for a name in it. */
export interface Held {
  /** A name under which the system finds exactly what was judged, until `release`. */
  readonly file: string;
  readonly location: FileLocation;
  release(): Promise<void>;
}

/** Opens nothing, only names what it opens. Node has no name for it. */
const O_PATH = 0o10_000_000;
const DESCRIPTORS = "/proc/self/fd";
/** As many links as the system itself follows. */
const MAX_LINKS = 40;

let held: boolean | undefined;

function holdsFiles(): boolean {
  held ??= process.platform === "linux" && existsSync(DESCRIPTORS);
  return held;
}

/** Files that are worked on at once: the system's threads for files are four, as Node has them. */
const MOST_AT_ONCE = 16;

export class FileGate {
  private readonly limit: ConcurrencyLimit;

  constructor(
    private readonly cwd: string,
    private readonly resolver: Resolver,
    /** Absent where everything is allowed. */
    private readonly refuse?: Refuse,
    closing?: AbortSignal,
  ) {
    this.limit = new ConcurrencyLimit(MOST_AT_ONCE, closing);
  }

  /** A path as the program gave it, from the root on. `..`, links and a last slash are left to the system. */
  locate(name: string): string {
    // The empty path stays empty: the system says that there is no such file.
    return name === "" || path.isAbsolute(name) ? name : this.cwd + path.sep + name;
  }

  /** Does something with the file that a name leads to. Throws a Refusal and the errors of the system. */
  file<T>(name: string, use: FileUse, work: (file: string) => Promise<T>): Promise<T> {
    return this.limit.run(() => this.useFile(name, use, work));
  }

  private async useFile<T>(name: string, use: FileUse, work: (file: string) => Promise<T>): Promise<T> {
    if (this.refuse === undefined) return work(this.locate(name));
    const found = await this.hold(name, use);
    try {
      return await work(found.file);
    } finally {
      await found.release();
    }
  }

  /** Does something with the name itself, though it may be a link. Throws a Refusal and the errors of the system. */
  name<T>(name: string, use: FileUse, work: (file: string) => Promise<T>): Promise<T> {
    return this.limit.run(() => this.useName(name, use, work));
  }

  private async useName<T>(name: string, use: FileUse, work: (file: string) => Promise<T>): Promise<T> {
    const whole = this.locate(name);
    if (this.refuse === undefined) return work(whole);
    const location = await this.resolver.file(name, false);
    await this.judge(name, use, "name", location);
    if (!holdsFiles() || whole === "")
      return work(whole === "" ? whole : location.real + (whole.endsWith("/") ? "/" : ""));
    const folder = await fs.promises.open(path.dirname(whole), O_PATH | constants.O_DIRECTORY);
    try {
      const base = whole.slice(whole.lastIndexOf("/", withoutSlashes(whole).length - 1) + 1);
      const real = withoutSlashes(path.join(await fs.promises.readlink(descriptor(folder)), base));
      await this.judge(name, use, "name", { ...location, real });
      return await work(`${descriptor(folder)}/${base}`);
    } finally {
      await folder.close();
    }
  }

  /** Takes hold of the file that a name leads to. Throws a Refusal and the errors of the system. */
  async hold(name: string, use: FileUse): Promise<Held> {
    const location = await this.resolver.file(name, true);
    await this.judge(name, use, "file", location);
    const whole = this.locate(name);
    if (!holdsFiles()) return holdByName(whole, location, use);
    const handle = await this.open(whole, MAX_LINKS, name, use, location);
    const target = await fs.promises.readlink(descriptor(handle));
    return {
      file: descriptor(handle),
      location: { ...location, real: target.startsWith("/") ? target : location.real },
      release: () => handle.close(),
    };
  }

  /** Takes hold of the folder of a file that was judged, to find others beside it. */
  async holdFolder({ real }: FileLocation): Promise<Omit<Held, "location">> {
    const folder = path.dirname(real);
    if (this.refuse === undefined || !holdsFiles()) return { file: folder, release: nothing };
    const handle = await fs.promises.open(folder, O_PATH | constants.O_DIRECTORY);
    if ((await fs.promises.readlink(descriptor(handle))) === folder) {
      return { file: descriptor(handle), release: () => handle.close() };
    }
    await handle.close();
    throw Object.assign(new Error("the folder was replaced"), { code: "ENOENT" });
  }

  private async open(
    whole: string,
    links: number,
    name: string,
    use: FileUse,
    location: FileLocation,
  ): Promise<FileHandle> {
    let handle: FileHandle;
    try {
      handle = await fs.promises.open(whole, O_PATH);
    } catch (error) {
      if (use.creates !== true || codeOf(error) !== "ENOENT" || whole === "") throw error;
      return this.create(whole, links, name, use, location);
    }
    try {
      const target = await fs.promises.readlink(descriptor(handle));
      // What has no name of its own, such as a pipe, keeps the one that was judged.
      if (target.startsWith("/")) await this.judge(name, use, "file", { ...location, real: target });
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Makes the file in the folder that was judged. A link that leads to nothing is followed by hand. */
  private async create(
    whole: string,
    links: number,
    name: string,
    use: FileUse,
    location: FileLocation,
  ): Promise<FileHandle> {
    if (whole.endsWith("/")) throw Object.assign(new Error("is a folder"), { code: "EISDIR" });
    const folder = await fs.promises.open(path.dirname(whole), O_PATH | constants.O_DIRECTORY);
    const base = path.basename(whole);
    const file = `${descriptor(folder)}/${base}`;
    try {
      const real = await fs.promises.readlink(descriptor(folder));
      await this.judge(name, use, "file", { ...location, real: path.join(real, base) });
      const { O_WRONLY, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
      try {
        return await fs.promises.open(file, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK);
      } catch (error) {
        if (codeOf(error) !== "ELOOP" || links === 0) throw error;
      }
      const target = await fs.promises.readlink(file);
      const next = path.isAbsolute(target) ? target : `${real}/${target}`;
      return await this.open(next, links - 1, name, use, location);
    } finally {
      await folder.close();
    }
  }

  /** Throws a Refusal. */
  private async judge(
    target: string,
    { permissions }: FileUse,
    kind: "file" | "name",
    location: FileLocation,
  ): Promise<void> {
    const seen = { written: location.written, real: comparable(location.real) };
    for (const permission of permissions) {
      const fault = await this.refuse?.({ permission, target, path: kind, location: seen });
      if (fault !== undefined) throw new Refusal(fault);
    }
  }
}

async function holdByName(whole: string, location: FileLocation, { creates }: FileUse): Promise<Held> {
  const { O_WRONLY, O_CREAT, O_NOFOLLOW = 0 } = constants;
  const file = whole === "" ? whole : location.real;
  if (creates === true && !existsSync(file)) {
    await (await fs.promises.open(file, O_WRONLY | O_CREAT | O_NOFOLLOW)).close();
  }
  return { file, location, release: nothing };
}

async function nothing(): Promise<void> {}

function descriptor({ fd }: FileHandle): string {
  return `${DESCRIPTORS}/${fd}`;
}

/** A path without slashes at its end. */
function withoutSlashes(file: string): string {
  return file.replace(/(?<!\/)\/+$/, "");
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
