/** The standard library: its modules as source text, what is documented about them, and the native functions that they call. */
export {
  documentation,
  type LibraryEntry,
  type LibraryParameter,
  libraryEntries,
  libraryExports,
  moduleSummary,
} from "./documentation.ts";
export {
  isInLibrary,
  LIBRARY_SCHEME,
  libraryModule,
  libraryModuleAt,
  librarySource,
  libraryUri,
  MODULE_ALIASES,
  MODULES,
  PROCESS_NAMES,
} from "./modules.ts";
export { NATIVES, nativeFunctions } from "./natives/index.ts";
export { libraryHeading } from "./reference.ts";
