/** The settings that the server heeds; anything may stand in a settings file, so what the client says is checked. */

export interface Settings {
  readonly hints: boolean;
}

export const DEFAULT_SETTINGS: Settings = { hints: true };

/** Reads the section `ttvm`, whatever it is. */
export function readSettings(section: unknown): Settings {
  const enabled = property(property(section, "hints"), "enabled");
  return { hints: typeof enabled === "boolean" ? enabled : DEFAULT_SETTINGS.hints };
}

/** A property of something that may be no object at all. */
export function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
