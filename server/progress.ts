/**
 * Progress that the user sees: of what goes through the files of the workspace.
 *
 * Invariant: what takes a moment only shows nothing, and a client that shows no progress is sent none.
 */
import type { Connection } from "vscode-languageserver";

/** Milliseconds before anything is shown. */
const MOMENT = 300;
/** Milliseconds between two messages. */
const PACE = 100;

export interface Progress {
  /** So much of all is done. */
  report(done: number, total: number): void;
  end(): void;
}

/** Begins work that may take long; `title` says what is done, such as `Indexing`. */
export function beginProgress(connection: Connection, title: string): Progress {
  /** Undefined until it is known how many files there are. */
  let latest: { readonly done: number; readonly total: number } | undefined;
  let most = 0;
  let isOver = false;
  let shown: Awaited<ReturnType<typeof connection.window.createWorkDoneProgress>> | undefined;
  // More may turn up on the way, and what is shown goes one way.
  const percentage = () => {
    const { done, total } = latest ?? { done: 0, total: 1 };
    most = Math.max(most, Math.round((100 * done) / Math.max(1, total)));
    return most;
  };
  const message = () => latest && `${latest.done} of ${latest.total} files`;
  let pace: NodeJS.Timeout | undefined;
  const show = async () => {
    const made = await connection.window.createWorkDoneProgress();
    if (isOver) return;
    shown = made;
    made.begin(title, percentage(), message(), false);
    pace = setInterval(() => made.report(percentage(), message() ?? ""), PACE).unref();
  };
  // A client that refuses shows nothing.
  const start = setTimeout(() => void show().catch(() => undefined), MOMENT).unref();
  return {
    report(done, total) {
      latest = { done, total };
    },
    end() {
      isOver = true;
      clearTimeout(start);
      clearInterval(pace);
      shown?.done();
    },
  };
}
