/** What `ensurePackages` finds after it may have installed packages; see system-packages.mjs. */
export function ensurePackages<T>(
  names: readonly string[],
  find: () => T | undefined,
  only?: readonly string[],
): T | undefined;
export function installCommand(names: readonly string[]): string | undefined;
export function which(command: string): string | undefined;
