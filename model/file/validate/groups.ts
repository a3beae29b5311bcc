/** Groups: their names in Okta, and which are kept apart. */
import { type Finding, error, names, printable } from "../../findings";
import type { ParsedAccess } from "../schema";

/** What is wrong with groups, each and together. */
export function groupFindings(file: ParsedAccess): Finding[] {
  return [...selfSeparate(file), ...sharedNames(file), ...everyone(file)];
}

function selfSeparate({ groups }: ParsedAccess): Finding[] {
  return Object.entries(groups).flatMap(([key, { separate }]) =>
    separate.flatMap((other, index) =>
      other === key
        ? [
            error(
              "separate-self",
              ["groups", key, "separate", index],
              `group \`${key}\` cannot be kept apart from itself`,
            ),
          ]
        : [],
    ),
  );
}

/** Two entries for one Okta group would each count for the members of the other. */
function sharedNames({ groups }: ParsedAccess): Finding[] {
  const byName = new Map<string, string[]>();
  for (const [key, { name = key }] of Object.entries(groups)) byName.set(name, [...(byName.get(name) ?? []), key]);
  return [...byName].flatMap(([name, keys]) =>
    keys
      .slice(1)
      .map((key) =>
        error(
          "group-name",
          ["groups", key, "name"],
          `groups ${names(keys)} are the same Okta group \`${printable(name)}\`; merge them into one entry`,
        ),
      ),
  );
}

/** Okta's own group of all users: whatever it held, everybody would hold. */
function everyone({ groups }: ParsedAccess): Finding[] {
  return Object.entries(groups)
    .filter(([key, { name = key }]) => /^everyone$/i.test(name))
    .flatMap(([key, { scopes, managed }]) => [
      ...(scopes.length === 0
        ? []
        : [
            error(
              "everyone",
              ["groups", key, "scopes"],
              "`Everyone` is Okta's group of all users, so everybody in the org would hold these scopes; give them to a group of their own",
            ),
          ]),
      ...(managed
        ? [
            error(
              "everyone",
              ["groups", key, "managed"],
              "`Everyone` exists in every org and cannot be made; remove the field",
            ),
          ]
        : []),
    ]);
}
