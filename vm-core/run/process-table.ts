/**
 * Processes by their numbers, in the order in which they were started.
 *
 * Those that were looked for last are found without looking into the map: messages go to few processes, again and again.
 */
import type { Process } from "./process.ts";

/** Places for those that were looked for last: a power of two. */
const PLACES = 1_024;

export class ProcessTable extends Map<number, Process> {
  /** By the last digits of their numbers. */
  private readonly recent: (Process | undefined)[] = new Array(PLACES).fill(undefined);

  override get(id: number): Process | undefined {
    const place = id & (PLACES - 1);
    const recent = this.recent[place];
    if (recent !== undefined && recent.id === id) return recent;
    const found = super.get(id);
    if (found !== undefined) this.recent[place] = found;
    return found;
  }

  override set(id: number, process: Process): this {
    this.recent[id & (PLACES - 1)] = process;
    return super.set(id, process);
  }

  override delete(id: number): boolean {
    this.recent[id & (PLACES - 1)] = undefined;
    return super.delete(id);
  }

  override clear(): void {
    this.recent.fill(undefined);
    super.clear();
  }
}
