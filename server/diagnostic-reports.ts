/**
 * Diagnostics for clients that ask for them: what is known about the files of the workspace, and which of it a client
 * has not heard.
 *
 * Invariant: equal diagnostics of a file have equal ids, so what a client has is never sent again. A client that has heard
 * everything waits until something changes, so it need not ask again and again.
 */
import { createHash } from "node:crypto";
import type {
  CancellationToken,
  Diagnostic,
  DocumentDiagnosticReport,
  WorkspaceDiagnosticReport,
} from "vscode-languageserver";
import { property } from "./settings.ts";

/** What there is to say about a document, for a client that has heard what `previous` names. */
export function documentReport(items: readonly Diagnostic[], previous: unknown): DocumentDiagnosticReport {
  const resultId = idOf(items);
  return resultId === previous
    ? { kind: "unchanged", resultId }
    : { kind: "full", resultId, items: [...items] };
}

function idOf(items: readonly Diagnostic[]): string {
  return createHash("sha256").update(JSON.stringify(items)).digest("base64url").slice(0, ID_LENGTH);
}

const ID_LENGTH = 22;

/** What is known about files that are not open. */
export class WorkspaceReports {
  private readonly found = new Map<string, readonly Diagnostic[]>();
  private readonly waiting = new Set<() => void>();

  /** An open document is reported on by itself. */
  constructor(private readonly isOpen: (uri: string) => boolean) {}

  /** Everything that is to be said about a file from now on. */
  set(uri: string, items: readonly Diagnostic[]): void {
    if (items.length === 0) this.found.delete(uri);
    else this.found.set(uri, items);
    for (const wake of this.waiting) wake();
  }

  /** What a client has not heard, as soon as there is something; `previous` is as the client sends it. */
  async pull(previous: unknown, token: CancellationToken): Promise<WorkspaceDiagnosticReport> {
    const heard = heardIn(previous);
    for (;;) {
      const items = this.unheard(heard);
      if (items.length > 0 || token.isCancellationRequested) return { items };
      await this.change(token);
    }
  }

  private unheard(heard: ReadonlyMap<string, string>): WorkspaceDiagnosticReport["items"] {
    const items: WorkspaceDiagnosticReport["items"] = [];
    for (const [uri, known] of this.found) {
      if (this.isOpen(uri)) continue;
      const report = documentReport(known, heard.get(uri));
      if (report.kind === "full") items.push({ ...report, uri, version: null });
    }
    const none = idOf([]);
    for (const [uri, resultId] of heard) {
      if (!this.found.has(uri) && resultId !== none && !this.isOpen(uri)) {
        items.push({ kind: "full", resultId: none, items: [], uri, version: null });
      }
    }
    return items;
  }

  private change(token: CancellationToken): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.waiting.delete(wake);
        cancelled.dispose();
        resolve();
      };
      const cancelled = token.onCancellationRequested(wake);
      this.waiting.add(wake);
    });
  }
}

/** The ids of what a client has heard, by URI. */
function heardIn(previous: unknown): ReadonlyMap<string, string> {
  const heard = new Map<string, string>();
  for (const one of Array.isArray(previous) ? previous : []) {
    const [uri, value] = [property(one, "uri"), property(one, "value")];
    if (typeof uri === "string" && typeof value === "string") heard.set(uri, value);
  }
  return heard;
}
