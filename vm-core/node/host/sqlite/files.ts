/**
 * Gives SQLite's WebAssembly the files of the disk: a VFS as https://www.sqlite.org/vfs.html describes.
 *
 * Invariant: it opens the database of the connection that is used, with its journals, none of them through a link, and
 * temporary files where it may; an ATTACH of any other fails, and there is no other way to files. So what a connection may reach is decided when it is opened.
 * It never waits: a lock that somebody else has is busy.
 * Absent by design: shared memory, so no write-ahead log.
 */
import fs from "node:fs";
import path from "node:path";
import type { Sqlite3Static } from "@sqlite.org/sqlite-wasm";
import { isLocked, type LockOutcome, lock, unlock } from "./lock.ts";
import type { ConnectionTarget, DatabaseFile } from "./message.ts";

interface OpenFile {
  readonly descriptor: number;
  readonly path: string;
  readonly readOnly: boolean;
  readonly temporary: boolean;
  /** The connection, as locks name it. */
  readonly owner: string;
  locked: boolean;
}

/** The ways to files that SQLite comes with here; its databases in memory need none of them. */
const OTHER_FILES = ["unix", "unix-none", "unix-dotfile", "unix-excl", "unix-namedsem"] as const;

export class DiskFiles {
  static readonly NAME = "ttvm-disk";
  /** By the address of SQLite's own record. */
  private readonly files = new Map<number, OpenFile>();
  /** What the connection that is used may open by name. */
  private allowed: ReadonlySet<string> = new Set();
  /** Where it may make temporary files; null when nowhere. */
  private temporary: string | null = null;
  private owner = "";
  /** Why a file of it could not be opened. */
  failure: NodeJS.ErrnoException | undefined;

  constructor(private readonly sqlite3: Sqlite3Static) {
    const { capi } = sqlite3;
    const io = new capi.sqlite3_io_methods();
    const vfs = new capi.sqlite3_vfs();
    Object.assign(io, { $iVersion: 1 });
    Object.assign(vfs, { $iVersion: 2, $mxPathname: 4096, $szOsFile: sizeOfFile(sqlite3) });
    sqlite3.vfs.installVfs({
      io: { struct: io, methods: this.fileMethods() },
      vfs: { struct: vfs, methods: this.systemMethods(io.pointer), name: DiskFiles.NAME, asDefault: true },
    });
    // Files that WebAssembly would keep in memory count nowhere.
    for (const name of OTHER_FILES) {
      const other = capi.sqlite3_vfs_find(name);
      if (other !== 0) capi.sqlite3_vfs_unregister(other);
    }
  }

  /** What follows is for the connection to this place that is named `owner` in locks. */
  use({ file, temporary }: ConnectionTarget, owner: string): void {
    const name = file === null ? undefined : DiskFiles.nameOf(file);
    this.allowed = new Set(name === undefined ? [] : [name, `${name}-journal`, `${name}-wal`]);
    this.temporary = temporary;
    this.owner = owner;
    this.failure = undefined;
  }

  /** The name by which SQLite opens a database. */
  static nameOf({ folder, name }: DatabaseFile): string {
    return path.join(folder, name);
  }

  private systemMethods(methods: number) {
    const { capi, wasm } = this.sqlite3;
    return {
      xOpen: (_vfs: number, name: number, file: number, flags: number, outFlags: number): number => {
        const opened = this.open(name === 0 ? null : wasm.cstrToJs(name), flags);
        if (opened === undefined) return capi.SQLITE_CANTOPEN;
        this.files.set(file, opened);
        new capi.sqlite3_file(file).$pMethods = methods;
        const granted = opened.readOnly
          ? (flags & ~(capi.SQLITE_OPEN_READWRITE | capi.SQLITE_OPEN_CREATE)) | capi.SQLITE_OPEN_READONLY
          : flags;
        if (outFlags !== 0) wasm.poke32(outFlags, granted);
        return capi.SQLITE_OK;
      },
      xDelete: (_vfs: number, name: number): number => {
        const file = wasm.cstrToJs(name) ?? "";
        if (!this.allowed.has(file)) return capi.SQLITE_IOERR_DELETE;
        return this.attempt(capi.SQLITE_IOERR_DELETE, () => fs.rmSync(file, { force: true }));
      },
      xAccess: (_vfs: number, name: number, flags: number, out: number): number => {
        const mode =
          flags === capi.SQLITE_ACCESS_READWRITE ? fs.constants.R_OK | fs.constants.W_OK : undefined;
        wasm.poke32(out, this.isThere(wasm.cstrToJs(name) ?? "", mode) ? 1 : 0);
        return capi.SQLITE_OK;
      },
      // Connections are made with full names; any other is refused when it is opened.
      xFullPathname: (_vfs: number, name: number, size: number, out: number): number =>
        wasm.cstrncpy(out, name, size) < size ? capi.SQLITE_OK : capi.SQLITE_CANTOPEN,
      xRandomness: (_vfs: number, size: number, out: number): number => {
        crypto.getRandomValues(wasm.heap8u().subarray(out, out + size));
        return size;
      },
      // Whoever gives the orders waits, so that the other connections need not.
      xSleep: (_vfs: number, microseconds: number): number => microseconds,
      xCurrentTime: (_vfs: number, out: number): number => {
        wasm.poke64f(out, Date.now() / MILLISECONDS_OF_DAY + JULIAN_DAY_OF_1970);
        return capi.SQLITE_OK;
      },
      xCurrentTimeInt64: (_vfs: number, out: number): number => {
        wasm.poke64(out, BigInt(Date.now()) + BigInt(JULIAN_DAY_OF_1970 * MILLISECONDS_OF_DAY));
        return capi.SQLITE_OK;
      },
    };
  }

  private isThere(file: string, mode: number | undefined): boolean {
    if (!this.allowed.has(file)) return false;
    try {
      const stats = fs.lstatSync(file);
      if (!stats.isFile()) return false;
      if (mode !== undefined) fs.accessSync(file, mode);
      // An empty journal is as good as none.
      return mode !== undefined || stats.size > 0;
    } catch {
      return false;
    }
  }

  private open(name: string | null, flags: number): OpenFile | undefined {
    if (name !== null && !this.allowed.has(name)) return undefined;
    const { SQLITE_OPEN_CREATE, SQLITE_OPEN_READWRITE, SQLITE_OPEN_DELETEONCLOSE } = this.sqlite3.capi;
    const { O_CREAT, O_EXCL, O_RDONLY, O_RDWR } = fs.constants;
    const { temporary: folder, owner } = this;
    if (name === null && folder === null) return undefined;
    const file = name ?? path.join(folder ?? "", `ttvm-${crypto.randomUUID()}`);
    const temporary = name === null || (flags & SQLITE_OPEN_DELETEONCLOSE) !== 0;
    const writes = (flags & SQLITE_OPEN_READWRITE) !== 0;
    const mode =
      (writes ? O_RDWR : O_RDONLY) |
      (flags & SQLITE_OPEN_CREATE ? O_CREAT : 0) |
      (name === null ? O_EXCL : 0);
    const record = { path: file, temporary, owner, locked: false };
    try {
      return { ...record, descriptor: openPlain(file, mode), readOnly: !writes };
    } catch (error) {
      this.failure = error as NodeJS.ErrnoException;
    }
    if (!writes || !["EACCES", "EPERM", "EROFS"].includes(this.failure.code ?? "")) return undefined;
    try {
      return { ...record, descriptor: openPlain(file, O_RDONLY), readOnly: true };
    } catch {
      return undefined;
    }
  }

  private fileMethods() {
    const { capi, wasm } = this.sqlite3;
    return {
      xClose: (pointer: number): number => {
        const file = this.file(pointer);
        this.files.delete(pointer);
        this.release(file);
        return this.attempt(capi.SQLITE_IOERR_CLOSE, () => {
          fs.closeSync(file.descriptor);
          if (file.temporary) fs.rmSync(file.path, { force: true });
        });
      },
      xRead: (pointer: number, out: number, size: number, offset: number | bigint): number => {
        let read = 0;
        const code = this.attempt(capi.SQLITE_IOERR_READ, () => {
          const target = wasm.heap8u().subarray(out, out + size);
          const { descriptor } = this.file(pointer);
          for (let count = -1; count !== 0 && read < size; read += count) {
            count = fs.readSync(descriptor, target, read, size - read, Number(offset) + read);
          }
          target.fill(0, read);
        });
        return code === capi.SQLITE_OK && read < size ? capi.SQLITE_IOERR_SHORT_READ : code;
      },
      xWrite: (pointer: number, from: number, size: number, offset: number | bigint): number =>
        this.attempt(capi.SQLITE_IOERR_WRITE, () => {
          const source = wasm.heap8u().subarray(from, from + size);
          const { descriptor } = this.file(pointer);
          for (let done = 0; done < size; ) {
            done += fs.writeSync(descriptor, source, done, size - done, Number(offset) + done);
          }
        }),
      xTruncate: (pointer: number, size: number | bigint): number =>
        this.attempt(capi.SQLITE_IOERR_TRUNCATE, () =>
          fs.ftruncateSync(this.file(pointer).descriptor, Number(size)),
        ),
      xSync: (pointer: number): number =>
        this.attempt(capi.SQLITE_IOERR_FSYNC, () => fs.fsyncSync(this.file(pointer).descriptor)),
      xFileSize: (pointer: number, out: number): number =>
        this.attempt(capi.SQLITE_IOERR_FSTAT, () => {
          wasm.poke64(out, BigInt(fs.fstatSync(this.file(pointer).descriptor).size));
        }),
      xLock: (pointer: number): number => {
        const file = this.file(pointer);
        if (file.locked) return capi.SQLITE_OK;
        const outcome = lock(file.path, file.owner);
        file.locked = outcome === "locked";
        return this.lockCode(outcome, file);
      },
      xUnlock: (pointer: number, level: number): number => {
        if (level === capi.SQLITE_LOCK_NONE) this.release(this.file(pointer));
        return capi.SQLITE_OK;
      },
      xCheckReservedLock: (pointer: number, out: number): number => {
        const file = this.file(pointer);
        wasm.poke32(out, !file.locked && isLocked(file.path) ? 1 : 0);
        return capi.SQLITE_OK;
      },
      xFileControl: (): number => capi.SQLITE_NOTFOUND,
      xSectorSize: (): number => 4096,
      xDeviceCharacteristics: (): number => 0,
    };
  }

  private lockCode(outcome: LockOutcome, file: OpenFile): number {
    const { capi } = this.sqlite3;
    // Where nothing can be written there is nobody to wait for.
    if (outcome === "locked" || (outcome === "forbidden" && file.readOnly)) return capi.SQLITE_OK;
    return outcome === "busy" ? capi.SQLITE_BUSY : capi.SQLITE_IOERR_LOCK;
  }

  private release(file: OpenFile): void {
    if (!file.locked) return;
    file.locked = false;
    unlock(file.path, file.owner);
  }

  private file(pointer: number): OpenFile {
    return this.files.get(pointer) as OpenFile;
  }

  /** Does something with a file: 0, or `code` when the system refuses. */
  private attempt(code: number, work: () => void): number {
    try {
      work();
      return this.sqlite3.capi.SQLITE_OK;
    } catch {
      return code;
    }
  }
}

const MILLISECONDS_OF_DAY = 86_400_000;
const JULIAN_DAY_OF_1970 = 2_440_587.5;

/** Opens a file, and neither a link nor a pipe, which would keep the thread waiting. Throws the errors of the system. */
function openPlain(file: string, mode: number): number {
  const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants;
  const descriptor = fs.openSync(file, mode | O_NOFOLLOW | O_NONBLOCK, 0o644);
  if (fs.fstatSync(descriptor).isFile()) return descriptor;
  fs.closeSync(descriptor);
  throw Object.assign(new Error("no plain file"), { code: "EINVAL" });
}

function sizeOfFile({ capi }: Sqlite3Static): number {
  return (capi.sqlite3_file as unknown as { structInfo: { sizeof: number } }).structInfo.sizeof;
}
