/** Symbols: names as data. Macros work on them while a program is compiled; in a run a symbol is a string. */

/** Two symbols with the same name are equal, whatever their origins. */
export class SymbolValue {
  constructor(
    readonly name: string,
    /** What the compiler knows it by: opaque here. */
    readonly origin?: unknown,
  ) {}
}
