/**
 * Breakpoints: from places in a text to addresses, and what decides whether one stops.
 *
 * Invariant: a breakpoint is bound to an instruction, the first that ends after the place asked for, or it
 * says why not. The breakpoints of one file are always set together, as editors do.
 */

import { effectsOf } from "../isa/index.ts";
import type { SourceFile } from "../program/program.ts";
import type { CodeSpace, LoadedModule } from "../run/code-space.ts";
import type { Process } from "../run/process.ts";
import type { Span } from "../text/span.ts";
import { isFalsy } from "../value/operators.ts";
import type { Value } from "../value/value.ts";
import { type StackFrame, stackFrames } from "./call-stack.ts";
import { Complaint } from "./expression.ts";
import { type HitCondition, parseHitCondition } from "./hit-condition.ts";
import type { Evaluate, LanguageOf } from "./language.ts";
import { type LogMessage, parseLogMessage, writeLogMessage } from "./log-message.ts";

/** A breakpoint as a client asks for it, its place apart. */
export interface BreakpointRequest {
  /** The asker's own number for it. */
  readonly id: number;
  /** An expression: stop only where it is not falsy. */
  readonly condition?: string;
  /** Which of the hits stop: `5`, `>= 5`, `% 5`. */
  readonly hitCondition?: string;
  /** What to write instead of stopping; expressions are in braces. */
  readonly logMessage?: string;
}

export interface SourceBreakpointRequest extends BreakpointRequest {
  /** Where a line begins, or a place in it. */
  readonly offset: number;
  /** What is at the offset is meant, and not the line that begins there. */
  readonly exact?: boolean;
}

export interface FunctionBreakpointRequest extends BreakpointRequest {
  /** A label. */
  readonly name: string;
}

/** The place that a breakpoint is bound to, or why it is bound to none. */
export type BreakpointBinding =
  | { readonly id: number; readonly verified: true; readonly file: SourceFile; readonly span: Span }
  | { readonly id: number; readonly verified: false; readonly message: string };

/** What stops at an address. */
export interface Hit {
  readonly ids: readonly number[];
  /** The instruction there is a BREAKPOINT. */
  readonly written: boolean;
}

interface Breakpoint {
  readonly id: number;
  /** More than one where the code of a form of Lisp is there more than once. */
  readonly addresses: readonly number[];
  readonly condition: Evaluate | undefined;
  readonly hitCondition: HitCondition | undefined;
  readonly logMessage: LogMessage | undefined;
  hits: number;
}

/** What is set at one address. */
interface Mark {
  readonly breakpoints: Breakpoint[];
  readonly written: boolean;
}

/** Function breakpoints are set together too; no file has this name. */
const FUNCTIONS = "";

export class Breakpoints {
  private readonly groups = new Map<string, readonly Breakpoint[]>();
  /** By address. Rebuilt on every change, so that asking is one array access. */
  private marks: (Mark | undefined)[] = [];
  /** Where there is anything to ask `hit` about; another set once that changes. */
  addresses: ReadonlySet<number> = new Set();
  private readonly written = new Set<number>();

  constructor(
    private readonly space: CodeSpace,
    private readonly languageOf: LanguageOf,
    /** Writes a line to the debug console. */
    private readonly log: (line: string) => void,
  ) {}

  /** Takes note of a module that has been loaded. */
  load({ program, base }: LoadedModule): void {
    program.code.forEach(({ op }, address) => {
      if (effectsOf(op).has("debugger")) this.written.add(base + address);
    });
    this.rebuild();
  }

  /** Sets the breakpoints of a file, in place of all that it had. The answers are in the order of the requests. */
  setInFile(file: string, requests: readonly SourceBreakpointRequest[]): BreakpointBinding[] {
    const isKnown = this.space.modules.some(({ program }) => program.files.some(({ name }) => name === file));
    return this.set(file, requests, ({ offset, exact }) => {
      if (!isKnown) return new Complaint("the program does not use this file, or has not loaded it yet");
      return (
        this.languageOf({ file: { name: file } }).addresses(file, offset, exact === true) ??
        new Complaint("there is no instruction at this line or after it")
      );
    });
  }

  setAtFunctions(requests: readonly FunctionBreakpointRequest[]): BreakpointBinding[] {
    return this.set(FUNCTIONS, requests, ({ name }) => {
      for (const { program, base } of this.space.modules) {
        const address = program.labels.get(name);
        if (address !== undefined && address < program.code.length) return [base + address];
      }
      return new Complaint(`there is no label \`${name}\``);
    });
  }

  /** Where breakpoints can be set in a part of a file, in the order of the text. */
  placesIn(file: string, { start, end }: Span): readonly Span[] {
    const spans = this.languageOf({ file: { name: file } }).places(file);
    return spans.filter((span) => span.start >= start && span.start <= end).sort((a, b) => a.start - b.start);
  }

  /** Whether an address is among `addresses`. */
  isMarked(address: number): boolean {
    return this.marks[address] !== undefined;
  }

  /** Counts an arrival at a marked address, writes log messages, and says whether to stop. */
  hit(process: Process): Hit | undefined {
    const mark = this.marks[process.ip];
    if (mark === undefined) return undefined;
    const ids = mark.breakpoints.filter((breakpoint) => this.stops(breakpoint, process)).map(({ id }) => id);
    return mark.written || ids.length > 0 ? { ids, written: mark.written } : undefined;
  }

  private stops(breakpoint: Breakpoint, process: Process): boolean {
    const { condition, hitCondition, logMessage } = breakpoint;
    let frame: StackFrame | undefined;
    const evaluate = (expression: Evaluate): Value | Complaint => {
      [frame] = frame === undefined ? stackFrames(this.space, process, 0, 1) : [frame];
      return expression(process, frame);
    };
    if (condition !== undefined) {
      const value = evaluate(condition);
      // Stopping shows the mistake; running on would look as if the place was never reached.
      if (value instanceof Complaint) this.log(`The breakpoint's condition has no value: ${value.message}`);
      else if (isFalsy(value)) return false;
    }
    breakpoint.hits++;
    if (hitCondition !== undefined && !hitCondition(breakpoint.hits)) return false;
    if (logMessage === undefined) return true;
    const { notation } = this.languageOf(this.space.place(process.ip));
    this.log(writeLogMessage(logMessage, evaluate, notation));
    return false;
  }

  private set<R extends BreakpointRequest>(
    group: string,
    requests: readonly R[],
    find: (request: R) => readonly number[] | Complaint,
  ): BreakpointBinding[] {
    const bound: Breakpoint[] = [];
    const bindings = requests.map((request): BreakpointBinding => {
      const breakpoint = this.bind(request, find(request));
      if (breakpoint instanceof Complaint) {
        return { id: request.id, verified: false, message: breakpoint.message };
      }
      bound.push(breakpoint);
      const [address] = breakpoint.addresses;
      const place = this.space.place(address);
      if (place === undefined) throw new Error(`a breakpoint was bound to address ${address}`);
      return { id: request.id, verified: true, file: place.file, span: place.instruction.span };
    });
    this.groups.set(group, bound);
    this.rebuild();
    return bindings;
  }

  private bind(request: BreakpointRequest, addresses: readonly number[] | Complaint): Breakpoint | Complaint {
    if (addresses instanceof Complaint) return addresses;
    const place = this.space.place(addresses[0]);
    if (place === undefined) throw new Error(`a breakpoint was bound to address ${addresses[0]}`);
    const language = this.languageOf(place);
    const parse = (text: string): Evaluate | Complaint => language.parse(text, place);
    const { closingBrace } = language;
    const condition = optional(request.condition, parse);
    const hitCondition = optional(request.hitCondition, parseHitCondition);
    const logMessage = optional(request.logMessage, (text) => parseLogMessage(text, { parse, closingBrace }));
    if (condition instanceof Complaint) return new Complaint(`condition: ${condition.message}`);
    if (hitCondition instanceof Complaint) return hitCondition;
    if (logMessage instanceof Complaint) return new Complaint(`log message: ${logMessage.message}`);
    return { id: request.id, addresses, condition, hitCondition, logMessage, hits: 0 };
  }

  private rebuild(): void {
    const marks: (Mark | undefined)[] = [];
    for (const address of this.written) marks[address] = { breakpoints: [], written: true };
    for (const group of this.groups.values()) {
      for (const breakpoint of group) {
        for (const address of breakpoint.addresses) {
          const mark = (marks[address] ??= { breakpoints: [], written: false });
          mark.breakpoints.push(breakpoint);
        }
      }
    }
    this.marks = marks;
    this.addresses = new Set(Object.keys(marks).map(Number));
  }
}

function optional<T>(text: string | undefined, parse: (text: string) => T): T | undefined {
  return text === undefined || text.trim() === "" ? undefined : parse(text);
}
