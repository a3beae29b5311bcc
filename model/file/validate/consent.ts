/** Scopes that ask the user for consent, at clients that have nobody to ask. */
import { CLIENT_TYPES } from "../../okta/clientTypes";
import type { Finding } from "../../findings";
import { GRANTS } from "../../okta/grants";
import type { ParsedAccess } from "../schema";
import { error } from "./finding";

/** Each scope with consent REQUIRED at a client with a grant that cannot ask. */
export function consentFindings({ clients, scopes }: ParsedAccess): Finding[] {
  return Object.entries(clients).flatMap(([key, client]) => {
    const grants = client.grants ?? CLIENT_TYPES[client.type].defaultGrants;
    const silent = grants.find((grant) => !GRANTS[grant].canPrompt);
    if (silent === undefined) return [];
    const all = client.scopes === "all";
    const names =
      client.scopes === "all"
        ? Object.keys(scopes).filter((name) => scopes[name]!.exposure === client.exposure)
        : client.scopes;
    return names.flatMap((scope, index) =>
      scopes[scope]!.consent === "REQUIRED"
        ? [
            error(
              "consent",
              all ? ["clients", key, "scopes"] : ["clients", key, "scopes", index],
              `\`${scope}\` has consent \`REQUIRED\`, and the grant \`${silent}\` cannot ask anybody; ` +
                "Okta would refuse it: make the consent `FLEXIBLE`, or remove the scope or the grant",
            ),
          ]
        : [],
    );
  });
}
