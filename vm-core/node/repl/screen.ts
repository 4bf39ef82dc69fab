/** What is written in a session: what programs print may end within a line, what comes then begins a new one. */
import type { OutputChunk } from "../../index.ts";
import { writeError } from "../complain.ts";
import { writeAll } from "../host/write.ts";

export class Screen {
  private isInLine = false;

  /** Output of programs. */
  write(chunks: readonly OutputChunk[]): Promise<void> | void {
    const last = chunks.at(-1)?.text ?? "";
    if (last !== "") this.isInLine = !last.endsWith("\n");
    return writeAll(chunks);
  }

  out(text: string): void {
    this.newLine();
    process.stdout.write(text);
  }

  err(text: string): void {
    this.newLine();
    writeError(text);
  }

  newLine(): void {
    if (this.isInLine) process.stdout.write("\n");
    this.isInLine = false;
  }
}
