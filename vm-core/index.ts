/** The door of vm-core: outsiders import nothing else, insiders never import it. */

export { type ExpectationMark, type Expectations, expectationsOf } from "./analyze/expectations.ts";
export {
  type AsmSnapshot,
  analyze,
  analyzeAssembly,
  analyzeLisp,
  DocumentMemory,
  includedBefore,
  isNamedAs,
  isStillIncluded,
  LANGUAGES,
  type LabelSymbol,
  type Language,
  type LispSnapshot,
  languageOfEditor,
  languageOfName,
  readIncluded,
  type Snapshot,
  type Symbols,
  type TooMuch,
  type VariableSymbol,
} from "./analyze/index.ts";
export { reportDiagnostic } from "./analyze/report.ts";
export { type BytecodeProblem, type EncodeOptions, encode, readBytecode } from "./bytecode/index.ts";
export type { BreakpointBinding, BreakpointRequest } from "./debug/breakpoints.ts";
export type { StackFrame } from "./debug/call-stack.ts";
export { Debugger } from "./debug/debugger.ts";
export { Complaint } from "./debug/expression.ts";
export type { EventFilter } from "./debug/process-events.ts";
export type { ProcessView } from "./debug/process-view.ts";
export type {
  DebuggerListener,
  ExceptionFilter,
  RunState,
  StepKind,
  StepUnit,
  Stopped,
  StopReason,
  ThreadMode,
} from "./debug/stop.ts";
export { stackTracer } from "./debug/trace.ts";
export type { Contents, ShownVariable, VariableScope } from "./debug/variables.ts";
export {
  assemblyView,
  type Callable,
  type Calls,
  type CodeAction,
  type CodeLens,
  type CodeLensSettings,
  type Completion,
  type CompletionContext,
  callableAt,
  codeActions,
  codeLenses,
  completesName,
  completesPath,
  completions,
  type DefinitionTarget,
  type DiagnosticSettings,
  type DocumentLink,
  type DocumentReferences,
  type DocumentSymbol,
  declaration,
  definition,
  diagnostics,
  distanceOf,
  documentLinks,
  documentSymbols,
  earlyDiagnostics,
  type FlowChart,
  type FoldingRange,
  type FormatStyle,
  type FoundBefore,
  findings,
  fixAll,
  fixesOf,
  flowChart,
  foldingRanges,
  format,
  formatTyped,
  functionPlaces,
  type Hint,
  type Hover,
  highlights,
  hints,
  hintsBesideFindings,
  hover,
  type InlayHint,
  type InlayHintSettings,
  implementation,
  incomingCalls,
  inlayHints,
  inlineVariables,
  isLibrary,
  type KnownModule,
  keptFindings,
  type LinkedText,
  type LinkedView,
  libraryOnly,
  libraryText,
  linkedPlaces,
  MOST_CANDIDATES,
  type Module,
  type MovedFile,
  mendAll,
  modulePathsIn,
  moveEdits,
  type NamedPlace,
  type NamedPlaces,
  type Neighbour,
  namedPlaces,
  namedPlacesIn,
  type OptimizedPreview,
  optimizeAll,
  optimizedPreview,
  optimizedText,
  organizeImports,
  outgoingCalls,
  type PassesView,
  passesView,
  prepareRename,
  prepareRenameAcross,
  type Refactoring,
  type Reference,
  type RenameAcross,
  type RenameResult,
  type ResolveModule,
  refactorings,
  references,
  referencesAcross,
  registerIr,
  rename,
  renameAcross,
  type Saving,
  type SemanticToken,
  type SharedName,
  type SignatureHelp,
  savingInWords,
  savingOf,
  selections,
  semanticTokens,
  sharedNameAt,
  signatureHelp,
  TOKEN_MODIFIERS,
  TOKEN_TYPES,
  tokenGroups,
  topLevelForm,
  topLevelOf,
  withLibrary,
} from "./ide/index.ts";
export { irLines, withPlace } from "./ir/write.ts";
export { JitRecord } from "./jit/record.ts";
export {
  type CodePart,
  type CompiledPart,
  type JitReport,
  jitReport,
  type LeftPlace,
  type UncompiledPart,
} from "./jit/report.ts";
export {
  type IncludedFile,
  type IncludeOf,
  type LispResult,
  type LispScope,
  type LispSymbol,
  type LispSymbols,
  readLisp,
  severalValues,
  type WriteLispOptions,
  writeAssembly,
  writeLisp,
} from "./lisp/index.ts";
export {
  createMachine,
  type FoundFile,
  type MachineOptions,
  type ReadModule,
  type ReadProgram,
  readProgram,
  readWholeProgram,
} from "./machine/index.ts";
export {
  type AppliedRewrite,
  type Optimized,
  optimize,
  PASS_NAMES,
  type PassName,
} from "./optimize/index.ts";
export {
  type DisassembledLine,
  disassemble,
  disassemblyLines,
  withDisassembly,
} from "./program/disassemble.ts";
export type { Program, SourceFile } from "./program/program.ts";
export { lineOf } from "./program/source-file.ts";
export { writeInstruction } from "./program/write.ts";
export { apropos, type Documented } from "./repl/documentation.ts";
export { INPUT_LANGUAGES, type InputLanguage, languageOfInput } from "./repl/input.ts";
export { type Evaluation, type InputPlace, Session } from "./repl/session.ts";
export { drive, type Outcome } from "./run/drive.ts";
export type { Observer } from "./run/execute.ts";
export { failurePlaces, failureText, uncaughtText } from "./run/failure.ts";
export type { Collection, HeapStatistics } from "./run/heap.ts";
export { type Host, type HostRequest, MeasuredValue, type Reply } from "./run/host.ts";
export { HostMemory, OutOfMemory } from "./run/host-memory.ts";
export type { OutputChunk } from "./run/output.ts";
export { guarded, type Refuse, refusing } from "./run/permissions/guard.ts";
export type { FileLocation } from "./run/permissions/needs.ts";
export type { ProgramLocation, Resolver } from "./run/permissions/resolver.ts";
export {
  type Permission,
  type PermissionFlags,
  type Permissions,
  parsePermissions,
  RuleError,
} from "./run/permissions/rules.ts";
export { missingRule, noteText } from "./run/permissions/words.ts";
export { type ProcessProfile, ProcessProfiler } from "./run/process-profile.ts";
export { traceProcesses } from "./run/process-trace.ts";
export { type FunctionProfile, functionAt, Profiler } from "./run/profile.ts";
export type { Run } from "./run/run.ts";
export { type CallNode, OTHERS, ROOT } from "./run/timeline.ts";
export { hexAddress, type StepSummary, stepSummary, tracer } from "./run/trace.ts";
export { observerOf, type Watcher } from "./run/watch.ts";
export { libraryExports } from "./std/index.ts";
export { boundAll } from "./text/allowance.ts";
export { Automaton, type AutomatonPart, exactly } from "./text/automaton.ts";
export { type Change, changeBetween } from "./text/change.ts";
export {
  applyEdits,
  compareDiagnostics,
  type Diagnostic,
  type Fix,
  type RelatedPlace,
  type Severity,
  type TextEdit,
} from "./text/diagnostic.ts";
export { type LineColumn, LineIndex } from "./text/line-index.ts";
export type { Span } from "./text/span.ts";
export { GivenUp, whileWanted } from "./text/wanted.ts";
export { Bytes, Handle, type HandleKind } from "./value/bytes.ts";
export { type ExceptionValue, Fault } from "./value/callable.ts";
export { compareStrings } from "./value/compare.ts";
export { display } from "./value/display.ts";
export { normalInt } from "./value/int.ts";
export { List } from "./value/list.ts";
export { memoryLimit } from "./value/memory-limit.ts";
export { ObjectValue } from "./value/object.ts";
export { Float, type Value } from "./value/value.ts";
