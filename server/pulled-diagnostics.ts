/**
 * Diagnostics of documents for a client that asks for them. A document that takes longer than a moment is answered at once with
 * what can be said early; when everything is found the client is asked to ask again, and gets that.
 *
 * Invariant: an answer is about the newest text. What is kept for a client that asks again is given once, and not when something
 * has happened since that it may depend on.
 */
import type { CancellationToken, Diagnostic } from "vscode-languageserver";
import type { DocumentReport, EarlyReport } from "./lane-protocol.ts";

/** Milliseconds: who waits no longer need not be told twice. */
const SHORT = 250;

interface PulledOptions {
  readonly find: (uri: string, token?: CancellationToken) => Promise<DocumentReport | null>;
  readonly findEarly: (uri: string) => Promise<EarlyReport | null>;
  /** Has the client ask again. */
  readonly refresh: () => Promise<void>;
  /** Whether the client asks again when it is told to. */
  readonly canRefresh: () => boolean;
  readonly versionOf: (uri: string) => number | undefined;
  readonly failed: (error: unknown) => void;
}

export class PulledDiagnostics {
  /** What was found after an early answer. */
  private readonly found = new Map<string, DocumentReport>();
  /** The version of which everything was told last. */
  private readonly told = new Map<string, number>();
  /** What everything took last, for each document. */
  private readonly took = new Map<string, number>();
  /** The versions for which everything is being found. */
  private readonly finding = new Map<string, number | undefined>();

  constructor(private readonly options: PulledOptions) {}

  async answer(uri: string, token: CancellationToken): Promise<readonly Diagnostic[]> {
    const { findEarly, canRefresh, versionOf } = this.options;
    const kept = this.found.get(uri);
    this.found.delete(uri);
    const version = versionOf(uri);
    if (kept !== undefined && kept.version === version) return kept.diagnostics;
    // Where nothing was written anew, nothing can be told early.
    const isQuick = (this.took.get(uri) ?? 0) <= SHORT || this.told.get(uri) === version;
    if (isQuick || !canRefresh()) return (await this.find(uri, token))?.diagnostics ?? [];
    const early = await findEarly(uri);
    this.findLater(uri).catch(this.options.failed);
    return early?.diagnostics ?? [];
  }

  /** Something has happened that what is kept may depend on. */
  changed(uri: string): void {
    this.found.delete(uri);
    this.finding.delete(uri);
  }

  closed(uri: string): void {
    this.changed(uri);
    this.told.delete(uri);
    this.took.delete(uri);
  }

  private async find(uri: string, token?: CancellationToken): Promise<DocumentReport | null> {
    const started = performance.now();
    // What is given up would have taken longer.
    let least = this.took.get(uri) ?? 0;
    try {
      const found = await this.options.find(uri, token);
      least = 0;
      if (found !== null) this.told.set(uri, found.version);
      return found;
    } finally {
      this.took.set(uri, Math.max(least, performance.now() - started));
    }
  }

  private async findLater(uri: string): Promise<void> {
    const { refresh, versionOf } = this.options;
    const version = versionOf(uri);
    if (this.finding.has(uri) && this.finding.get(uri) === version) return;
    this.finding.set(uri, version);
    const found = await this.find(uri);
    if (this.finding.get(uri) !== version || version !== versionOf(uri)) return;
    this.finding.delete(uri);
    if (found === null || found.version !== version) return;
    this.found.set(uri, found);
    await refresh();
  }
}
