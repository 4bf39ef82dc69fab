/**
 * The parts of package.json that are written from typed code: everything that it contributes to the editor.
 *
 * Invariant: everything else of package.json stays as it is, in its order.
 */
import { loadTypeScript } from "./load.mjs";

/** The text of package.json with what the code says now, given its text as it is. */
export async function manifest(text) {
  const whole = JSON.parse(text);
  Object.assign(whole.contributes, await contributed());
  return `${JSON.stringify(whole, null, 2)}\n`;
}

/** `contributes` as the code says it. */
async function contributed() {
  const { contributions } = await loadTypeScript("client/contributions/index.ts");
  const { settingContributions } = await loadTypeScript("server/settings.ts");
  const { launchAttributes } = await loadTypeScript("debug-adapter/attributes.ts");
  const { LANGUAGES } = await loadTypeScript("vm-core/analyze/index.ts");
  const languages = Object.values(LANGUAGES).map(({ editorId, extensions }) => [editorId, extensions]);
  return {
    ...contributions({ extensions: Object.fromEntries(languages), launch: launchAttributes() }),
    configuration: settingContributions(),
  };
}
