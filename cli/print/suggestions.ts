/** What each client has to ask for together, as text to be copied into the access file. */
import type { RequestSuggestion } from "../../model/ask";
import { pathOf } from "../../model/findings";

/** One line for each client: the field, its value, and what it costs beside what the file costs now. */
export function suggestionsText(suggestions: readonly RequestSuggestion[]): string {
  if (suggestions.length === 0) return "no client has `requests`: none has users for whom Okta makes the intersection";
  return suggestions
    .map(({ client, requests, derivedGroups: { then, now } }) => {
      const counted = (count: number | null) => (count === null ? "more than the limit" : String(count));
      const cost = `${counted(then)} derived groups; with the file as it is: ${counted(now)}`;
      return `${pathOf(["clients", client, "requests"])}: ${JSON.stringify(requests)}  // ${cost}`;
    })
    .join("\n");
}
