/**
 * The lanes: threads that analyse, each one task at a time, so that the analysis of one document keeps no other from its
 * answers. A document stays in the lane that knows it; while that one works on another for longer than a moment, a lane that
 * is idle takes its task.
 *
 * Invariants: a task whose token is cancelled is answered at once. One about places of a text that has changed before it could
 * begin, or whose answer is moved by what is typed meanwhile, is refused, and so is one of the kinds of which only the newest is
 * of use when a newer one of its document comes. The tasks of a document are worked on one after the other. What nobody waits
 * for, and documents that are known to take long, leave one lane free, one that has started. A lane that takes too long over a
 * task, or too much memory, is given up, and the document is from then on analysed in part.
 */
import {
  type CancellationToken,
  CancellationTokenSource,
  CompletionRequest,
  DocumentHighlightRequest,
  ErrorCodes,
  HoverRequest,
  LSPErrorCodes,
  ResponseError,
  SemanticTokensDeltaRequest,
  SemanticTokensRequest,
  SignatureHelpRequest,
  WorkspaceSymbolRequest,
} from "vscode-languageserver";
import type { TooMuch } from "../vm-core/index.ts";
import type { FileChanges } from "./file-changes.ts";
import { DIAGNOSE } from "./lane-protocol.ts";
import type { LaneThread } from "./lane-thread.ts";
import type { ServerSession } from "./session.ts";
import { property } from "./settings.ts";
import type { Texts } from "./texts.ts";

/** One is started at once, another whenever all others work. */
const MOST_LANES = 3;
/** Milliseconds that a task waits for the lane that knows its document. */
const PATIENCE = 30;
/** A document whose last task took more milliseconds is one that takes long. */
const LONG = 1_000;
/** Milliseconds after which a task is given up, if the process has worked as long: a machine may have others to serve. */
const LONGEST = 20_000;

/** What a person sees one of at a time: when a newer one is asked for, nobody waits for the older one. */
const NEWEST_WINS: ReadonlySet<string> = new Set(
  [HoverRequest, CompletionRequest, SignatureHelpRequest, DocumentHighlightRequest].map(
    ({ method }) => method,
  ),
);

/** Answers full of places, which a client moves by what has been typed since it asked: they are of the text that it asked about. */
const OF_THAT_TEXT: ReadonlySet<string> = new Set(
  [SemanticTokensRequest, SemanticTokensDeltaRequest].map(({ method }) => method),
);

/** What is about a document as it was when it began, and of no use when the text has changed. */
const OF_A_VERSION: ReadonlySet<string> = new Set([DIAGNOSE.method]);
/** A client that has asked may ask again. */
const AGAIN = { retriggerRequest: true };

/** What needs something that a lane keeps: another lane would have to find that anew. */
const KEPT: ReadonlySet<string> = new Set([WorkspaceSymbolRequest.method]);

/** What the lane that has worked on a task knows: a document, or what all tasks of a kind need. */
function subjectOf({ uri, method }: Pick<LaneTask, "uri" | "method">): string | undefined {
  return uri ?? (KEPT.has(method) ? method : undefined);
}

/** Something to be worked on in a lane. */
export interface LaneTask {
  readonly method: string;
  readonly params: unknown;
  /** The document that it is about. */
  readonly uri: string | undefined;
  /** Nobody waits for it. */
  readonly isBackground: boolean;
  readonly token?: CancellationToken;
}

interface Job extends LaneTask {
  /** The version of the document that its places are of. */
  readonly version: number | undefined;
  /** Tells the lane that works on it that nobody waits any more. */
  readonly cancelling: CancellationTokenSource;
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

interface Lane {
  readonly thread: LaneThread;
  job: Job | undefined;
  /** When that began, and the version of its document then. */
  since: number;
  version: number | undefined;
  overdue: NodeJS.Timeout | undefined;
  /** It has loaded what it needs for its first task. */
  isReady: boolean;
  /** It has started, and answered a task. */
  isWarm: boolean;
}

export interface LanesOptions {
  readonly texts: Texts;
  readonly session: ServerSession;
  readonly changes: FileChanges;
  /** Starts a thread; `failed` hears when it has ended by itself. */
  readonly start: (failed: (tooMuch: TooMuch | undefined) => void) => LaneThread;
  /** Milliseconds that the process has worked, all threads together. */
  readonly work: () => number;
  /** A document is analysed in part from now on. */
  readonly limited: (uri: string) => void;
}

export class Lanes {
  private readonly lanes: Lane[] = [];
  private readonly waiting: Job[] = [];
  /** The lane that knows a document, or another subject. */
  private readonly homes = new Map<string, Lane>();
  /** Milliseconds that the last task of a document took. */
  private readonly took = new Map<string, number>();
  /** The newest task of each kind and document of which only the newest is of use. */
  private readonly newest = new Map<string, Job>();
  private retry: NodeJS.Timeout | undefined;

  constructor(private readonly options: LanesOptions) {
    this.startLane();
  }

  /** Has a task worked on; rejects with what the feature refuses. */
  run<R>(task: LaneTask): Promise<R> {
    return new Promise((resolve, reject) => {
      const version = this.versionOf(task);
      const cancelling = new CancellationTokenSource();
      const job: Job = { ...task, version, cancelling, resolve: resolve as Job["resolve"], reject };
      // The token of a request that was cancelled before it was taken up tells nobody.
      if (task.token?.isCancellationRequested === true) {
        this.cancel(job, "cancelled");
        return;
      }
      task.token?.onCancellationRequested(() => this.cancel(job, "cancelled"));
      this.supersede(job);
      const before = task.isBackground
        ? this.waiting.length
        : this.waiting.findIndex(({ isBackground }) => isBackground);
      this.waiting.splice(before < 0 ? this.waiting.length : before, 0, job);
      this.assign();
    });
  }

  /** A task takes the place of an older one. */
  private supersede(job: Job): void {
    const { method, uri } = job;
    if (uri === undefined || !NEWEST_WINS.has(method)) return;
    const key = `${method} ${uri}`;
    const older = this.newest.get(key);
    this.newest.set(key, job);
    if (older === undefined) return;
    if (older.version === this.versionOf(older)) this.cancel(older, "a newer request of this kind came");
    else this.cancel(older, "the text has changed since", LSPErrorCodes.ContentModified);
  }

  /** Nobody waits for a task any more, whether or not it is worked on. */
  private cancel(job: Job, why: string, code: number = LSPErrorCodes.RequestCancelled): void {
    this.refuse(job, new ResponseError(code, why));
  }

  private refuse(job: Job, answer: ResponseError<unknown>): void {
    const at = this.waiting.indexOf(job);
    if (at >= 0) this.waiting.splice(at, 1);
    job.cancelling.cancel();
    this.settle(job);
    job.reject(answer);
  }

  /** A task is answered. */
  private settle(job: Job): void {
    const key = `${job.method} ${job.uri}`;
    if (this.newest.get(key) === job) this.newest.delete(key);
  }

  /** The version that a task is about: that of the places in its parameters or its answer. Undefined when any will do. */
  private versionOf({ uri, method, params }: LaneTask): number | undefined {
    const hasPlaces = ["position", "positions", "range"].some((name) => property(params, name) !== undefined);
    const isOfOne = hasPlaces || OF_THAT_TEXT.has(method);
    // What is typed meanwhile narrows a completion down, and makes it no other.
    if (uri === undefined || !isOfOne || method === CompletionRequest.method) return undefined;
    return this.documentVersion(uri);
  }

  private documentVersion(uri: string | undefined): number | undefined {
    return uri === undefined ? undefined : this.options.texts.get(uri)?.document.version;
  }

  /** The text of a document has changed: what is being found in an older version is given up. */
  changed(uri: string): void {
    const version = this.documentVersion(uri);
    for (const { job, version: began } of this.lanes) {
      if (job?.uri !== uri || !OF_A_VERSION.has(job.method) || began === version) continue;
      this.refuse(job, new ResponseError(LSPErrorCodes.ServerCancelled, "the text has changed since", AGAIN));
    }
  }

  /** A document is closed. */
  forget(uri: string): void {
    this.homes.delete(uri);
    this.took.delete(uri);
  }

  /** Gives waiting tasks to lanes, as far as they may begin. */
  private assign(): void {
    for (let at = 0; at < this.waiting.length; ) {
      const job = this.waiting[at];
      const isOutdated = job.version !== this.versionOf(job);
      const lane = isOutdated ? undefined : this.laneFor(job);
      if (lane === undefined && !isOutdated) at++;
      else {
        this.waiting.splice(at, 1);
        if (lane !== undefined) this.begin(lane, job);
        else {
          this.settle(job);
          job.reject(new ResponseError(LSPErrorCodes.ContentModified, "the text has changed since"));
        }
      }
    }
    // The next task finds a lane that has started already.
    if (this.idle().length === 0 && this.lanes.length < MOST_LANES) this.startLane();
  }

  private idle(): readonly Lane[] {
    return this.lanes.filter(({ job }) => job === undefined);
  }

  /** The lane in which a task may begin now. */
  private laneFor(job: Job): Lane | undefined {
    const { uri, isBackground } = job;
    const subject = subjectOf(job);
    const home = subject === undefined ? undefined : this.homes.get(subject);
    if (home?.job !== undefined) {
      if (subjectOf(home.job) === subject) return undefined;
      const waits = home.since + PATIENCE - performance.now();
      if (waits > 0) return this.assignIn(waits);
    }
    const idle = this.idle();
    const isLong = isBackground || (uri !== undefined && (this.took.get(uri) ?? 0) > LONG);
    if (isLong && idle.length < 2 && this.lanes.length >= MOST_LANES) return undefined;
    if (home !== undefined && idle.includes(home)) return home;
    if (isLong && this.leavesNoneReady(idle)) return undefined;
    if (idle.length > 0) return this.leastKnown(idle);
    return this.lanes.length < MOST_LANES ? this.startLane() : undefined;
  }

  /**
   * Whether another task would leave no lane that could begin at once: starting one takes long while others analyse. The one lane that
   * there is at first does not wait for a second.
   */
  private leavesNoneReady(idle: readonly Lane[]): boolean {
    if (this.lanes.length === 1 || idle.filter(({ isReady }) => isReady).length >= 2) return false;
    if (idle.length < 2 && this.lanes.length < MOST_LANES) this.startLane();
    return true;
  }

  /** The lane that is missed least while it works on something else. */
  private leastKnown(idle: readonly Lane[]): Lane {
    const known = new Map<Lane, number>();
    for (const home of this.homes.values()) known.set(home, (known.get(home) ?? 0) + 1);
    return idle.reduce((least, lane) => ((known.get(lane) ?? 0) < (known.get(least) ?? 0) ? lane : least));
  }

  private assignIn(milliseconds: number): undefined {
    this.retry ??= setTimeout(() => {
      this.retry = undefined;
      this.assign();
    }, milliseconds + 1);
  }

  private startLane(): Lane {
    const thread = this.options.start((tooMuch) => this.giveUp(lane, tooMuch));
    const lane: Lane = {
      thread,
      job: undefined,
      since: 0,
      version: undefined,
      overdue: undefined,
      isReady: false,
      isWarm: false,
    };
    this.lanes.push(lane);
    void thread.ready.then(() => {
      lane.isReady = true;
      this.assign();
    });
    return lane;
  }

  private begin(lane: Lane, job: Job): void {
    const { method, params, cancelling } = job;
    const subject = subjectOf(job);
    if (subject !== undefined) this.homes.set(subject, lane);
    lane.job = job;
    lane.since = performance.now();
    lane.version = this.documentVersion(job.uri);
    this.watch(lane, this.options.work());
    const { texts, session, changes } = this.options;
    lane.thread.update(texts, session, changes);
    lane.thread.ask(method, params, cancelling.token).then(
      (answer) => this.end(lane, job, () => job.resolve(answer)),
      (error) => this.end(lane, job, () => job.reject(error)),
    );
  }

  /** Gives a lane up when it works for too long; `before`: what the process had worked when it began. */
  private watch(lane: Lane, before: number): void {
    lane.overdue = setTimeout(() => {
      if (this.options.work() - before < LONGEST) this.watch(lane, before);
      else this.giveUp(lane, "time");
    }, LONGEST).unref();
  }

  private end(lane: Lane, job: Job, answer: () => void): void {
    // A lane that was given up has told of its task already.
    if (lane.job !== job) return;
    clearTimeout(lane.overdue);
    lane.job = undefined;
    if (lane.isWarm && job.uri !== undefined && this.homes.has(job.uri)) {
      const took = performance.now() - lane.since;
      // What was given up would have taken longer.
      const least = job.cancelling.token.isCancellationRequested ? (this.took.get(job.uri) ?? 0) : 0;
      this.took.set(job.uri, Math.max(took, least));
    }
    lane.isWarm = true;
    this.settle(job);
    answer();
    this.assign();
  }

  /** Ends a lane. Its task is tried again when less of the document is to be looked at from now on. */
  private giveUp(lane: Lane, tooMuch: TooMuch | undefined): void {
    const { job } = lane;
    clearTimeout(lane.overdue);
    lane.job = undefined;
    lane.thread.stop();
    this.lanes.splice(this.lanes.indexOf(lane), 1);
    for (const [uri, home] of this.homes) if (home === lane) this.homes.delete(uri);
    if (job !== undefined) this.lighten(job, tooMuch);
    this.assign();
  }

  private lighten(job: Job, tooMuch: TooMuch | undefined): void {
    const { uri, cancelling } = job;
    const text = uri === undefined ? undefined : this.options.texts.get(uri);
    if (uri === undefined || text === undefined || text.isUnreadable) {
      this.settle(job);
      job.reject(new ResponseError(ErrorCodes.InternalError, `${job.method} took too much and was stopped`));
      return;
    }
    this.options.texts.limit(uri, tooMuch ?? "time");
    if (!cancelling.token.isCancellationRequested) this.waiting.unshift(job);
    this.options.limited(uri);
  }
}
