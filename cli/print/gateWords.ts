/** What the gate on widening says. */
import type { AllowedPlaces } from "../allowList";
import { listed } from "../../model/ask";

/** One line for each kind of thing; the first one says whether it holds. */
export function gateLines({ refused, allowed, expired, unused }: AllowedPlaces): string[] {
  const entry = ({ principal, client, scope, route, path, until }: AllowedPlaces["unused"][number]) =>
    `${[principal, client, scope, route, path].filter((part) => part !== undefined).join(" ")} (until ${until})`;
  return [
    refused.length === 0 ? "passed: nothing is widened that is not allowed" : `refused: ${listed(refused, 20)}`,
    ...(allowed.length === 0 ? [] : [`allowed by the list: ${listed(allowed, 20)}`]),
    ...(expired.length === 0 ? [] : [`was allowed, and is no longer: ${expired.map(entry).join(", ")}`]),
    ...(unused.length === 0 ? [] : [`allowed, and not part of this change: ${unused.map(entry).join(", ")}`]),
  ];
}
