/**
 * What is written in a session: what programs print may end within a line, what comes then begins a new one.
 *
 * Invariant: everything is written in the order in which it comes; to one stream where a single one is read.
 */
import type { OutputChunk } from "../../index.ts";
import { writeError } from "../complain.ts";
import { writeAll } from "../host/write.ts";

export class Screen {
  /** Counts what has been written. */
  writings = 0;
  private isInLine = false;

  /** `isSingle`: whoever reads shows standard output alone. */
  constructor(private readonly isSingle = false) {}

  /** Output of programs. */
  write(chunks: readonly OutputChunk[]): Promise<void> | void {
    this.writings++;
    const last = chunks.at(-1)?.text ?? "";
    if (last !== "") this.isInLine = !last.endsWith("\n");
    if (!this.isSingle) return writeAll(chunks);
    const text = chunks.map((chunk) => chunk.text).join("");
    return new Promise((resolve) => process.stdout.write(text, () => resolve()));
  }

  out(text: string): void {
    this.newLine();
    this.writings++;
    process.stdout.write(text);
  }

  err(text: string): void {
    if (this.isSingle) {
      this.out(text);
      return;
    }
    this.newLine();
    this.writings++;
    writeError(text);
  }

  newLine(): void {
    if (this.isInLine) process.stdout.write("\n");
    this.isInLine = false;
  }
}
