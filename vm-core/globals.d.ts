/** The web-standard globals that the core needs: every host has them, in Node, a worker or a browser. */

interface AbortSignal {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(): void;
}

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(encoding: "utf-8", options: { fatal: boolean; ignoreBOM: boolean });
  decode(bytes: Uint8Array): string;
}

/** Modules of the standard library: the build embeds their text. */
declare module "*.ttvm" {
  const text: string;
  export default text;
}

/** The library of the Lisp, in the same way. */
declare module "*.lisp" {
  const text: string;
  export default text;
}

/** Absent where the host makes no machine code. */
declare const WebAssembly:
  | {
      readonly Module: new (bytes: Uint8Array) => object;
      readonly Instance: new (
        module: object,
        imports: object,
      ) => { readonly exports: Readonly<Record<string, unknown>> };
      readonly Memory: new (size: {
        readonly initial: number;
        readonly maximum: number;
      }) => {
        readonly buffer: ArrayBuffer;
      };
    }
  | undefined;
