/**
 * What holds in every run of processes, checked against the events of one: an account of every message, link,
 * monitor and restart, kept by the rules and compared with what the machine did.
 */
import assert from "node:assert/strict";
import type { ProcessEvent } from "../../vm-core/run/events.ts";
import type { Process } from "../../vm-core/run/process.ts";
import type { Run } from "../../vm-core/run/run.ts";
import { downMessage, exitMessage } from "../../vm-core/run/ties.ts";
import { debug } from "../../vm-core/value/display.ts";
import type { Value } from "../../vm-core/value/value.ts";
import type { ProcessRun } from "./run.ts";

/** Between slices: what is symmetric is, and nobody is in the ready queue twice. */
export function checkBetweenSlices({ system }: Run, running: Process): void {
  const queued = new Set<Process>();
  for (const process of system.ready) {
    if (process.state !== "ready") continue;
    assert.ok(!queued.has(process), `process ${process.id} is in the ready queue twice`);
    assert.ok(process !== running, `process ${process.id} is in the ready queue while it runs`);
    queued.add(process);
  }
  for (const process of system.processes.values()) {
    assert.notEqual(process.state, "ended");
    if (process.state === "ready" && process !== running)
      assert.ok(queued.has(process), `process ${process.id} is lost`);
    const { ties } = process;
    if (ties === null) continue;
    for (const other of ties.links) {
      assert.ok(
        system.processes.get(other)?.ties?.links.has(process.id),
        `the link ${process.id}–${other} is one way`,
      );
    }
    for (const [ref, other] of ties.watching) {
      assert.equal(system.processes.get(other)?.ties?.watchers.get(ref), process.id, ref);
    }
    for (const [ref, other] of ties.watchers) {
      assert.equal(system.processes.get(other)?.ties?.watching.get(ref), process.id, ref);
    }
    for (const known of ties.names) assert.equal(system.names.get(known), process.id, known);
  }
  for (const [known, pid] of system.names)
    assert.ok(system.processes.get(pid)?.ties?.names.has(known), known);
}

interface Account {
  readonly name: string;
  /** Messages that reached it, in order. */
  readonly sent: string[];
  readonly received: string[];
  readonly links: Set<number>;
  alive: boolean;
}

/** A monitor from its start to its one notice. */
interface Watch {
  readonly watcher: number;
  readonly other: number;
  notices: number;
  over: boolean;
}

/** Checks the events of a whole run. */
export function checkEvents({ events, run }: ProcessRun): void {
  const book = new Book();
  for (const [index, event] of events.entries()) {
    assert.equal(event.sequence, index + 1, "sequence numbers have a gap");
    book.enter(event, events, index);
  }
  book.close(run);
}

class Book {
  private readonly accounts = new Map<number, Account>();
  private readonly watches = new Map<string, Watch>();
  private readonly restarts = new Map<number, number>();
  /** Signals that broken links still have to bring. */
  private readonly due = new Map<string, string>();

  constructor() {
    this.open(1, "main");
  }

  private open(pid: number, name: string): void {
    this.accounts.set(pid, { name, sent: [], received: [], links: new Set(), alive: true });
  }

  private of(pid: number): Account {
    const account = this.accounts.get(pid);
    assert.ok(account, `process ${pid} was never spawned`);
    return account;
  }

  private reaches(pid: number, message: Value): void {
    const account = this.accounts.get(pid);
    if (account?.alive) account.sent.push(debug(message));
  }

  enter(event: ProcessEvent, events: readonly ProcessEvent[], index: number): void {
    const { pid } = event;
    switch (event.kind) {
      case "spawn":
        this.open(event.child, event.name);
        break;
      case "send":
        this.reaches(event.to, event.message);
        break;
      case "receive":
        assert.ok(this.of(pid).alive, `process ${pid} receives after its end`);
        this.of(pid).received.push(debug(event.message));
        break;
      case "link":
        this.of(pid).links.add(event.other);
        this.of(event.other).links.add(pid);
        break;
      case "unlink":
        this.of(pid).links.delete(event.other);
        this.of(event.other).links.delete(pid);
        break;
      case "monitor":
        this.monitor(pid, Number(event.other), event.ref);
        break;
      case "demonitor":
        (this.watches.get(event.ref) as Watch).over = true;
        break;
      case "down":
        this.down(pid, event.other, event.ref, event.reason);
        break;
      case "signal":
        this.signal(pid, event.to, event.reason, events, index);
        break;
      case "exit":
        this.exit(pid, event.reason);
        break;
      case "restart":
        this.restarts.set(pid, (this.restarts.get(pid) ?? 0) + 1);
        break;
      default:
    }
  }

  private monitor(watcher: number, other: number, ref: string): void {
    assert.ok(!this.watches.has(ref), `${ref} is used twice`);
    const dead = !this.accounts.get(other)?.alive;
    this.watches.set(ref, { watcher, other, notices: dead ? 1 : 0, over: dead });
    if (dead) this.reaches(watcher, downMessage(other, ref, "noproc"));
  }

  private down(watcher: number, other: number, ref: string, reason: Value): void {
    const watch = this.watches.get(ref) as Watch;
    assert.deepEqual([watch.watcher, watch.other, watch.over], [watcher, other, false], ref);
    assert.ok(!this.of(other).alive, `${ref}: process ${other} has not ended`);
    watch.notices++;
    watch.over = true;
    this.reaches(watcher, downMessage(other, ref, reason));
  }

  private exit(pid: number, reason: Value): void {
    const account = this.of(pid);
    assert.ok(account.alive, `process ${pid} ends twice`);
    account.alive = false;
    for (const other of account.links) {
      this.of(other).links.delete(pid);
      if (this.of(other).alive) this.due.set(`${pid} ${other}`, debug(reason));
    }
    account.links.clear();
    for (const key of this.due.keys()) if (key.endsWith(` ${pid}`)) this.due.delete(key);
    for (const watch of this.watches.values()) if (watch.watcher === pid) watch.over = true;
  }

  private signal(
    from: number,
    to: number,
    reason: Value,
    events: readonly ProcessEvent[],
    index: number,
  ): void {
    const sender = this.of(from);
    const receiver = this.of(to);
    if (!sender.alive) {
      assert.equal(this.due.get(`${from} ${to}`), debug(reason), `signal ${from} → ${to}`);
      this.due.delete(`${from} ${to}`);
    }
    const kills = sender.alive && reason === "kill";
    const { name } = receiver;
    // What becomes of a supervisor is the business of its children.
    if (name.startsWith("supervising")) return;
    if (!kills && /^(main|trapping|stubborn)/.test(name)) {
      // A child that was told to end before it began to trap ends.
      if (name === "stubborn" && ends(events[index + 1], to)) return;
      this.reaches(to, exitMessage(from, reason));
    } else if (reason !== "normal" || from === to) {
      const exit = events[index + 1];
      assert.ok(ends(exit, to), `process ${to} survives a signal`);
      assert.equal(debug(exit.reason), debug(kills ? "killed" : reason));
    }
  }

  close({ system }: Run): void {
    assert.deepEqual([...this.due.keys()], [], "links that broke without a signal");
    for (const [pid, { name, alive, sent, received }] of this.accounts) {
      const process = system.processes.get(pid);
      assert.equal(process !== undefined, alive, `process ${pid}`);
      const left = [...(process?.mailbox ?? [])].map(debug);
      const open = new Map<string, number>();
      for (const message of sent) open.set(message, (open.get(message) ?? 0) + 1);
      for (const message of [...received, ...left]) {
        const count = open.get(message) ?? 0;
        assert.ok(count > 0, `process ${pid} (${name}) has ${message} that nobody sent, or twice`);
        if (count === 1) open.delete(message);
        else open.set(message, count - 1);
      }
      if (alive) assert.deepEqual([...open.keys()], [], `process ${pid} (${name}) has lost messages`);
      checkOrder(pid, received);
    }
    for (const [ref, { watcher, other, notices, over }] of this.watches) {
      assert.ok(notices <= 1, `${ref}: ${notices} notices`);
      if (this.of(watcher).alive && !this.accounts.get(other)?.alive) assert.ok(over, `${ref}: no notice`);
    }
    for (const process of system.processes.values()) this.checkIntensity(process);
  }

  /** Restarts of a supervisor that is still there; nothing takes as long as the period. */
  private checkIntensity({ id, supervisor }: Process): void {
    if (supervisor === null) return;
    assert.ok(supervisor.restarts.length <= supervisor.intensity, `supervisor ${id} has restarted too often`);
  }
}

function ends(
  event: ProcessEvent | undefined,
  pid: number,
): event is ProcessEvent & { readonly kind: "exit" } {
  return event?.kind === "exit" && event.pid === pid;
}

/** Messages of one sender and one type are received in the order in which they were sent. */
function checkOrder(pid: number, received: readonly string[]): void {
  const last = new Map<string, number>();
  for (const message of received) {
    const found = /^(Int\(|Str\("m)(\d+)/.exec(message);
    if (found === null) continue;
    const number = Number(found[2]);
    const from = `${found[1]}${Math.floor(number / 1_000)}`;
    assert.ok(number > (last.get(from) ?? -1), `process ${pid} receives ${message} too late`);
    last.set(from, number);
  }
}
