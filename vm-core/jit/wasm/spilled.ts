/**
 * Calls of a function of WebAssembly that were under way when it was left: their records, in place of frames.
 *
 * A frame is made when somebody asks for it, oldest last. Where the newest call returns before that, what remains of the records is put back, and the
 * function continues with them.
 *
 * Invariant: records are never changed. Whoever changes a variable of a frame has asked for it, and it is a frame from then on.
 */
import { type Callers, type EntryPoint, Frame, newSlots } from "../../run/frame.ts";
import type { Process } from "../../run/process.ts";
import { ofHalves } from "../../value/halves.ts";
import { Float, type Value } from "../../value/value.ts";
import type { LoopType } from "./operations.ts";
import { FIELD, type RecordLayout } from "./records.ts";
import { memory } from "./start.ts";

/** A call instruction, where control comes back to, and what its frame has on the stack. */
export interface SpilledSite {
  readonly address: number;
  readonly next: number;
  readonly stack: readonly LoopType[];
}

/** What there is to know of the function. */
export interface SpillingForm {
  readonly entry: EntryPoint;
  readonly layout: RecordLayout;
  /** The slots of its variables that are no parameters. */
  readonly others: readonly number[];
  /** Its calls of itself, by their indexes. */
  readonly sites: readonly SpilledSite[];
  /** Calls with the records that the memory has, the oldest so deep in the process. */
  spill(depth: number, count: number): Spilled;
  /** Continues with so many records, the oldest `depth` calls above the process, and what the newest has called has given. */
  back: (depth: number, count: number, value: number | bigint) => Value | undefined;
  /** The called form; undefined where it cannot continue after calls. */
  code: unknown;
  /** What generated code calls. */
  readonly callee: { readonly code: unknown };
}

/** The records that the memory has. */
export function recordsOf({ layout }: SpillingForm, count: number): Uint8Array {
  return new Uint8Array(memory().buffer).slice(layout.start, layout.start + count * layout.size);
}

export class Spilled implements Callers {
  /** Where the oldest of the calls comes from. */
  parent: Frame | null = null;
  callAddress = 0;
  returnAddress = 0;
  private readonly view: DataView;
  /** Bytes of a record. */
  private readonly size: number;
  private readonly count: number;

  constructor(
    private readonly form: SpillingForm,
    private readonly bytes: Uint8Array,
    /** How deep the oldest is in the process. */
    private readonly depth: number,
  ) {
    this.view = new DataView(bytes.buffer);
    this.size = form.layout.size;
    this.count = bytes.length / this.size;
  }

  /** Whether generated code may still continue the calls. */
  get isCurrent(): boolean {
    const { callee, code } = this.form;
    return code !== undefined && callee.code === code;
  }

  /** The newest of the calls. */
  get last(): SpilledSite {
    return this.siteOf(this.count - 1);
  }

  frameAt(depth: number): Frame {
    const { entry } = this.form;
    const index = depth - this.depth;
    const { address, next } =
      index === 0 ? { address: this.callAddress, next: this.returnAddress } : this.siteOf(index - 1);
    const above = index === 0 ? this.parent : null;
    const frame = new Frame(above, depth, entry.layout, entry.start, address, next, this.variables(index));
    if (index > 0) frame.callers = this;
    return frame;
  }

  /** Puts what the calls have on the stack there. */
  push(stack: Value[]): void {
    const { count, view, size } = this;
    const { sites, layout } = this.form;
    if (sites.length === 1 && sites[0].stack.join() === "int") {
      for (let at = layout.stacked(0); at < view.byteLength; at += size)
        stack.push(ofHalves(view.getInt32(at + FIELD / 2, true), view.getInt32(at, true)));
      return;
    }
    for (let index = 0; index < count; index++) {
      const kinds = this.siteOf(index).stack;
      for (let place = 0; place < kinds.length; place++)
        stack.push(this.value(index, kinds[place], this.form.layout.stacked(place)));
    }
  }

  /** How many values the first calls have on the stack. */
  private heightOf(count: number): number {
    const { sites } = this.form;
    if (sites.length === 1) return count * sites[0].stack.length;
    let height = 0;
    for (let index = 0; index < count; index++) height += this.siteOf(index).stack.length;
    return height;
  }

  /** Returns with a value to the newest call that is left, of which the process has no frame; what continues afterwards has been told to the ledger. */
  goOn(process: Process, value: number | bigint): Value | undefined {
    const { layout, back } = this.form;
    const count = process.frame.depth - this.depth;
    const { stack } = process;
    // An array that is cut at once would have to grow again.
    for (let height = this.heightOf(count); height > 0; height--) stack.pop();
    process.noteHeight();
    new Uint8Array(memory().buffer).set(this.bytes.subarray(0, count * this.size), layout.start);
    process.frame = this.parent as Frame;
    return back(1, count, value);
  }

  private siteOf(index: number): SpilledSite {
    return this.form.sites[this.view.getInt32(index * this.size, true)];
  }

  private variables(index: number): (Value | undefined)[] {
    const { view, form } = this;
    const slots = newSlots(form.entry.layout);
    const given = form.entry.slots;
    let at = index * this.size;
    for (let place = 0; place < given.length; place++) {
      at += FIELD;
      slots[given[place]] = ofHalves(view.getInt32(at + FIELD / 2, true), view.getInt32(at, true));
    }
    if (form.others.length > 0) this.otherVariables(index, slots);
    return slots;
  }

  private otherVariables(index: number, slots: (Value | undefined)[]): void {
    const { entry, layout, others } = this.form;
    const at = index * this.size;
    others.forEach((slot, place) => {
      if (this.view.getInt32(at + layout.mark(place), true) === 0) return;
      slots[slot] = this.value(index, "int", layout.variable(entry.slots.length + place));
    });
  }

  private value(index: number, kind: LoopType, offset: number): Value {
    const { view } = this;
    const at = index * this.size + offset;
    if (kind === "float") return new Float(view.getFloat64(at, true));
    if (kind === "truth") return view.getInt32(at, true) === 1;
    return ofHalves(view.getInt32(at + FIELD / 2, true), view.getInt32(at, true));
  }
}
