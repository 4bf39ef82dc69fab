/** A page's side of the talk with the extension. */
import type { FromPage, ToPage } from "../messages.ts";

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void };

const api = acquireVsCodeApi();

export function tell(message: FromPage): void {
  api.postMessage(message);
}

export function onMessage(listener: (message: ToPage) => void): void {
  window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => listener(data));
  tell({ type: "ready" });
}
