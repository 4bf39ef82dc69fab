/**
 * What is known about the variables of a frame: a small set, copied at every block.
 *
 * Invariant: copies share their arrays until one of them changes. At most `MOST` variables are followed; about
 * others nothing is known.
 */
import { type AbstractValue, join } from "./abstract-value.ts";

const MOST = 48;

export class KnownVariables {
  private names: string[] = [];
  private values: AbstractValue[] = [];
  private isShared = false;

  copy(): KnownVariables {
    const copy = new KnownVariables();
    copy.assign(this);
    return copy;
  }

  assign(other: KnownVariables): void {
    this.names = other.names;
    this.values = other.values;
    this.isShared = true;
    other.isShared = true;
  }

  get(name: string): AbstractValue | undefined {
    const index = this.names.indexOf(name);
    return index < 0 ? undefined : this.values[index];
  }

  has(name: string): boolean {
    return this.names.includes(name);
  }

  set(name: string, value: AbstractValue): void {
    const index = this.names.indexOf(name);
    if (index < 0 ? this.names.length >= MOST : this.values[index] === value) return;
    if (index >= 0) {
      this.own();
      this.values[index] = value;
    } else if (this.isShared) {
      this.names = [...this.names, name];
      this.values = [...this.values, value];
      this.isShared = false;
    } else {
      this.names.push(name);
      this.values.push(value);
    }
  }

  delete(name: string): void {
    const index = this.names.indexOf(name);
    if (index < 0) return;
    this.own();
    this.names.splice(index, 1);
    this.values.splice(index, 1);
  }

  clear(): void {
    this.names = [];
    this.values = [];
    this.isShared = false;
  }

  /** Keeps what holds in both; true when something was lost. */
  meet(other: KnownVariables): boolean {
    if (this.names === other.names && this.values === other.values) return false;
    let changed = false;
    for (let index = this.names.length - 1; index >= 0; index--) {
      const name = this.names[index];
      const value = this.values[index];
      const theirs = other.names[index] === name ? other.values[index] : other.get(name);
      const joined = theirs === undefined ? undefined : join(value, theirs);
      if (joined === value) continue;
      changed = true;
      if (joined === undefined) this.delete(name);
      else this.set(name, joined);
    }
    return changed;
  }

  private own(): void {
    if (!this.isShared) return;
    this.names = this.names.slice();
    this.values = this.values.slice();
    this.isShared = false;
  }
}
