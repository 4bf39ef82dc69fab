/**
 * What most processes never have: a process has one object of it, once it has any.
 *
 * There may be very many processes that do nothing but wait, and what each of them takes is copied by the garbage collector.
 */
import type { ExceptionValue, Fault } from "../value/callable.ts";
import { ObjectValue } from "../value/object.ts";
import type { CellVersion } from "./cell-history.ts";
import type { Request } from "./host.ts";
import type { EvaluatedDatum, Importing } from "./importing.ts";
import type { GlobalFrames } from "./inheritance.ts";
import type { Supervisor } from "./supervisor.ts";

/** What a process shares with the snapshot that it was last taken or restored to. */
export interface SnapshotShare {
  readonly globals: GlobalFrames;
  readonly cells: CellVersion;
}

class Seldom {
  pending: ObjectValue = ObjectValue.EMPTY;
  caught: number = -1;
  fault: Fault | ExceptionValue | null = null;
  home: number = -1;
  request: Request | null = null;
  failure: ExceptionValue | null = null;
  exitCode: number | null = null;
  trapsExit: boolean = false;
  supervisor: Supervisor | null = null;
  kept: SnapshotShare | null = null;
  wide: number = 0;
  evaluated: EvaluatedDatum | null = null;
  importing: Importing | null = null;
}

/** Of processes that have nothing of it. Nothing is written into it. */
const NONE = new Seldom();

export class SeldomState {
  private seldom = NONE;

  private get own(): Seldom {
    if (this.seldom === NONE) this.seldom = new Seldom();
    return this.seldom;
  }

  /** What the next MAKE_LAMBDA takes. */
  get pending(): ObjectValue {
    return this.seldom.pending;
  }

  set pending(value: ObjectValue) {
    if (value !== this.seldom.pending) this.own.pending = value;
  }

  /** Address of the handler that has just fired: a CATCH there takes the exception. */
  get caught(): number {
    return this.seldom.caught;
  }

  set caught(value: number) {
    if (value !== this.seldom.caught) this.own.caught = value;
  }

  /** What the current instruction raises. */
  get fault(): Fault | ExceptionValue | null {
    return this.seldom.fault;
  }

  set fault(value: Fault | ExceptionValue | null) {
    if (value !== this.seldom.fault) this.own.fault = value;
  }

  /** The module whose top level is its first frame; −1 when it began with a function. */
  get home(): number {
    return this.seldom.home;
  }

  set home(value: number) {
    if (value !== this.seldom.home) this.own.home = value;
  }

  /** What it waits for the host to do. */
  get request(): Request | null {
    return this.seldom.request;
  }

  set request(value: Request | null) {
    if (value !== this.seldom.request) this.own.request = value;
  }

  /** The exception that ended it, if one did. */
  get failure(): ExceptionValue | null {
    return this.seldom.failure;
  }

  set failure(value: ExceptionValue | null) {
    if (value !== this.seldom.failure) this.own.failure = value;
  }

  /** The code of EXIT, once executed. */
  get exitCode(): number | null {
    return this.seldom.exitCode;
  }

  set exitCode(value: number | null) {
    if (value !== this.seldom.exitCode) this.own.exitCode = value;
  }

  /** Exit signals arrive as messages. */
  get trapsExit(): boolean {
    return this.seldom.trapsExit;
  }

  set trapsExit(value: boolean) {
    if (value !== this.seldom.trapsExit) this.own.trapsExit = value;
  }

  get supervisor(): Supervisor | null {
    return this.seldom.supervisor;
  }

  set supervisor(value: Supervisor | null) {
    if (value !== this.seldom.supervisor) this.own.supervisor = value;
  }

  /** The snapshot that it has been taken or restored to last: what it shares with one is copied before it changes. */
  get kept(): SnapshotShare | null {
    return this.seldom.kept;
  }

  set kept(value: SnapshotShare | null) {
    if (value !== this.seldom.kept) this.own.kept = value;
  }

  /** Bytes of the variables of wide frames that the heap has not been told of. */
  get wide(): number {
    return this.seldom.wide;
  }

  set wide(value: number) {
    if (value !== this.seldom.wide) this.own.wide = value;
  }

  /** What its session of evaluated data knows. */
  get evaluated(): EvaluatedDatum | null {
    return this.seldom.evaluated;
  }

  set evaluated(value: EvaluatedDatum | null) {
    if (value !== this.seldom.evaluated) this.own.evaluated = value;
  }

  /** The import whose top level runs. */
  get importing(): Importing | null {
    return this.seldom.importing;
  }

  set importing(value: Importing | null) {
    if (value !== this.seldom.importing) this.own.importing = value;
  }
}
