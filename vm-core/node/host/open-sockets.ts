/**
 * How many sockets a run has open: connections, also those that nobody has accepted, listeners, and sockets for datagrams.
 *
 * Invariant: at most about `MOST_SOCKETS`. When a process ends, the system takes some 30 µs for each, and more for one with data that
 * nobody has read.
 */

export const MOST_SOCKETS = 1_024;

/** What opening one more comes to, in the words of the system. */
export const TOO_MANY = { code: "EMFILE" } as const;

export class OpenSockets {
  private count = 0;

  /** Whether no other one may be opened. */
  get areFull(): boolean {
    return this.count >= MOST_SOCKETS;
  }

  /** Counts a socket until it is closed. */
  add(socket: { once(event: "close", listener: () => void): unknown }): void {
    this.count++;
    socket.once("close", () => this.count--);
  }
}
