/** External clients and internal scopes. */
import type { Finding } from "../../findings";
import type { ParsedAccess } from "../schema";
import { error } from "./finding";

/** An external client is only ever given external scopes. */
export function exposureFindings({ clients, scopes }: ParsedAccess): Finding[] {
  return Object.entries(clients).flatMap(([key, client]) => {
    if (client.exposure === "internal" || client.scopes === "all") return [];
    return client.scopes.flatMap((scope, index) =>
      scopes[scope]!.exposure === "external"
        ? []
        : [
            error(
              "exposure",
              ["clients", key, "scopes", index],
              `\`${scope}\` is internal, and an external client may only have external scopes; remove it, or make the scope external`,
            ),
          ],
    );
  });
}
