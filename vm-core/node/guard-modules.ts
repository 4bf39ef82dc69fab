/** Loading modules under permissions: the program's folder is always open, unless it is denied. */
import { Fault, type Permissions, type ReadModule, refusing } from "../index.ts";
import { nodeNames } from "./host/names.ts";

/** `folder` is the program's; a module elsewhere needs the permission to read it. */
export function guardedModules(
  read: ReadModule,
  permissions: Permissions,
  folder: string,
  cwd: string = process.cwd(),
): ReadModule {
  const refuse = refusing(withFolder(permissions, folder), nodeNames(cwd));
  return async (written, from) => {
    const found = await read(written, from);
    if (found instanceof Fault) return found;
    const refusal = await refuse({ permission: "read", target: found.name, isPlace: true });
    // The message names the module as the program does.
    return refusal === undefined
      ? found
      : new Fault("PermissionDenied", `Permission denied: read ${written}`);
  };
}

function withFolder({ rules, sandbox }: Permissions, folder: string): Permissions {
  const isRestricted =
    sandbox || rules.some(({ verdict, permission }) => verdict === "allow" && permission === "read");
  if (!isRestricted) return { rules, sandbox };
  return { rules: [...rules, { verdict: "allow", permission: "read", pattern: folder }], sandbox };
}
