/** Call hierarchy: who calls a function, and what it calls, across the programs of the workspace. */
import {
  type CallHierarchyIncomingCallsParams,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCallsParams,
  type CallHierarchyPrepareParams,
  ErrorCodes,
  type Range,
  ResponseError,
} from "vscode-languageserver";
import {
  type Callable,
  callableAt,
  incomingCalls,
  type Neighbour,
  outgoingCalls,
  topLevelOf,
} from "../../vm-core/index.ts";
import { across } from "../answer.ts";
import { toCallHierarchyItem, toOffset, toRange } from "../convert.ts";
import type { Feature, Rim } from "../feature.ts";
import { PLACE } from "../parameters.ts";
import { property } from "../settings.ts";

/** What an earlier answer told of. */
const ITEM = { item: { uri: "string", selectionRange: "range" } } as const;

export const CALL_HIERARCHY: Feature = {
  capabilities: { callHierarchyProvider: true },
  parameters: {
    "textDocument/prepareCallHierarchy": PLACE,
    "callHierarchy/incomingCalls": ITEM,
    "callHierarchy/outgoingCalls": ITEM,
  },
  register(rim) {
    const { connection, answer, ask, modules, findNeighbours } = rim;
    const { callHierarchy } = connection.languages;
    callHierarchy.onPrepare(
      answer(
        "prepare call hierarchy",
        across(modules, (snapshot, { position }: CallHierarchyPrepareParams, resolve) => {
          const found = callableAt(snapshot, toOffset(snapshot, position), resolve);
          return found === undefined ? null : [toCallHierarchyItem(found)];
        }),
      ),
    );
    callHierarchy.onIncomingCalls(
      ask("incoming calls", async ({ item }: CallHierarchyIncomingCallsParams, token) => {
        const { document, resolve, callable } = await callableOf(rim, item);
        if (callable.kind === "program") return [];
        const offset = callable.nameSpan.start;
        const { neighbours } = await findNeighbours(document, offset, resolve, token);
        return incomingCalls(document, offset, resolve, neighbours).map(({ callable, places }) => ({
          from: toCallHierarchyItem(callable),
          fromRanges: places.map((place) => toRange(callable.document, place)),
        }));
      }),
    );
    callHierarchy.onOutgoingCalls(
      ask("outgoing calls", async ({ item }: CallHierarchyOutgoingCallsParams) => {
        const { document, resolve, callable } = await callableOf(rim, item);
        return outgoingCalls(callable, resolve).map(({ callable, places }) => ({
          to: toCallHierarchyItem(callable),
          fromRanges: places.map((place): Range => toRange(document, place)),
        }));
      }),
    );
  },
};

/** The function that an item of an earlier answer is about, in the document as it is now. */
async function callableOf(
  { readDocument }: Rim,
  item: CallHierarchyItem,
): Promise<Neighbour & { readonly callable: Callable }> {
  const { uri, selectionRange } = item;
  const found = await readDocument(uri);
  if (found === undefined) throw new ResponseError(ErrorCodes.InvalidParams, `call hierarchy: no ${uri}`);
  const { document, resolve } = found;
  const isProgram = property(item.data, "isProgram") === true;
  const callable = isProgram
    ? undefined
    : callableAt(document, toOffset(document, selectionRange.start), resolve);
  return { document, resolve, callable: callable ?? topLevelOf(document) };
}
