/** Requests of the system group: environment, arguments, other programs. */

export type SystemRequest =
  | { readonly kind: "get-env"; readonly name: string }
  | { readonly kind: "set-env"; readonly name: string; readonly value: string }
  /** The program's file and its arguments. */
  | { readonly kind: "get-args" }
  /** Runs a program; `capture` collects what it writes instead of passing it on. */
  | {
      readonly kind: "execute";
      readonly command: string;
      readonly args: readonly string[];
      readonly capture: boolean;
    };
