/** Groups: their names in Okta, and which are kept apart. */
import { type Finding, error, names, printable, warning } from "../../findings";
import type { ParsedAccess } from "../schema";

/** What is wrong with groups, each and together. */
export function groupFindings(file: ParsedAccess): Finding[] {
  return [...selfSeparate(file), ...sharedNames(file), ...lookAlikes(file), ...everyone(file)];
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

/** Names that a person takes for one, so that the wrong group is given to somebody, or the right one to nobody. */
function lookAlikes({ groups }: ParsedAccess): Finding[] {
  const all = Object.entries(groups).map(([key, { name = key }]) => ({ key, name, seen: asSeen(name) }));
  return all.flatMap(({ key, name, seen }, index) => {
    const path = ["groups", key, "name"];
    const twin = all.slice(0, index).find((other) => other.seen === seen && other.name !== name);
    if (twin !== undefined)
      return [
        warning(
          "group-look-alike",
          path,
          `\`${printable(name)}\` and \`${printable(twin.name)}\` of group \`${twin.key}\` are two groups whose names look the same; rename one of them`,
        ),
      ];
    if (seen === "everyone" && !isEveryone(name))
      return [
        warning(
          "group-look-alike",
          path,
          `\`${printable(name)}\` looks the same as \`Everyone\`, Okta's group of all users, and is another; rename it`,
        ),
      ];
    if (!/\p{Script=Latin}/u.test(name) || !/[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(name)) return [];
    return [
      warning(
        "group-look-alike",
        path,
        `\`${printable(name)}\` mixes Latin letters with Cyrillic or Greek ones, which look the same; write it in one alphabet`,
      ),
    ];
  });
}

function isEveryone(name: string): boolean {
  return /^everyone$/i.test(name);
}

/** Without what hardly shows: upper and lower case, full-width letters, marks written apart, the width of a blank. */
function asSeen(name: string): string {
  return name.normalize("NFKC").toLowerCase().normalize("NFKC").replace(/\s+/gu, " ");
}

/** Okta's own group of all users: whatever it held, everybody would hold. */
function everyone({ groups }: ParsedAccess): Finding[] {
  return Object.entries(groups)
    .filter(([key, { name = key }]) => isEveryone(name))
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
