/** The ways to execute a program that are compared, the first one what the others are compared with. */
import type { MachineOptions } from "../../index.ts";

export interface BenchMode {
  readonly name: string;
  readonly options: Pick<MachineOptions, "useIr" | "jit" | "optimize">;
}

const PLAIN: readonly BenchMode[] = [
  { name: "interpreter", options: {} },
  { name: "register IR", options: { useIr: true } },
  { name: "generated code", options: { jit: "auto" } },
];

export const BENCH_MODES: readonly BenchMode[] = [
  ...PLAIN,
  ...PLAIN.map(({ name, options }) => ({
    name: `${name}, optimized`,
    options: { ...options, optimize: true },
  })),
];

/** The index of the mode whose generated code is told of. */
export const GENERATED = BENCH_MODES.findIndex(({ options }) => options.jit !== undefined);
