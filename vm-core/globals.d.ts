/** The web-standard globals that the core needs: every host has them, in Node, a worker or a browser. */

declare const performance: { now(): number };

interface AbortSignal {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(): void;
}
