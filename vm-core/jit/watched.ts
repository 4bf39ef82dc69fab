/**
 * The instructions in front of which an observer is asked, for a machine that does not come by each of them.
 *
 * Invariant: no unit contains a watched instruction, so control gets to it through its step, which gives `WATCHED`.
 */
import type { Observer, Watch } from "../run/execute.ts";
import type { Step } from "../run/step.ts";

/** What a step returns in place of which the observer is to be asked. */
export const WATCHED = -22;

export const watching: Step = () => WATCHED;

const NOTHING: ReadonlySet<number> = new Set();

export class Watched {
  /** Undefined while nobody watches. */
  observer: Observer | undefined;
  private addresses = NOTHING;

  has(address: number): boolean {
    return this.addresses.has(address);
  }

  /** Whether somebody watched in the last slice. */
  get isUsed(): boolean {
    return this.observer !== undefined || this.addresses !== NOTHING;
  }

  /** Takes what is watched now; the addresses that are watched or not, other than before. */
  take(watch: Watch | undefined): readonly number[] {
    this.observer = watch?.observer;
    const before = this.addresses;
    const { addresses = NOTHING } = watch ?? {};
    if (addresses === before) return [];
    this.addresses = addresses;
    return [...before, ...addresses].filter((address) => before.has(address) !== addresses.has(address));
  }
}
