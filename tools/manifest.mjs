/**
 * The parts of package.json that are written from typed code: commands and their menus, settings.
 *
 * Invariant: everything else of package.json stays as it is, in its order.
 */
import { loadTypeScript } from "./load.mjs";

/** The text of package.json with what the code says now, given its text as it is. */
export async function manifest(text) {
  const { commandContributions, menuContributions } = await loadTypeScript("client/contributions.ts");
  const { settingContributions } = await loadTypeScript("server/settings.ts");
  const whole = JSON.parse(text);
  whole.contributes.commands = commandContributions();
  whole.contributes.menus = menuContributions();
  whole.contributes.configuration.properties = settingContributions();
  return `${JSON.stringify(whole, null, 2)}\n`;
}
