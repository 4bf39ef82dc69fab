/** Runs a program against the real Node host, in an empty folder of its own. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import type { TestContext } from "node:test";
import { createMachine, drive, failureText } from "../../vm-core/index.ts";
import { type HostOptions, nodeHost } from "../../vm-core/node/host/index.ts";
import { diskModules } from "../../vm-core/node/read-module.ts";
import { assembled } from "../machine/run-text.ts";

export interface FolderRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** In the words of the command line; empty when the program ended well. */
  readonly error: string;
}

/** A folder for one test. */
export function emptyFolder(t: TestContext): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "ttvm-io-")));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface FolderOptions extends Omit<HostOptions, "write" | "cwd" | "input"> {
  /** Standard input, in the pieces in which it arrives. */
  readonly input?: readonly (string | Uint8Array)[];
}

export async function runIn(folder: string, text: string, options: FolderOptions = {}): Promise<FolderRun> {
  mkdirSync(folder, { recursive: true });
  const written = { stdout: "", stderr: "" };
  const host = nodeHost({
    ...options,
    cwd: folder,
    input: Readable.from((options.input ?? []).map((piece) => Buffer.from(piece))),
    write: (chunks) => {
      for (const { stream, text } of chunks) {
        if (stream === "stdout" || stream === "stderr") written[stream] += text;
      }
    },
  });
  try {
    const { exitCode, failure } = await drive(
      createMachine(assembled(text), { readModule: diskModules(folder) }),
      host,
    );
    return { ...written, exitCode, error: failure === null ? "" : failureText(failure) };
  } finally {
    host.close();
  }
}

/** A string literal of the language. */
export function literal(text: string): string {
  return JSON.stringify(text)
    .replace(/\\u([\da-f]{4})/g, "\\u{$1}")
    .replace(/\\[bf]/g, (found) => (found === "\\b" ? "\\u{8}" : "\\u{c}"));
}
