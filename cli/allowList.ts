/** The list of widenings that a team has allowed for a while: a file of the repository, whose entries expire. */
import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { type AccessDifference, placesOf } from "../model/ask";
import { zodFindings } from "../model/file";
import { AccessError, pathOf, type Finding } from "../model/findings";
import { UsageError } from "./io";

/** Where the list is, beside the access file. */
export const ALLOW_LIST = "access.allow.yaml";

/** The longest that anything may be allowed for, in days: the list is for what is decided, not for what is forgotten. */
const DAYS_MAX = 366;

const DAY = 86_400_000;

const text = z.string().min(1);

const entrySchema = z.strictObject({
  principal: text.optional(),
  client: text.optional(),
  scope: text.optional(),
  route: text.optional(),
  path: text.optional(),
  reason: z.string().trim().min(1, { error: "must say why" }),
  until: z.iso.date({ error: "must be a day, such as `2027-01-31`, in quotes or without" }),
});

const listSchema = z.strictObject({ allow: z.array(entrySchema) });

/** One thing that is allowed until the end of a day (UTC). What is not named matches anything. */
export type AllowedEntry = z.output<typeof entrySchema>;

/** The entries of a file; none where it is not there and was not asked for. @throws AccessError with all mistakes. */
export function readAllowList(file: string, { mayLack, today }: { mayLack: boolean; today: Date }): AllowedEntry[] {
  if (!existsSync(file)) {
    if (mayLack) return [];
    throw new UsageError(`there is no file \`${file}\``);
  }
  const parsed = listSchema.safeParse(readYaml(file));
  if (!parsed.success) {
    const names = (path: readonly PropertyKey[]) => (path.length === 0 ? ["allow"] : Object.keys(entrySchema.shape));
    throw new AccessError(file, zodFindings(parsed.error, names));
  }
  const findings = parsed.data.allow.flatMap((entry, index) => findingsOf(entry, index, today));
  if (findings.length > 0) throw new AccessError(file, findings);
  return parsed.data.allow;
}

function readYaml(file: string): unknown {
  try {
    // Days stay texts, as they are written.
    return parse(readFileSync(file, "utf8"), { schema: "core" });
  } catch (error) {
    throw new UsageError(`\`${file}\` is not valid YAML: ${String((error as Error).message).split("\n")[0]}`);
  }
}

function findingsOf(entry: AllowedEntry, index: number, today: Date): Finding[] {
  const at = (field: string) => pathOf(["allow", index, field]);
  const error = (path: string, message: string): Finding => ({ rule: "allow-list", level: "error", path, message });
  const isBlank = [entry.scope, entry.route, entry.path].every((named) => named === undefined);
  return [
    ...(isBlank
      ? [
          error(
            pathOf(["allow", index]),
            "would allow whatever is widened; name a `scope`, a `route` or a `path` of the access file",
          ),
        ]
      : []),
    ...(endOf(entry) > today.getTime() + DAYS_MAX * DAY
      ? [error(at("until"), `\`${entry.until}\` is more than a year ahead; allow it for less, and look again`)]
      : []),
  ];
}

function endOf({ until }: AllowedEntry): number {
  return Date.parse(`${until}T00:00:00Z`) + DAY;
}

/** What is widened, held against the list. */
export interface AllowedPlaces {
  /** What nobody has allowed, as the path of the file or the row in words. */
  readonly refused: readonly string[];
  readonly allowed: readonly string[];
  /** Entries that would have allowed something and are over. */
  readonly expired: readonly AllowedEntry[];
  /** Entries that meet nothing of this change. */
  readonly unused: readonly AllowedEntry[];
}

type Place = ReturnType<typeof placesOf>[number];

/** @param counts which sensitivities fail. */
export function heldAgainst(
  difference: AccessDifference,
  entries: readonly AllowedEntry[],
  counts: (place: Place) => boolean,
  today: Date,
): AllowedPlaces {
  const places = placesOf(difference, "widened").filter(counts);
  const current = entries.filter((entry) => endOf(entry) > today.getTime());
  const over = entries.filter((entry) => !current.includes(entry));
  const isAllowed = (place: Place) => current.some((entry) => matches(entry, place));
  return {
    refused: places.filter((place) => !isAllowed(place)).map(words),
    allowed: places.filter(isAllowed).map(words),
    expired: over.filter((entry) => places.some((place) => matches(entry, place))),
    unused: current.filter((entry) => !places.some((place) => matches(entry, place))),
  };
}

function matches({ principal, client, scope, route, path }: AllowedEntry, place: Place): boolean {
  const { row } = place;
  const same = (wanted: string | undefined, is: string | undefined) => wanted === undefined || wanted === is;
  return (
    same(principal, row?.principal) &&
    same(client, row?.client) &&
    same(scope, row?.scope) &&
    same(route, row?.route) &&
    same(path, place.path)
  );
}

function words({ row, path }: Place): string {
  return row === undefined ? path : `${row.principal} at ${row.client}: ${row.route ?? row.scope}`;
}
