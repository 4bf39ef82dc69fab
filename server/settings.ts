/** The settings that the server heeds; anything may stand in a settings file, so what the client says is checked. */
import { PASS_NAMES, type PassName } from "../vm-core/index.ts";

export interface Settings {
  /** The passes of the optimizer whose hints are shown. */
  readonly hints: readonly PassName[];
  readonly codeLens: boolean;
}

export const DEFAULT_SETTINGS: Settings = { hints: PASS_NAMES, codeLens: true };

/** Reads the section `ttvm`, whatever it is. */
export function readSettings(section: unknown): Settings {
  const hints = property(section, "hints");
  const passes = property(hints, "passes");
  const isOn = property(hints, "enabled") !== false;
  return {
    hints: isOn ? PASS_NAMES.filter((pass) => property(passes, pass) !== false) : [],
    codeLens: property(property(section, "codeLens"), "enabled") !== false,
  };
}

/** A property of something that may be no object at all. */
export function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
