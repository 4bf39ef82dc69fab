/**
 * What a program has written and nobody has taken yet.
 *
 * Writing is the one effect that needs no reply, so it is no request: the driver takes the text at the end
 * of each slice, in the order in which it was written.
 */

import { RepeatedTexts } from "./repeated-texts.ts";

/** `trace` is what the machine says about each instruction, `log` what a debugger's log points say. */
export type OutputStream = "stdout" | "stderr" | "trace" | "log";

/** A piece of output. */
export interface OutputChunk {
  readonly stream: OutputStream;
  readonly text: string;
}

/** Characters after which what was put together becomes one text: engines keep its parts until then, each of which takes more than it says. */
const PIECE = 2 ** 13;
const LONGEST_PIECE = 2 ** 16;
/** Characters that a slice writes before the driver takes them: so who writes waits for who reads. */
const FULL = 2 ** 20;

export class Output {
  private length = 0;

  private chunks: OutputChunk[] = [];
  private stream: OutputStream = "stdout";
  private text = "";
  /** What was written before that. */
  private pieces: string[] = [];
  /** What is made of a piece keeps engines from finding that needless. */
  private looked = 0;
  private readonly warnings = new RepeatedTexts();

  /** Warns on stderr; of warnings that come very often, most are only counted. */
  warn(text: string): void {
    if (this.warnings.admit(text)) this.write("stderr", `Warning: ${text}\n`);
  }

  /** Tells how often warnings have come that were only counted. */
  tellRest(): void {
    this.warnings.takeRest((count, text) => {
      const times = `${count} more time${count === 1 ? "" : "s"}`;
      this.write("stderr", `Warning: ${times}${text === undefined ? ", with other texts" : `: ${text}`}\n`);
    });
  }

  write(stream: OutputStream, text: string): void {
    if (stream !== this.stream) {
      this.close();
      this.stream = stream;
    }
    this.text += text;
    this.length += text.length;
    // A long text is as it is: a copy of it would be as long.
    if (this.text.length >= PIECE && this.text.length <= LONGEST_PIECE) this.join();
  }

  /** An engine makes one text of what was put together when somebody looks at a character of it. */
  private join(): void {
    this.looked ^= this.text.charCodeAt(0);
    this.pieces.push(this.text);
    this.text = "";
  }

  /** Whether what waits has to be taken before the program writes more. */
  get isFull(): boolean {
    return this.length >= FULL;
  }

  /** Takes everything written since the last call. */
  take(): readonly OutputChunk[] {
    this.close();
    this.length = 0;
    const chunks = this.chunks;
    if (chunks.length > 0) this.chunks = [];
    return chunks;
  }

  private close(): void {
    const { pieces, text } = this;
    if (text === "" && pieces.length === 0) return;
    this.chunks.push({ stream: this.stream, text: pieces.join("") + text });
    if (pieces.length > 0) this.pieces = [];
    this.text = "";
  }
}
