/** Requests about the texts of a program. */
import { asArguments, integer, optionalInteger } from "../arguments.ts";
import type { RequestGroup } from "./group.ts";

export const sourceRequests: RequestGroup = {
  capabilities: { supportsLoadedSourcesRequest: true },
  requests: {
    loadedSources({ launched }) {
      const files = launched.debugger?.files ?? [];
      return { sources: files.map((file) => launched.source(file)) };
    },
    source({ launched }, args) {
      const reference = optionalInteger(asArguments(args.source), "sourceReference");
      return { content: launched.sourceText(reference ?? integer(args, "sourceReference")) };
    },
  },
};
