/** Names of files and of network services as this system understands them, for permissions. */
import { readlink, realpath } from "node:fs/promises";
import path from "node:path";
import type { Names, Place } from "../../index.ts";

/** As many links as the system itself follows. */
const MAX_LINKS = 40;

export function nodeNames(cwd: string): Names {
  return {
    place: async (name): Promise<Place> => {
      const written = path.resolve(cwd, name);
      // Not `written`: the system follows a link before it takes the `..` behind it.
      const real = await realPlace(path.isAbsolute(name) ? name : cwd + path.sep + name, MAX_LINKS);
      return { real: comparable(real), written: comparable(written) };
    },
    endpoint: endpointOf,
  };
}

/** The real path of a file that may not exist yet, even where a link leads to nothing. */
async function realPlace(file: string, links: number): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    const parent = path.dirname(file);
    if (parent === file || links === 0) return path.resolve(file);
    const here = path.join(await realPlace(parent, links), path.basename(file));
    const target = await readlink(here).catch(() => undefined);
    return target === undefined ? here : realPlace(path.resolve(path.dirname(here), target), links - 1);
  }
}

/** Windows does not tell upper from lower case, and writes `\` between the parts. */
function comparable(file: string): string {
  return path.sep === "\\" ? file.replaceAll("\\", "/").toLowerCase() : file;
}

const PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/** `host:port` of a URL; undefined when it has none. */
export function endpointOf(url: string): string | undefined {
  try {
    const { protocol, hostname, port } = new URL(url);
    return hostname === "" ? undefined : `${hostname}:${port || PORTS[protocol]}`;
  } catch {
    return undefined;
  }
}
